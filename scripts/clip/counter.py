"""The lower band of the picture: time, dial, frame number and cells, exact for each frame."""

import math
from collections.abc import Iterator
from functools import cache

from scripts.clip import layout, letters

BAND_HEIGHT = 72
BAND_Y = layout.HEIGHT - BAND_HEIGHT
TIME_AT = (20, 14)
TIME_HEIGHT = 40
NUMBER_HEIGHT = 22
NUMBER_TOP = 14
DIAL_CENTRE = (304.0, 38.0)
DIAL_RADIUS = 21.0
INK = (255, 246, 230)

Picture = list[bytearray]


def timecode(frame: int) -> str:
    """mm:ss.ff with ff the frame within the second, as people count frames."""
    seconds, rest = divmod(frame, layout.FPS)
    return f"{seconds // 60:02}:{seconds % 60:02}.{rest:02}"


def bands() -> Iterator[bytes]:
    """One RGBA picture of the band for every frame of the clip, in order."""
    blank = bytes(layout.WIDTH * 4)
    for frame in range(layout.FRAMES):
        picture = [bytearray(blank) for _ in range(BAND_HEIGHT)]
        _text(picture, TIME_AT, timecode(frame), TIME_HEIGHT)
        number = f"#{frame:04}"
        right = layout.CELL_X + layout.CELLS * layout.CELL_SIZE
        left = right - letters.width(number, NUMBER_HEIGHT)
        _text(picture, (left, NUMBER_TOP), number, NUMBER_HEIGHT)
        _paste(picture, *_dial(frame % layout.FPS))
        _cells(picture, frame)
        yield b"".join(picture)


def _text(picture: Picture, at: tuple[int, int], text: str, height: int) -> None:
    left, top = at
    for character in text:
        _paste(picture, left, top, _glyph(character, height))
        left += len(_glyph(character, height)[0]) // 4


@cache
def _glyph(character: str, height: int) -> list[bytes]:
    return [_ink(row) for row in letters.mask(character, height)]


def _ink(coverage: bytes) -> bytes:
    return b"".join(bytes((*INK, alpha)) for alpha in coverage)


def _paste(picture: Picture, left: int, top: int, rows: list[bytes]) -> None:
    for y, row in enumerate(rows, start=top):
        picture[y][left * 4 : left * 4 + len(row)] = row


def _cells(picture: Picture, frame: int) -> None:
    row = b"".join(
        (b"\xff\xff\xff\xff" if white else b"\x00\x00\x00\xff") * layout.CELL_SIZE
        for white in layout.cell_values(frame)
    )
    _paste(picture, layout.CELL_X, layout.CELL_Y - BAND_Y, [row] * layout.CELL_SIZE)


@cache
def _dial(phase: int) -> tuple[int, int, list[bytes]]:
    """A hand that goes round once a second: two pages that differ show it at once."""
    side = math.ceil(DIAL_RADIUS) * 2 + 4
    turn = 2 * math.pi * phase / layout.FPS
    hand = (side / 2 + 14 * math.sin(turn), side / 2 - 14 * math.cos(turn))
    rows = [_ink(bytes(_dial_cover(x, y, side, hand) for x in range(side))) for y in range(side)]
    return round(DIAL_CENTRE[0] - side / 2), round(DIAL_CENTRE[1] - side / 2), rows


def _dial_cover(x: int, y: int, side: int, hand: tuple[float, float]) -> int:
    px, py = x + 0.5, y + 0.5
    away = math.hypot(px - side / 2, py - side / 2)
    ring = 1.8 - abs(away - DIAL_RADIUS + 2)
    dot = 5.5 - math.hypot(px - hand[0], py - hand[1])
    face = 0.16 * min(1.0, max(0.0, DIAL_RADIUS - 2 - away))
    return round(255 * max(face, min(1.0, max(0.0, ring, dot))))
