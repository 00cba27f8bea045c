"""Frames that come in one piece are read in one piece, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.arriving import text_of

MASK = b"\x37\xfa\x21\x3d"


def frame(payload: bytes, mask: bytes = MASK, first: int = 0x81) -> bytes:
    """Write a frame as a client does."""
    size = len(payload)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 65_536:
        head = bytes((first, 0xFE)) + size.to_bytes(2)
    else:
        head = bytes((first, 0xFF)) + size.to_bytes(8)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


@given(st.text(max_size=300), st.binary(min_size=4, max_size=4))
def test_a_whole_frame_is_its_text(text: str, mask: bytes):
    assert text_of(frame(text.encode(), mask)) == text


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535])
def test_of_every_length(size: int):
    assert text_of(frame(b"x" * size)) == "x" * size


def test_the_example_of_the_rfc():
    assert text_of(bytes.fromhex("818537fa213d7f9f4d5158")) == "Hello"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        frame(b"hello")[:-1],
        frame(b"hello") + b"\x81",
        frame(b"hello") * 2,
        frame(b"x" * 65_536),
        frame(b"hello", first=0x01),  # the first part of a message
        frame(b"hello", first=0x80),  # a later part
        frame(b"hello", first=0x82),  # bytes
        frame(b"hello", first=0x89),  # a ping
        frame(b"\x03\xe8", first=0x88),  # a close
        frame(b"hello", first=0xC1),  # compressed
        b"\x81\x05hello",  # not masked
        b"\x81\xfe\x00\x05" + frame(b"hello")[2:],  # a length that is longer than need be
        frame(b"\xff\xfe"),
        frame(b"\xed\xa0\x80"),  # half of a surrogate pair
    ],
)
def test_anything_else_is_left_alone(data: bytes):
    assert text_of(data) is None
