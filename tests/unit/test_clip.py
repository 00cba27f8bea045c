"""The demo clip keeps what its maker promises; its frames are read in the browser tests."""

import struct
from itertools import pairwise

import pytest

from scripts.clip import hls, layout
from tests.support.clip import CLIP, DEMO, box, boxes, read_frame_number
from tests.support.playlist import HLS, pieces

MP4 = (DEMO / "xiaowo-demo.mp4").read_bytes()
RENDITIONS = [("video", b"vide"), ("audio", b"soun")]
AN_AUDIO_FRAME_S = 1024 / 48000


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
    video = track(MP4, b"vide")
    timescale, duration = clock_of(video)
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


@pytest.mark.parametrize(("name", "kind"), RENDITIONS)
def test_the_segments_last_as_long_as_the_track(name: str, kind: bytes):
    timescale, duration = clock_of(track(MP4, kind))
    playlist = (HLS / f"{name}.m3u8").read_text()

    head, *segments = pieces(playlist)

    length = sum(segment.duration_s for segment in segments)
    assert head.duration_s == 0
    assert length == pytest.approx(duration / timescale, abs=AN_AUDIO_FRAME_S)
    assert {round(segment.duration_s) for segment in segments[:-1]} == {hls.SEGMENT_S}
    assert f"#EXT-X-TARGETDURATION:{hls.SEGMENT_S}\n" in playlist


def test_the_segments_of_the_picture_last_exactly_as_long_as_the_clip():
    segments = pieces((HLS / "video.m3u8").read_text())

    assert sum(segment.duration_s for segment in segments) == CLIP["duration"]


@pytest.mark.parametrize("name", ["video", "audio"])
def test_the_segments_are_whole_and_leave_nothing_out(name: str):
    parts = list(pieces((HLS / f"{name}.m3u8").read_text()))

    for before, after in pairwise(parts):
        assert after.start == (before.end if after.file == before.file else 0)
    ends = {part.file: part.end for part in parts}
    assert ends == {path.name: path.stat().st_size for path in HLS.glob(f"{name}*.mp4")}
    for part in parts[1:]:
        assert [kind for kind, _ in boxes(part.read())][-2:] == ["moof", "mdat"]


@pytest.mark.parametrize(("name", "kind"), RENDITIONS)
def test_the_first_segment_begins_at_0_and_the_next_where_it_ends(name: str, kind: bytes):
    head, *segments = pieces((HLS / f"{name}.m3u8").read_text())
    timescale, _ = clock_of(track(head.read(), kind))

    starts = [decode_time(segment.read()) / timescale for segment in segments]

    assert starts[0] == 0
    for (start, following), segment in zip(pairwise(starts), segments, strict=False):
        assert following - start == pytest.approx(segment.duration_s, abs=1e-5)


def test_the_sound_keeps_what_the_encoder_put_before_0():
    head, *_ = pieces((HLS / "audio.m3u8").read_text())

    edits = [box(track(data, b"soun"), "edts", "elst")[0] for data in (head.read(), MP4)]

    assert [struct.unpack(">i", edit[12:16]) for edit in edits] == [(1024,), (1024,)]


@pytest.mark.parametrize("name", ["xiaowo-demo", "video", "audio"])
def test_playlists_name_their_neighbours_only(name: str):
    lines = (HLS / f"{name}.m3u8").read_text().splitlines()

    addresses = [line for line in lines if not line.startswith("#")]
    addresses += [line.split('URI="')[1].split('"')[0] for line in lines if "URI=" in line]
    assert addresses
    for address in addresses:
        assert "/" not in address
        assert (HLS / address).is_file()
    assert lines[:3] == ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]


@pytest.mark.parametrize("name", ["video", "audio"])
def test_playlists_are_complete(name: str):
    lines = (HLS / f"{name}.m3u8").read_text().splitlines()

    assert "#EXT-X-PLAYLIST-TYPE:VOD" in lines
    assert lines[-1] == "#EXT-X-ENDLIST"


def test_the_master_says_what_is_in_it():
    master = (HLS / hls.MASTER).read_text()
    head, *pictures = pieces((HLS / "video.m3u8").read_text())
    _, *sounds = pieces((HLS / "audio.m3u8").read_text())

    profile = head.read().split(b"avcC")[1][1:4].hex()
    peak = sum(
        max(8 * (part.end - part.start) / part.duration_s for part in parts)
        for parts in (pictures, sounds)
    )

    assert f'CODECS="avc1.{profile},mp4a.40.2"' in master
    assert 0.8 * hls.BANDWIDTH < peak <= hls.BANDWIDTH


def test_the_files_of_the_segments_are_small_and_few():
    sizes = [path.stat().st_size for path in HLS.iterdir()]

    assert len(sizes) < 30
    assert max(sizes) <= hls.BIGGEST_FILE


def track(data: bytes, kind: bytes) -> bytes:
    """Return the only track that is picture (``vide``) or sound (``soun``)."""
    [found] = [trak for trak in box(data, "moov", "trak") if kind in box(trak, "mdia", "hdlr")[0]]
    return found


def clock_of(trak: bytes) -> tuple[int, int]:
    """Return ticks per second and length in ticks; 0 ticks when the samples lie in segments."""
    [header] = box(trak, "mdia", "mdhd")
    timescale, duration = struct.unpack(">II", header[12:20])
    return timescale, duration


def decode_time(segment: bytes) -> int:
    """Return when a segment's first sample is decoded, in ticks."""
    [time] = box(segment, "moof", "traf", "tfdt")
    assert time[0] == 1
    return int.from_bytes(time[4:12], "big")
