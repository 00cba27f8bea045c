"""A link with real packet loss: two TUN devices, one here and one in a network of its own.

.venv/bin/python -m bench.drift.tun '{"pid": 123, "here": "10.77.1.1", "there": "10.77.1.2", ...}'

``pid`` is a process that lives in the other network. Linux and root only. Packets wait as long as
the link says, some are dropped, and TCP has to make up for it, as it would outside. Needs to run
in a network namespace of its own, so that nothing of the machine's network is touched.
"""

import asyncio
import ctypes
import fcntl
import json
import os
import random
import struct
import subprocess
import sys

from bench.drift.links import Link
from bench.drift.wire import Wire

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
PACKET = 2048
DEVICE = "xiaowo0"


class Unavailable(RuntimeError):
    """This machine or user cannot open a TUN device."""


def open_tun() -> int:
    """Open a TUN device in this thread's network; raises ``Unavailable``."""
    try:
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    except OSError as error:
        raise Unavailable(str(error)) from error
    return device


def open_tun_of(pid: int) -> int:
    """Open a TUN device in the network of another process."""
    enter = ctypes.CDLL(None, use_errno=True).setns
    with open(f"/proc/{pid}/ns/net") as there, open("/proc/self/ns/net") as here:
        if enter(there.fileno(), CLONE_NEWNET) != 0:
            raise Unavailable(os.strerror(ctypes.get_errno()))
        try:
            return open_tun()
        finally:
            enter(here.fileno(), CLONE_NEWNET)


def configure(own: str, other: str, pid: int | None = None) -> None:
    """Give a device its address and bring it up, here or in the network of another process."""
    inside = ["nsenter", f"--net=/proc/{pid}/ns/net"] if pid else []
    for command in (
        ["ip", "addr", "add", own, "peer", other, "dev", DEVICE],
        ["ip", "link", "set", DEVICE, "up"],
    ):
        subprocess.run([*inside, *command], check=True)


class Direction:
    """Carries packets from one device to the other."""

    def __init__(self, source: int, target: int, wire: Wire, loss: float) -> None:
        self._source, self._target = source, target
        self._wire = wire
        self._loss = loss
        self._dice = random.Random()

    def start(self) -> None:
        """Begin to listen."""
        asyncio.get_running_loop().add_reader(self._source, self._read)

    def _read(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                packet = os.read(self._source, PACKET)
                if self._dice.random() >= self._loss:
                    at = self._wire.arrival(loop.time(), len(packet))
                    loop.call_at(at, self._write, packet)
        except BlockingIOError:
            return

    def _write(self, packet: bytes) -> None:
        try:
            os.write(self._target, packet)
        except OSError:
            # A device that is full or going down loses packets, as any does.
            return


async def main() -> None:
    """Open both devices and carry packets until the parent ends."""
    facts = json.loads(sys.argv[1])
    pid, here, there = facts.pop("pid"), facts.pop("here"), facts.pop("there")
    link = Link(**facts)
    near, far = open_tun(), open_tun_of(pid)
    configure(here, there)
    configure(there, here, pid)
    rate = link.rate_kbit * 125
    up = Wire(link.up_ms / 1000, link.jitter_ms / 1000, rate)
    down = Wire(link.down_ms / 1000, link.jitter_ms / 1000, rate)
    Direction(far, near, up, link.loss).start()
    Direction(near, far, down, link.loss).start()
    print("up", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
