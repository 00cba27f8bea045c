"""Thousands of WebSocket clients in one process, on bare sockets: it must not be the bottleneck.

Open loop: commands are sent when they are due, whatever has come back. A command's position is the
second of the generator's clock at which it was due, so every receipt tells its own delay, and a
late sender makes no delay look smaller.
"""

import base64
import os
import re
import select
import socket
import struct
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final

CHUNK: Final = 1 << 18
EVENTS: Final = 512
SEEN: Final = 4096
SETTLE_S: Final = 1.2
# Often enough for a server that closes after 90 s of silence.
LIVE_EVERY_S: Final = 25.0
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
# Clients mask what they send (RFC 6455, 5.3); a mask of zeros leaves the bytes as they are.
NO_MASK: Final = bytes(4)


class Lost(RuntimeError):
    """A socket was refused or closed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent, with the second at which it was due in it; and how it is known again."""

    sent: bytes
    mark: bytes
    due: re.Pattern[bytes]


SEEK: Final = Kind(
    b'{"type":"seek","data":{"current_time":%.6f}}',
    b'"type":"seek"',
    re.compile(rb'"current_time":([0-9.e+-]+)'),
)
CHAT: Final = Kind(
    b'{"type":"chat","data":{"text":"%.6f"}}',
    b'"type":"chat"',
    re.compile(rb'"text":"([0-9.]+)"'),
)


@dataclass
class Tally:
    """What arrived of a kind: delays in s; other frames, closed sockets."""

    kind: Kind = SEEK
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

    @property
    def has_rest(self) -> bool:
        """Tell whether a part of a frame is waiting for the other part."""
        return bool(self._rest)

    def read(self, tally: Tally) -> bool:
        """Take what has come; False when the socket is closed."""
        try:
            data = self.socket.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return bool(data) and self.take(data, 0.0, tally, {})

    def take(self, data: bytes, now: float, tally: Tally, seen: dict[bytes, float]) -> bool:
        """Take these bytes; a single whole command is remembered in ``seen``. False: closed."""
        frames, self._rest = split(self._rest + data if self._rest else data)
        for opcode, payload in frames:
            if opcode == TEXT:
                due = self._take_text(payload, now, tally)
                if due is not None and len(frames) == 1 and not self._rest:
                    if len(seen) > SEEN:
                        seen.clear()
                    seen[data] = due
            elif opcode == PING:
                self._send(PONG, payload)
            elif opcode == CLOSE:
                return False
        return True

    @staticmethod
    def _take_text(payload: bytes, now: float, tally: Tally) -> float | None:
        kind = tally.kind
        found = kind.due.search(payload) if kind.mark in payload else None
        if found:
            due = float(found[1])
            tally.delays.append(now - due)
            return due
        if b'"type":"error"' in payload:
            tally.errors += 1
        tally.others += 1
        return None


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


class Watch:
    """Reads from all sockets that have something, without a layer in between."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._poll = select.epoll()
        self._clients = {client.socket.fileno(): client for room in rooms for client in room}
        for number, client in self._clients.items():
            client.socket.setblocking(False)
            self._poll.register(number, select.EPOLLIN)
        # All members of a room get the same bytes: they are looked at once.
        self._seen: dict[bytes, float] = {}

    def read(self, wait_s: float, tally: Tally, origin: float) -> None:
        """Wait for something at most so long, and take what has come."""
        for number, _event in self._poll.poll(wait_s, EVENTS):
            client = self._clients[number]
            try:
                data = client.socket.recv(CHUNK)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            now = time.perf_counter() - origin
            due = None if client.has_rest else self._seen.get(data)
            if due is not None:
                tally.delays.append(now - due)
            elif not data or not client.take(data, now, tally, self._seen):
                self._poll.unregister(number)
                tally.closed += 1

    def close(self) -> None:
        """Stop to watch; the sockets stay open."""
        self._poll.close()


def run(
    rooms: Sequence[Room],
    rate: float,
    seconds: float,
    kind: Kind = SEEK,
    patience_s: float | None = None,
) -> Tally:
    """Send ``rate`` frames a second in every room, by its members in turn; count receipts.

    Then it watches for another ``SETTLE_S``, so that shares of a core compare; with ``patience_s``
    it waits so long for what is still under way, and stops when all has come.
    """
    tally, watch = Tally(kind), Watch(rooms)
    origin = time.perf_counter()
    total = int(rate * seconds * len(rooms))
    gap = 1 / (rate * len(rooms))
    sent = 0
    end = origin + total * gap + (patience_s or SETTLE_S)
    enough = inf if patience_s is None else total * len(rooms[0])
    while (now := time.perf_counter()) < end and len(tally.delays) < enough:
        while sent < total and origin + sent * gap <= now:
            _send(rooms, sent, sent * gap, kind)
            sent += 1
            if sent % 16 == 0:
                break
        due = origin + sent * gap if sent < total else end
        watch.read(max(0.0, due - time.perf_counter()), tally, origin)
    watch.close()
    return tally


def _send(rooms: Sequence[Room], number: int, due: float, kind: Kind) -> None:
    room = rooms[number % len(rooms)]
    sender = room[number // len(rooms) % len(room)]
    sender.send(kind.sent % (due or 1e-6))


def connect(
    ports: Sequence[int],
    people: Sequence[dict],
    open_one: Callable[[int, str, str], Client],
    already: Sequence[Room] = (),
) -> list[list[Client]]:
    """Connect everybody in turn; ``open_one(port, room, token)`` waits until inside.

    The members of a room take turns at the ports. Those who are inside, and ``already`` were, go on
    reading and say now and then that they live, as pages do: else they would be cut as too slow, or
    as silent.
    """
    inside: list[list[Client]] = []
    watch = select.epoll()
    clients = {client.socket.fileno(): client for room in already for client in room}
    for number in clients:
        watch.register(number, select.EPOLLIN)
    ignored, last_s = Tally(), time.perf_counter()
    for place in people:
        inside.append([])
        for index, token in enumerate(place["tokens"]):
            client = open_one(ports[index % len(ports)], place["room"], token)
            client.socket.setblocking(False)
            clients[client.socket.fileno()] = client
            watch.register(client.socket.fileno(), select.EPOLLIN)
            inside[-1].append(client)
            for number, _event in watch.poll(0, EVENTS):
                if not clients[number].read(ignored):
                    raise Lost(f"somebody was sent out of {place['room']}")
            if time.perf_counter() - last_s > LIVE_EVERY_S:
                last_s = time.perf_counter()
                for living in clients.values():
                    living.send(b'{"type":"ping","data":{"t0":0}}')
    watch.close()
    return inside
