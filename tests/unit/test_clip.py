"""The demo clip keeps what its maker promises; its frames are read in the browser tests."""

import struct

import pytest

from scripts.clip import layout
from tests.support.clip import CLIP, DEMO, box, boxes, read_frame_number

MP4 = (DEMO / "xiaowo-demo.mp4").read_bytes()


@pytest.mark.parametrize("frame", [0, 1, 59, 1234, 2699, 4095])
def test_cells_say_the_number(frame: int):
    lumas = [235 * value for value in layout.cell_values(frame)]

    assert read_frame_number(lumas) == frame


@pytest.mark.parametrize("example", CLIP["examples"])
def test_the_vectors_are_the_layouts(example: dict):
    assert layout.cell_values(example["frame"]) == example["cells"]
    assert layout.describe() == CLIP


@pytest.mark.parametrize("place", range(16))
def test_one_wrong_cell_is_noticed(place: int):
    lumas = [235.0 * value for value in layout.cell_values(1234)]
    lumas[place] = 235 - lumas[place]

    with pytest.raises(ValueError, match=r"cells|parity"):
        read_frame_number(lumas)


def test_a_number_that_does_not_fit():
    with pytest.raises(ValueError, match="4096"):
        layout.cell_values(4096)


@pytest.mark.parametrize(
    ("name", "largest"), [("mp4", 2_500_000), ("webm", 2_500_000), ("jpg", 60_000)]
)
def test_files_are_small(name: str, largest: int):
    assert 1000 < (DEMO / f"xiaowo-demo.{name}").stat().st_size <= largest


def test_the_index_comes_before_the_data():
    kinds = [kind for kind, _ in boxes(MP4)]

    assert kinds.index("moov") < kinds.index("mdat")


def test_the_picture_has_every_frame_once_at_a_constant_rate():
    [video] = [trak for trak in box(MP4, "moov", "trak") if b"vide" in box(trak, "mdia", "hdlr")[0]]
    [header] = box(video, "mdia", "mdhd")
    timescale, duration = struct.unpack(">II", header[12:20])
    [times] = box(video, "mdia", "minf", "stbl", "stts")
    entries, count, step = struct.unpack(">III", times[4:16])
    [keys] = box(video, "mdia", "minf", "stbl", "stss")
    places = struct.unpack(f">{(len(keys) - 8) // 4}I", keys[8:])

    assert (entries, count) == (1, CLIP["frames"])
    assert timescale / step == CLIP["fps"]
    assert duration / timescale == CLIP["duration"]
    assert list(places) == list(range(1, CLIP["frames"] + 1, CLIP["keyframe_every"]))


def test_the_webm_is_vp9_and_opus():
    head = (DEMO / "xiaowo-demo.webm").read_bytes()[:4096]

    assert head.startswith(b"\x1a\x45\xdf\xa3")
    assert b"webm" in head
    assert b"V_VP9" in head
    assert b"A_OPUS" in head
