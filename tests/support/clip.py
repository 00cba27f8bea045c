"""Facts about the demo clip's files, read without any program."""

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "static" / "demo"
CLIP: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "clip.json").read_text())


def read_frame_number(lumas: Sequence[float]) -> int:
    """Turn the brightness (0–255) of the 16 cells into the frame's number.

    Raises ValueError when the row does not show one: wrong sync cells or parity.
    """
    cells = CLIP["cells"]
    values = [int(luma > cells["threshold"]) for luma in lumas]
    if any(values[int(place)] != value for place, value in cells["sync"].items()):
        raise ValueError(f"no row of cells: {values}")
    bits = values[cells["first_bit"] : cells["first_bit"] + cells["bits"]]
    if sum(bits) % 2 != values[cells["parity"]]:
        raise ValueError(f"wrong parity: {values}")
    return int("".join(map(str, bits)), 2)


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (type, payload) of the MP4 boxes in a stretch of bytes."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8 : at + 16])[0], 16
        size = size or len(data) - at
        yield kind.decode("latin-1"), data[at + head : at + size]
        at += size


def box(data: bytes, *path: str) -> list[bytes]:
    """Return the payloads of all boxes at a path."""
    found = [data]
    for name in path:
        found = [payload for part in found for kind, payload in boxes(part) if kind == name]
    return found
