"""Numbers of the demo clip that its maker and its readers must agree on.

**Cells.** Every frame carries its own number in a row of 16 black or white squares
(16 x 16 pixels each, on the grid of the codecs' blocks). From left to right:

    cell 0       white   } sync: a row that does not start white, black and
    cell 1       black   } end white is not a row of cells
    cells 2-13   the frame number, 12 bits, most significant first, white = 1
    cell 14      parity: white when the 12 bits hold an odd number of ones
    cell 15      white   sync

To read a frame take the mean brightness of the middle half of each cell; above 127 is white.
A page does the same with `drawImage(video, x, y, width, height, 0, 0, bits, 1)` on a canvas of
`bits` x 1 pixels and the red channel of each pixel.
"""

WIDTH = 640
HEIGHT = 360
FPS = 30
DURATION_S = 90
FRAMES = FPS * DURATION_S
KEYFRAME_EVERY = 2 * FPS

CELL_SIZE = 16
CELL_X = 368
CELL_Y = 336
NUMBER_BITS = 12
SYNC_HEAD = (1, 0)
SYNC_TAIL = (1,)
CELLS = len(SYNC_HEAD) + NUMBER_BITS + 1 + len(SYNC_TAIL)


def cell_values(frame: int) -> list[int]:
    """The 16 cells of a frame, 1 = white. Raises ValueError for a number that does not fit."""
    if not 0 <= frame < 1 << NUMBER_BITS:
        raise ValueError(f"frame {frame} does not fit into {NUMBER_BITS} bits")
    bits = [frame >> shift & 1 for shift in reversed(range(NUMBER_BITS))]
    return [*SYNC_HEAD, *bits, sum(bits) % 2, *SYNC_TAIL]


def describe() -> dict[str, object]:
    """The same numbers for `tests/vectors/clip.json`, which Python and JavaScript tests read."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "fps": FPS,
        "frames": FRAMES,
        "duration": DURATION_S,
        "keyframe_every": KEYFRAME_EVERY,
        "cells": {
            "x": CELL_X,
            "y": CELL_Y,
            "cell_width": CELL_SIZE,
            "cell_height": CELL_SIZE,
            "count": CELLS,
            "sync": {"0": 1, "1": 0, str(CELLS - 1): 1},
            "first_bit": len(SYNC_HEAD),
            "bits": NUMBER_BITS,
            "parity": CELLS - 2,
            "threshold": 127,
        },
        "examples": [
            {"frame": frame, "cells": cell_values(frame)} for frame in (0, 1, 59, 1234, FRAMES - 1)
        ],
    }
