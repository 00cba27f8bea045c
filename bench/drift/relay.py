"""A TCP relay that delays: one process stands for one page's link.

.venv/bin/python -m bench.drift.relay '{"listen": 9001, "to": 8000, "up_ms": 100, ...}'

Loopback only; ends with its parent. Opening a connection costs a round trip, as it does on a real
line. What it cannot do is lose packets (`tun.py` can) and TCP's slow start.
"""

import asyncio
import json
import sys
from collections import deque
from contextlib import suppress

from bench.drift.links import Link
from bench.drift.wire import Wire

CHUNK = 16 * 1024
# Sent and not delivered yet, for one connection and direction: beyond it the sender waits.
WINDOW = 1024 * 1024


class Relay:
    """One listening port in front of one server."""

    def __init__(self, link: Link, to: int) -> None:
        self._to = to
        self._round_trip_s = (link.up_ms + link.down_ms) / 1000
        self._up = _wire(link, link.up_ms)
        self._down = _wire(link, link.down_ms)

    async def serve(self, listen: int) -> None:
        """Relay until cancelled."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", listen)
        async with server:
            await server.serve_forever()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self._round_trip_s)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        ways = [
            asyncio.ensure_future(_carry(reader, far_writer, self._up)),
            asyncio.ensure_future(_carry(far_reader, writer, self._down)),
        ]
        await asyncio.wait(ways)
        for end in (writer, far_writer):
            end.close()


def _wire(link: Link, delay_ms: float) -> Wire:
    return Wire(
        delay_s=delay_ms / 1000,
        jitter_s=link.jitter_ms / 1000,
        bytes_per_s=link.rate_kbit * 125,
        stall_every_s=link.stall_every_s,
        stall_s=link.stall_ms / 1000,
    )


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire) -> None:
    """Carry one direction of one connection to its end."""
    loop = asyncio.get_running_loop()
    under_way: deque[tuple[float, bytes]] = deque()
    changed = asyncio.Event()
    has_room = asyncio.Event()

    async def deliver() -> None:
        while True:
            while not under_way:
                changed.clear()
                await changed.wait()
            at, data = under_way[0]
            await asyncio.sleep(max(0.0, at - loop.time()))
            under_way.popleft()
            has_room.set()
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()

    delivering = asyncio.ensure_future(deliver())
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            under_way.append((wire.arrival(loop.time(), len(data)), data))
            changed.set()
            while len(under_way) * CHUNK > WINDOW:
                has_room.clear()
                await has_room.wait()
    under_way.append((wire.arrival(loop.time(), 0), b""))
    changed.set()
    with suppress(OSError):
        await delivering


async def _until_orphaned() -> None:
    """Return when whoever started this process has ended: its end of the pipe closes."""
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def main() -> None:
    """Read the link from the command line and relay."""
    facts = json.loads(sys.argv[1])
    listen, to = facts.pop("listen"), facts.pop("to")
    serving = asyncio.ensure_future(Relay(Link(**facts), to).serve(listen))
    await _until_orphaned()
    serving.cancel()


if __name__ == "__main__":
    asyncio.run(main())
