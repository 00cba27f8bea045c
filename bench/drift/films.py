"""Films for the bench, cut from the demo clip without any program: silent, and twelve minutes long.

An MP4's sample tables say where each picture lies in the file. Without the sound's table the same
bytes are a silent film; with the picture's table written out eight times they are a film of twelve
minutes. Source: ISO/IEC 14496-12, sections 8.2–8.7.
"""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CLIP = ROOT / "static" / "demo" / "xiaowo-demo.mp4"
# Where the server looks for files when it starts; built anew by `make assets`, never committed.
SERVED = ROOT / "build" / "collected" / "demo" / "bench"
LONG_TIMES = 8

Edit = Callable[[bytes], bytes]


SILENT = "/static/demo/bench/silent.mp4"
LONG = "/static/demo/bench/long.mp4"


def publish() -> None:
    """Put the films where a server that is started afterwards finds them."""
    SERVED.mkdir(parents=True, exist_ok=True)
    clip = CLIP.read_bytes()
    for address, times in ((SILENT, 1), (LONG, LONG_TIMES)):
        (SERVED / Path(address).name).write_bytes(_times(clip, times))


def _times(film: bytes, times: int) -> bytes:
    """Return the film ``times`` times over, without sound."""
    parts = dict(_boxes(film))
    longer = len(_moov(parts[b"moov"], times, shift=0)) - len(parts[b"moov"])
    moov = _moov(parts[b"moov"], times, shift=longer)
    return b"".join(_box(kind, moov if kind == b"moov" else body) for kind, body in _boxes(film))


def _moov(moov: bytes, times: int, shift: int) -> bytes:
    edits: dict[bytes, Edit] = {
        b"mvhd": lambda body: _multiply(body, times, at=16),
        b"tkhd": lambda body: _multiply(body, times, at=20),
        b"mdhd": lambda body: _multiply(body, times, at=16),
        b"elst": lambda body: _multiply(body, times, at=8),
        b"stts": lambda body: _multiply(body, times, at=8),
        b"stsz": lambda body: _repeat(body, times, head=12, step=0),
        b"stss": lambda body: _repeat(body, times, head=8, step=_pictures(moov)),
        b"stco": lambda body: _repeat(_shift(body, shift), times, head=8, step=0),
        b"stsc": lambda body: _runs(body, times, _chunks(moov)),
    }
    return _rewrite(moov, edits)


def _rewrite(data: bytes, edits: dict[bytes, Edit]) -> bytes:
    out = b""
    for kind, body in _boxes(data):
        if kind == b"trak" and b"soun" in body:
            continue
        if kind in (b"trak", b"mdia", b"minf", b"stbl", b"edts"):
            body = _rewrite(body, edits)
        out += _box(kind, edits.get(kind, bytes)(body))
    return out


def _multiply(body: bytes, times: int, at: int) -> bytes:
    (value,) = struct.unpack_from(">I", body, at)
    return body[:at] + struct.pack(">I", value * times) + body[at + 4 :]


def _repeat(body: bytes, times: int, head: int, step: int) -> bytes:
    """Write a table out several times; each time its numbers are ``step`` higher."""
    (count,) = struct.unpack_from(">I", body, head - 4)
    values = struct.unpack_from(f">{count}I", body, head)
    longer = [value + turn * step for turn in range(times) for value in values]
    return body[: head - 4] + struct.pack(f">{len(longer) + 1}I", len(longer), *longer)


def _shift(body: bytes, by: int) -> bytes:
    (count,) = struct.unpack_from(">I", body, 4)
    offsets = struct.unpack_from(f">{count}I", body, 8)
    return body[:8] + struct.pack(f">{count}I", *(offset + by for offset in offsets))


def _runs(body: bytes, times: int, chunks: int) -> bytes:
    """Write out which chunks hold how many pictures: (first chunk, pictures, description)."""
    (count,) = struct.unpack_from(">I", body, 4)
    runs = list(struct.iter_unpack(">3I", body[8 : 8 + 12 * count]))
    longer = [
        (first + turn * chunks, pictures, kind)
        for turn in range(times)
        for first, pictures, kind in runs
    ]
    packed = b"".join(struct.pack(">3I", *run) for run in longer)
    return body[:4] + struct.pack(">I", len(longer)) + packed


def _pictures(moov: bytes) -> int:
    return _count(moov, b"stsz", 8)


def _chunks(moov: bytes) -> int:
    return _count(moov, b"stco", 4)


def _count(moov: bytes, kind: bytes, at: int) -> int:
    """Read how many entries the picture track's table has."""
    for name, trak in _boxes(moov):
        if name == b"trak" and b"vide" in trak:
            return int(struct.unpack_from(">I", trak, trak.index(kind) + 4 + at)[0])
    raise ValueError("a film without pictures")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + size]
        at += size


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body
