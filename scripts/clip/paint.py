"""Small painter: pictures are functions of a point, written as RGBA files that ffmpeg reads."""

import math
from collections.abc import Callable
from pathlib import Path

Colour = tuple[float, float, float, float]
Painter = Callable[[float, float], Colour]
CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)


def rgb(text: str, alpha: float = 255.0) -> Colour:
    """`#rrggbb` as numbers 0-255, with an alpha 0-255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16), alpha


def raw(width: int, height: int, painter: Painter) -> bytes:
    """RGBA bytes of a picture; the painter is asked for the centre of every pixel."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            out.extend(round(max(0.0, min(255.0, value))) for value in painter(x + 0.5, y + 0.5))
    return bytes(out)


def save(path: Path, width: int, height: int, painter: Painter) -> Path:
    """Paint a picture into a PAM file."""
    head = f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    path.write_bytes(head.encode() + raw(width, height, painter))
    return path


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Between two colours; 0 = a, 1 = b."""
    s = smooth(share)
    return (
        a[0] + (b[0] - a[0]) * s,
        a[1] + (b[1] - a[1]) * s,
        a[2] + (b[2] - a[2]) * s,
        a[3] + (b[3] - a[3]) * s,
    )


def over(top: Colour, bottom: Colour) -> Colour:
    """One colour laid over another, both with straight alpha."""
    a, b = top[3] / 255, bottom[3] / 255
    alpha = a + b * (1 - a)
    if alpha == 0:
        return CLEAR
    keep = b * (1 - a) / alpha
    share = a / alpha
    return (
        top[0] * share + bottom[0] * keep,
        top[1] * share + bottom[1] * keep,
        top[2] * share + bottom[2] * keep,
        alpha * 255,
    )


def faded(colour: Colour, cover: float) -> Colour:
    """The colour with its alpha times a coverage, which is cut to 0-1."""
    return (*colour[:3], colour[3] * max(0.0, min(1.0, cover)))


def smooth(share: float) -> float:
    """0-1 with soft ends."""
    s = max(0.0, min(1.0, share))
    return s * s * (3 - 2 * s)


def box(
    x: float, y: float, cx: float, cy: float, half: tuple[float, float], corner: float
) -> float:
    """Coverage of a rectangle with round corners."""
    dx = max(0.0, abs(x - cx) - half[0] + corner)
    dy = max(0.0, abs(y - cy) - half[1] + corner)
    return corner + 0.5 - math.hypot(dx, dy)


def disc(x: float, y: float, cx: float, cy: float, radius: float) -> float:
    """Coverage of a disc with a soft edge of one pixel."""
    return radius + 0.5 - math.hypot(x - cx, y - cy)
