"""HTTP requests over a few kept connections, each answered before the next: closed loop."""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Answers:
    """Requests a second, and the delays in s, sorted."""

    per_s: float
    delays: list[float]
    failed: int


def run(port: int, request: Callable[[int], bytes], seconds: float) -> Answers:
    """Send ``request(number)`` over and over on 16 connections for so long."""
    watch = selectors.DefaultSelector()
    began: dict[socket.socket, float] = {}
    rest: dict[socket.socket, bytes] = {}
    delays: list[float] = []
    failed = number = 0
    start = time.perf_counter()
    for _ in range(CONNECTIONS):
        line = socket.create_connection(("127.0.0.1", port), timeout=10)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch.register(line, selectors.EVENT_READ)
        rest[line] = b""
        number += 1
        began[line] = time.perf_counter()
        line.sendall(request(number))
    while (now := time.perf_counter()) < start + seconds:
        for key, _mask in watch.select(0.1):
            line = key.fileobj
            assert isinstance(line, socket.socket)
            rest[line] += line.recv(65536)
            if not _is_whole(rest[line]):
                continue
            now = time.perf_counter()
            delays.append(now - began[line])
            failed += b" 200 " not in rest[line][:20]
            rest[line] = b""
            number += 1
            began[line] = now
            line.sendall(request(number))
    for line in rest:
        line.close()
    watch.close()
    return Answers(len(delays) / seconds, sorted(delays), failed)


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return body.endswith(b"0\r\n\r\n")


def requests(place: dict[str, Any]) -> dict[str, Callable[[int], bytes]]:
    """Return what is asked of a room, by name; each takes the number of the request."""
    head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {place['tokens'][0]}\r\n"
    where = f"/api/v1/rooms/{place['room']}"

    def seek(number: int) -> bytes:
        body = f'{{"current_time": {number}}}'
        return (
            f"POST {where}/seek HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    read = f"GET {where}/playback HTTP/1.1\r\n{head}\r\n".encode()
    return {"GET playback": lambda _number: read, "POST seek": seek}
