"""HLS playlists of the demo clip, as far as the clip uses them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.clip import DEMO

HLS = DEMO / "hls"


@dataclass(frozen=True)
class Piece:
    """A stretch of a file: the head of a rendition (0 s) or one of its segments."""

    file: str
    start: int
    end: int
    duration_s: float

    def read(self) -> bytes:
        """Return its bytes."""
        return (HLS / self.file).read_bytes()[self.start : self.end]


def pieces(playlist: str) -> Iterator[Piece]:
    """Yield the head and then the segments of a media playlist, in order."""
    duration_s, byte_range = 0.0, ""
    for line in playlist.splitlines():
        tag, _, value = line.partition(":")
        if tag == "#EXT-X-MAP":
            _, file, _, *ranged = value.split('"')
            yield _piece(file, ranged[0] if ranged else "", 0)
        elif tag == "#EXTINF":
            duration_s = float(value.rstrip(","))
        elif tag == "#EXT-X-BYTERANGE":
            byte_range = value
        elif line and not line.startswith("#"):
            yield _piece(line, byte_range, duration_s)
            byte_range = ""


def _piece(file: str, byte_range: str, duration_s: float) -> Piece:
    """A range is ``length@start``; without one it is the whole file."""
    if not byte_range:
        return Piece(file, 0, (HLS / file).stat().st_size, duration_s)
    length, _, start = byte_range.partition("@")
    return Piece(file, int(start), int(start) + int(length), duration_s)
