"""Letters drawn with a round pen, so that the clip needs no font.

A glyph is a list of strokes, a stroke a list of points in a box that is 100 high; the width is the
glyph's own. `mask` paints a text as rows of coverage, 0-255.
"""

import itertools
import math
from collections.abc import Iterator

Point = tuple[float, float]
Stroke = list[Point]


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Part of an ellipse; degrees, 0 = right, growing clockwise."""
    steps = max(4, round(abs(end - start) / 12))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


_BOWL = arc(28, 67, 22, 25, 0, 360)
GLYPHS: dict[str, tuple[float, list[Stroke]]] = {
    "0": (60, [arc(30, 31, 23, 23, 180, 360) + arc(30, 69, 23, 23, 0, 180) + [(7, 31)]]),
    "1": (60, [[(14, 24), (34, 8), (34, 92)]]),
    "2": (60, [[*arc(30, 31, 23, 23, 190, 390), (8, 92), (54, 92)]]),
    "3": (60, [arc(29, 29, 21, 21, 200, 450), arc(29, 71, 23, 21, 270, 520)]),
    "4": (60, [[(42, 92), (42, 8), (6, 68), (56, 68)]]),
    "5": (60, [[(50, 8), (14, 8), (11, 45), *arc(29, 64, 24, 28, 230, 500)]]),
    "6": (60, [[(42, 8), (12, 52)], arc(30, 68, 23, 24, 0, 360)]),
    "7": (60, [[(7, 8), (53, 8), (22, 92)]]),
    "8": (60, [arc(30, 29, 19, 21, 0, 360), arc(30, 71, 23, 21, 0, 360)]),
    "9": (60, [[(18, 92), (48, 48)], arc(30, 32, 23, 24, 0, 360)]),
    ":": (28, [[(14, 34), (14, 34.1)], [(14, 70), (14, 70.1)]]),
    ".": (28, [[(14, 90), (14, 90.1)]]),
    "#": (
        66,
        [[(26, 14), (16, 86)], [(50, 14), (40, 86)], [(8, 36), (60, 36)], [(5, 64), (57, 64)]],
    ),
    " ": (34, []),
    "X": (68, [[(8, 10), (60, 92)], [(60, 10), (8, 92)]]),
    "i": (26, [[(13, 42), (13, 92)], [(13, 17), (13, 17.1)]]),
    "a": (62, [_BOWL, [(50, 42), (50, 92)]]),
    "o": (60, [arc(30, 67, 24, 25, 0, 360)]),
    "w": (86, [[(8, 42), (25, 92), (43, 46), (61, 92), (78, 42)]]),
    "小": (104, [[(52, 4), (52, 92), (36, 82)], [(28, 34), (10, 72)], [(76, 34), (94, 72)]]),
    "窝": (
        104,
        [
            [(52, 2), (54, 12)],
            [(12, 34), (12, 18), (94, 18), (90, 32)],
            [(40, 24), (20, 42)],
            [(64, 24), (86, 40)],
            [(30, 62), (30, 42), (76, 42), (76, 62)],
            [(30, 60), (76, 60)],
            [(16, 98), (16, 70), (90, 70), (90, 96), (80, 94)],
            [(53, 60), (52, 74), (34, 92)],
            [(53, 76), (72, 92)],
        ],
    ),
}


def width(text: str, height: int, gap: float = 14) -> int:
    """Pixels that `mask` needs for the text at this height."""
    return math.ceil((sum(GLYPHS[c][0] + gap for c in text)) * height / 100)


def mask(text: str, height: int, pen: float = 11, gap: float = 14) -> list[bytes]:
    """Rows of coverage (0-255) of the text; `pen` is the stroke's width per 100 of height."""
    scale = height / 100
    margin = math.ceil(pen * scale / 2) + 1
    columns = width(text, height, gap)
    rows = [bytearray(columns) for _ in range(height + 2 * margin)]
    for x0, y0, x1, y1 in _segments(text, scale, margin, gap):
        _stroke(rows, (x0, y0, x1, y1), radius=pen * scale / 2)
    return [bytes(row) for row in rows]


def _segments(
    text: str, scale: float, margin: int, gap: float
) -> Iterator[tuple[float, float, float, float]]:
    left = gap / 2
    for character in text:
        advance, strokes = GLYPHS[character]
        for stroke in strokes:
            points = [((left + x) * scale, y * scale + margin) for x, y in stroke]
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                yield x0, y0, x1, y1
        left += advance + gap


def _stroke(
    rows: list[bytearray], line: tuple[float, float, float, float], *, radius: float
) -> None:
    x0, y0, x1, y1 = line
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy
    reach = radius + 1
    for y in _span(min(y0, y1) - reach, max(y0, y1) + reach, len(rows)):
        row = rows[y]
        for x in _span(min(x0, x1) - reach, max(x0, x1) + reach, len(row)):
            px, py = x + 0.5 - x0, y + 0.5 - y0
            along = max(0.0, min(1.0, (px * dx + py * dy) / length2))
            cover = radius + 0.5 - math.hypot(px - along * dx, py - along * dy)
            if cover > 0:
                row[x] = max(row[x], round(255 * min(1.0, cover)))


def _span(low: float, high: float, limit: int) -> range:
    return range(max(0, math.floor(low)), min(limit, math.ceil(high) + 1))
