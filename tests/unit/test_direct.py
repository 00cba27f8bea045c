"""Frames written straight to a socket: whole, in order, or not at all."""

from functools import partial
from typing import Any

import pytest

from realtime.direct import Ready, writer_below

FRAME = Ready("hello").frame


class Socket:
    """Takes so many bytes, then no more; or is broken."""

    def __init__(self, room: int = 10_000, error: type[OSError] | None = None) -> None:
        self.room, self.error = room, error
        self.taken = b""

    def send(self, data: bytes) -> int:
        if self.error is not None:
            raise self.error
        part = data[: self.room]
        self.room -= len(part)
        self.taken += part
        return len(part)


class Transport:
    """The parts of Twisted's TCP connection that are used."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.connected, self.disconnecting = 1, 0
        self.dataBuffer = b""
        self._tempDataBuffer: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._tempDataBuffer.append(data)


class Protocol:
    """The parts of Autobahn's WebSocket protocol that are used."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.state = 3
        self.send_queue: list[bytes] = []


def below(socket: Socket) -> tuple[Protocol, Any]:
    """A protocol over this socket, and the ASGI ``send`` that Daphne would make of it."""
    protocol = Protocol(Transport(socket))
    return protocol, partial(lambda protocol, message: None, protocol)


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65_535, "817effff"),
        (65_536, "817f0000000000010000"),
    ],
)
def test_a_frame_says_how_long_it_is(size: int, head: str):
    assert Ready("x" * size).frame == bytes.fromhex(head) + b"x" * size


def test_a_length_is_that_of_the_bytes():
    assert Ready("小窝").frame == b"\x81\x06" + "小窝".encode()


def test_several_texts_are_as_many_frames():
    assert Ready("one", "小窝").frame == Ready("one").frame + Ready("小窝").frame


def test_goes_straight_to_the_socket():
    socket = Socket()
    _, send = below(socket)

    assert writer_below(send)(FRAME)
    assert socket.taken == FRAME


def test_what_the_socket_does_not_take_is_left_to_twisted():
    socket = Socket(room=3)
    protocol, send = below(socket)

    assert writer_below(send)(FRAME)
    assert socket.taken + b"".join(protocol.transport._tempDataBuffer) == FRAME


@pytest.mark.parametrize("error", [BlockingIOError, BrokenPipeError])
def test_a_full_or_broken_socket_takes_nothing(error: type[OSError]):
    protocol, send = below(Socket(error=error))

    assert not writer_below(send)(FRAME)
    assert protocol.transport._tempDataBuffer == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("protocol", {"state": 2}),
        ("protocol", {"send_queue": [b"x"]}),
        ("transport", {"dataBuffer": b"x"}),
        ("transport", {"_tempDataBuffer": [b"x"]}),
        ("transport", {"disconnecting": 1}),
        ("transport", {"connected": 0}),
    ],
)
def test_never_overtakes_and_never_writes_into_a_close(part: str, change: dict[str, Any]):
    socket = Socket()
    protocol, send = below(socket)
    write = writer_below(send)
    for name, value in change.items():
        setattr(protocol if part == "protocol" else protocol.transport, name, value)

    assert not write(FRAME)
    assert socket.taken == b""


def test_leaves_a_session_over_the_socket_alone():
    # As Twisted's TLS does: everything that it lacks is borrowed from the transport below.
    class Lending:
        def __init__(self, below: Any) -> None:
            self.below = below

        def __getattr__(self, name: str) -> Any:
            return getattr(self.below, name)

    socket = Socket()
    send = partial(print, Protocol(Lending(Transport(socket))))

    assert not writer_below(send)(FRAME)
    assert socket.taken == b""


@pytest.mark.parametrize("send", [print, partial(print), partial(print, object())])
def test_knows_what_it_does_not_know(send: Any):
    assert not writer_below(send)(FRAME)
