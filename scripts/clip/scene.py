"""The picture of the demo clip: a small house on a hill, from late afternoon into the night.

Each layer is painted once; ffmpeg moves and fades it. `layers` names them from back to front.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.clip import letters
from scripts.clip.layout import HEIGHT, WIDTH
from scripts.clip.paint import CLEAR, Colour, Painter, box, disc, faded, mix, over, rgb, save

DUSK_S = (22, 24)
NIGHT_S = (52, 20)
LAMPS_S = (34, 6)
HOUSE = (470.0, 226.0)
SUN_SIDE, MOON_SIDE = 260, 120


MOON_PATH = ("560-2.2*(t-50)", "210-5.2*(t-50)+0.045*(t-50)*(t-50)")


@dataclass(frozen=True)
class Layer:
    """A picture, where it is (ffmpeg expressions of `t`) and when it fades in (start, length)."""

    name: str
    painter: Painter
    size: tuple[int, int] = (WIDTH, HEIGHT)
    x: str = "0"
    y: str = "0"
    fade_s: tuple[float, float] | None = None

    def save(self, folder: Path) -> Path:
        """Paint it into the folder; returns the file."""
        return save(folder / f"{self.name}.pam", *self.size, self.painter)


def layers() -> list[Layer]:
    """All layers, back to front."""
    cloud = (420, 90)
    return [
        Layer("day", _sky("#f0a58a", "#f8c795", "#fdeac6")),
        Layer("dusk", _sky("#5d4f92", "#cf6f8c", "#f9b27f"), fade_s=DUSK_S),
        Layer("night", _sky("#1b2150", "#3b3a7c", "#7d5d95"), fade_s=NIGHT_S),
        Layer("stars", _stars(), fade_s=(NIGHT_S[0] + 6, 10)),
        Layer("sun", _sun, (SUN_SIDE, SUN_SIDE), "-20+3.1*t", "-30+0.072*t*t"),
        Layer("moon", _moon, (MOON_SIDE, MOON_SIDE), *MOON_PATH, fade_s=(54, 8)),
        Layer("cloud1", _cloud(3, "#fff3e2", 120), cloud, "mod(9*t+560\\,1060)-420", "34"),
        Layer("cloud2", _cloud(8, "#ffe3d2", 90), cloud, "mod(15*t+130\\,1060)-420", "92"),
        Layer("far", _hill("#d98c86", "#e8aa90", _far_ridge)),
        Layer("middle", _hill("#9c5f7c", "#b57585", _middle_ridge)),
        Layer("trees", _trees),
        Layer("house", _house),
        Layer("shade", _shade, fade_s=(30, 34)),
        Layer("lamps", _lamps, fade_s=LAMPS_S),
        Layer("ground", _hill("#34264a", "#4a3358", lambda x: 290 + 7 * math.sin(x / 118 + 0.6))),
        Layer("title", _title()),
    ]  # fmt: skip


def _sky(top: str, middle: str, low: str) -> Painter:
    a, b, c = rgb(top), rgb(middle), rgb(low)

    def painter(_x: float, y: float) -> Colour:
        share = y / 250
        return mix(a, b, share * 2) if share < 0.5 else mix(b, c, share * 2 - 1)

    return painter


def _stars() -> Painter:
    dice = random.Random(5)
    spots = [
        (dice.uniform(0, WIDTH), dice.uniform(4, 190), dice.uniform(0.5, 1.4)) for _ in range(70)
    ]

    def painter(x: float, y: float) -> Colour:
        near = max(disc(x, y, *spot) for spot in spots)
        return faded(rgb("#fff6dd", 230), near)

    return painter


def _sun(x: float, y: float) -> Colour:
    away = math.hypot(x - SUN_SIDE / 2, y - SUN_SIDE / 2)
    glow = faded(rgb("#fff0c0", 150), max(0.0, 1 - away / 128) ** 2)
    return over(faded(rgb("#fff8e6"), 34.5 - away), glow)


def _moon(x: float, y: float) -> Colour:
    middle = MOON_SIDE / 2
    glow = faded(rgb("#d9d6ff", 110), max(0.0, 1 - math.hypot(x - middle, y - middle) / 58) ** 2)
    face = min(1.0, disc(x, y, middle, middle, 21)) - max(
        0.0, min(1.0, disc(x, y, middle + 10, middle - 6, 18))
    )
    return over(faded(rgb("#fff7e0"), face), glow)


def _cloud(seed: int, colour: str, alpha: float) -> Painter:
    dice = random.Random(seed)
    # A chain of overlapping puffs, the tallest near the middle, on a flat base.
    puffs = [
        (104.0 + 24 * step, 60.0, 17 + 24 * math.sin(math.pi * (step + 0.5) / 9) * dice.random())
        for step in range(9)
    ]

    def painter(x: float, y: float) -> Colour:
        if y > 66:
            base = max(0.0, _puffs(puffs, x, 66))
            return faded(rgb(colour, alpha), max(0.0, (72 - y) / 6) * base)
        return faded(rgb(colour, alpha), _puffs(puffs, x, y))

    return painter


def _puffs(puffs: list[tuple[float, float, float]], x: float, y: float) -> float:
    return max(disc(x, y, *puff) for puff in puffs) / 5


def _far_ridge(x: float) -> float:
    return 236 + 20 * math.sin(x / 92) + 9 * math.sin(x / 37)


def _middle_ridge(x: float) -> float:
    return 258 - 30 * math.exp(-(((x - 470) / 150) ** 2)) + 8 * math.sin(x / 61 + 2)


def _hill(low: str, high: str, ridge: Callable[[float], float]) -> Painter:
    def painter(x: float, y: float) -> Colour:
        top = ridge(x)
        return faded(mix(rgb(high), rgb(low), (y - top) / 60), y - top + 0.5)

    return painter


def _house(x: float, y: float) -> Colour:
    cx, cy = HOUSE
    walls = faded(rgb("#f7dcc0"), box(x, y, cx, cy, (44, 30), 4))
    slope = (y - cy + 66 - (abs(x - cx) - 8) * 0.78) * 0.8
    roof = faded(rgb("#7a3f52"), min(y - cy + 66, 60 - abs(x - cx), slope, cy - 22 - y))
    chimney = faded(rgb("#8d4c5c"), box(x, y, cx + 27, cy - 50, (7, 16), 1))
    door = faded(rgb("#8d4c5c"), min(box(x, y, cx + 18, cy + 12, (11, 22), 11), cy + 30 - y))
    frame = faded(rgb("#7a3f52"), box(x, y, cx - 18, cy + 2, (16, 14), 4))
    pane = _pane(x, y, rgb("#c98f8f"))
    picture = CLEAR
    for part in (chimney, walls, roof, door, frame, pane):
        picture = over(part, picture)
    return picture


def _pane(x: float, y: float, colour: Colour) -> Colour:
    cx, cy = HOUSE[0] - 18, HOUSE[1] + 2
    inside = box(x, y, cx, cy, (13, 11), 2)
    return faded(colour, min(inside, abs(x - cx) - 0.7, abs(y - cy) - 0.7))


def _lamps(x: float, y: float) -> Colour:
    cx, cy = HOUSE[0] - 18, HOUSE[1] + 2
    glow = max(0.0, 1 - math.hypot(x - cx, (y - cy) * 1.2) / 78) ** 2
    return over(_pane(x, y, rgb("#ffe19a")), faded(rgb("#ffc76b", 150), glow))


def _trees(x: float, y: float) -> Colour:
    picture = CLEAR
    for cx, base, size in (
        (372.0, 268.0, 26.0),
        (404.0, 262.0, 18.0),
        (566.0, 262.0, 30.0),
        (604.0, 274.0, 20.0),
    ):
        trunk = faded(rgb("#5d3550"), box(x, y, cx, base - size * 0.5, (2.2, size), 1))
        away = math.hypot((x - cx) / (size * 0.8), (y - base + size * 1.5) / (size * 1.1))
        leaves = mix(rgb("#c9727a"), rgb("#8d4a6b"), (y - base + size * 2.4) / (size * 2))
        crown = faded(leaves, 1 + size * 0.9 * (1 - away))
        picture = over(over(crown, trunk), picture)
    return picture


def _shade(x: float, y: float) -> Colour:
    """The evening on everything that stands on the ground."""
    land = max(layer(x, y)[3] for layer in (_LAND_FAR, _LAND_MIDDLE, _trees, _house))
    return (*rgb("#2a2357")[:3], land * 0.62)


_LAND_FAR = _hill(
    "#000000", "#000000", lambda x: 236 + 20 * math.sin(x / 92) + 9 * math.sin(x / 37)
)
_LAND_MIDDLE = _hill(
    "#000000",
    "#000000",
    lambda x: 258 - 30 * math.exp(-(((x - 470) / 150) ** 2)) + 8 * math.sin(x / 61 + 2),
)


def _title() -> Painter:
    rows = {
        "小窝": (letters.mask("小窝", 44, pen=9), 24, 22),
        "Xiaowo": (letters.mask("Xiaowo", 26), 128, 32),
    }

    def painter(x: float, y: float) -> Colour:
        for mask, left, top in rows.values():
            column, line = int(x) - left, int(y) - top
            if 0 <= line < len(mask) and 0 <= column < len(mask[0]):
                return rgb("#fffaf0", mask[line][column] * 0.96)
        return CLEAR

    return painter
