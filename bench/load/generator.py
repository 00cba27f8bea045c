"""Thousands of WebSocket clients in one process, on bare sockets: it must not be the bottleneck.

Open loop: commands are sent when they are due, whatever has come back. A command's position is the
second of the generator's clock at which it was due, so every receipt tells its own delay, and a
late sender makes no delay look smaller.
"""

import base64
import os
import re
import selectors
import socket
import struct
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

CHUNK: Final = 1 << 18
POSITION: Final = re.compile(rb'"current_time":([0-9.]+)')
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
# Clients mask what they send (RFC 6455, 5.3); a mask of zeros leaves the bytes as they are.
NO_MASK: Final = bytes(4)


class Lost(RuntimeError):
    """A socket was refused or closed."""


@dataclass
class Tally:
    """What arrived: delays in s, other frames, closed sockets."""

    delays: array = field(default_factory=lambda: array("d"))
    others: int = 0
    errors: int = 0
    closed: int = 0


class Client:
    """One socket in one room."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""
        self._shake_hands(port, path)

    def _shake_hands(self, port: int, path: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            part = self.socket.recv(4096)
            if not part:
                raise Lost(f"hung up: {answer!r}")
            answer += part
        head, self._rest = answer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise Lost(head.decode(errors="replace"))

    def wait_for(self, word: bytes) -> None:
        """Read until a frame holds this; raises ``Lost`` when the socket is closed before."""
        while True:
            frames, self._rest = split(self._rest)
            if any(word in payload for _opcode, payload in frames):
                return
            part = self.socket.recv(CHUNK)
            if not part:
                raise Lost(frames[-1][1].decode(errors="replace") if frames else "hung up")
            self._rest += part

    def send(self, payload: bytes) -> None:
        """Send one text frame."""
        self._send(TEXT, payload)

    def _send(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        head = (
            bytes((0x80 | opcode, 0x80 | size))
            if size < 126
            else (bytes((0x80 | opcode, 0xFE)) + struct.pack(">H", size))
        )
        try:
            self.socket.send(head + NO_MASK + payload)
        except BlockingIOError:
            raise Lost("the server does not read") from None

    def read(self, tally: Tally, origin: float) -> bool:
        """Take what has come; False when the socket is closed."""
        try:
            data = self.socket.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not data:
            return False
        now = time.perf_counter() - origin
        frames, self._rest = split(self._rest + data if self._rest else data)
        for opcode, payload in frames:
            if opcode == TEXT:
                self._take(payload, now, tally)
            elif opcode == PING:
                self._send(PONG, payload)
            elif opcode == CLOSE:
                return False
        return True

    @staticmethod
    def _take(payload: bytes, now: float, tally: Tally) -> None:
        if b'"type":"seek"' in payload:
            found = POSITION.search(payload)
            if found:
                tally.delays.append(now - float(found[1]))
                return
        if b'"type":"error"' in payload:
            tally.errors += 1
        tally.others += 1


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Cut a server's bytes into (opcode, payload) frames and what is left of the last."""
    found: list[tuple[int, bytes]] = []
    at, end = 0, len(data)
    while at + 2 <= end:
        size, start = data[at + 1], at + 2
        if size >= 126:
            start += 2 if size == 126 else 8
            size = int.from_bytes(data[at + 2 : start])
        if start + size > end or start > end:
            break
        found.append((data[at] & 0xF, data[start : start + size]))
        at = start + size
    return found, data[at:]


Room = Sequence[Client]


def run(rooms: Sequence[Room], rate: float, seconds: float, settle_s: float = 1.2) -> Tally:
    """Send ``rate`` commands a second in every room, by its members in turn; count receipts.

    Waits ``settle_s`` for what is still under way, then stops. Bounded by its arguments.
    """
    tally = Tally()
    watch = selectors.DefaultSelector()
    for room in rooms:
        for client in room:
            client.socket.setblocking(False)
            watch.register(client.socket, selectors.EVENT_READ, client)
    origin = time.perf_counter()
    total = int(rate * seconds * len(rooms))
    gap = 1 / (rate * len(rooms))
    sent = 0
    end = origin + total * gap + settle_s
    while (now := time.perf_counter()) < end:
        while sent < total and origin + sent * gap <= now:
            _command(rooms, sent, sent * gap)
            sent += 1
            if sent % 16 == 0:
                break
        due = origin + sent * gap if sent < total else end
        for key, _mask in watch.select(max(0.0, due - time.perf_counter())):
            if not key.data.read(tally, origin):
                watch.unregister(key.fileobj)
                tally.closed += 1
    watch.close()
    return tally


def _command(rooms: Sequence[Room], number: int, due: float) -> None:
    room = rooms[number % len(rooms)]
    sender = room[number // len(rooms) % len(room)]
    sender.send(b'{"type":"seek","data":{"current_time":%.6f}}' % (due or 1e-6))


def connect(
    port: int, people: Sequence[dict], open_one: Callable[[int, str, str], Client]
) -> list[list[Client]]:
    """Connect everybody in turn; ``open_one(port, room, token)`` waits until inside.

    Those who are inside already go on reading, as pages do: else they would be cut as too slow.
    """
    watch = selectors.DefaultSelector()
    ignored = Tally()
    inside: list[list[Client]] = []
    for place in people:
        inside.append([])
        for token in place["tokens"]:
            client = open_one(port, place["room"], token)
            client.socket.setblocking(False)
            watch.register(client.socket, selectors.EVENT_READ, client)
            inside[-1].append(client)
            for key, _mask in watch.select(0):
                if not key.data.read(ignored, 0.0):
                    raise Lost(f"somebody was sent out of {place['room']}")
    watch.close()
    return inside
