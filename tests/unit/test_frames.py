"""Reading frames: typed, strict, and never a surprise."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Code
from common.wire import Frame, FrameType, encode
from realtime import frames
from realtime.frames import INBOUND, BadFrame, decode
from realtime.outbound import OUTBOUND


def frame(kind: str, data: object = None, **more: object) -> str:
    return json.dumps({"type": kind, "data": {} if data is None else data, **more})


def refusal(text: str) -> BadFrame:
    with pytest.raises(BadFrame) as caught:
        decode(text)
    return caught.value


def test_reads_a_whole_frame():
    read = decode(frame("seek", {"current_time": 91}, id="a1", timestamp=1640995200000.4))

    assert (read.id, read.type, read.timestamp) == ("a1", FrameType.SEEK, 1640995200000)
    assert read.data == frames.SeekCommand(91.0)


def test_everything_but_the_type_may_be_left_out():
    read = decode('{"type":"sync"}')

    assert (read.id, read.timestamp, read.data) == ("", None, frames.SyncRequest())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.MALFORMED),
        ("{", Code.MALFORMED),
        ("hello", Code.MALFORMED),
        ("[" * 100_000, Code.INVALID),
        ("[]", Code.INVALID),
        ("null", Code.INVALID),
        ("{}", Code.MISSING),
        (frame("nonsense"), Code.INVALID),
        (frame("room_info"), Code.INVALID),
        ('{"type": 5}', Code.INVALID),
        ('{"type": "seek", "data": []}', Code.INVALID),
        ('{"type": "seek", "data": null}', Code.INVALID),
        (frame("seek"), Code.MISSING),
        (frame("seek", {"current_time": "91"}), Code.INVALID),
        (frame("seek", {"current_time": True}), Code.INVALID),
        (frame("seek", {"current_time": -1}), Code.INVALID),
        (frame("seek", {"current_time": float("nan")}), Code.INVALID),
        (frame("seek", {"current_time": float("inf")}), Code.INVALID),
        ('{"type":"seek","data":{"current_time":1e999}}', Code.INVALID),
        (frame("seek", {"current_time": 1e300}), Code.INVALID),
        (frame("playback", {"action": "toggle"}), Code.INVALID),
        (frame("speed_change", {"playback_rate": 5}), Code.INVALID),
        (frame("speed_change", {"playback_rate": 0.1}), Code.INVALID),
        (frame("duration", {"duration": 0}), Code.INVALID),
        (frame("ready", {"is_ready": 1}), Code.INVALID),
        (frame("chat", {"text": 7}), Code.INVALID),
        (frame("ping", {"t0": "now"}), Code.INVALID),
        (frame("ping", {"t0": 1}, id="x" * 65), Code.TOO_LONG),
        ('{"type":"chat","data":{"text":"\\ud800"}}', Code.INVALID),
    ],
)
def test_refuses(text: str, code: Code):
    assert refusal(text).code is code


def test_says_which_field_and_which_frame():
    problem = refusal(frame("seek", {"current_time": "x"}, id="f7"))

    assert problem.ref == "f7"
    assert problem.details is not None
    assert list(problem.details) == ["current_time"]


def test_finds_the_id_of_a_frame_without_a_type():
    assert refusal('{"id": "f8"}').ref == "f8"


@given(st.text())
def test_any_text_is_read_or_refused(text: str):
    try:
        decode(text)
    except BadFrame:
        return


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(st.sampled_from([*FrameType, "other"]), json_values)
def test_any_data_is_read_or_refused(kind: str, data: object):
    try:
        decode(json.dumps({"type": kind, "data": data}))
    except BadFrame:
        return


@given(st.floats(0, 1_000_000), st.text(max_size=10))
def test_what_is_encoded_is_read_back(seconds: float, frame_id: str):
    sent = Frame(frame_id, FrameType.SEEK, "8XA92B", "s", 5, {"current_time": seconds})

    read = decode(encode(sent))

    assert read.id == frame_id
    assert read.data == frames.SeekCommand(seconds)


def test_every_frame_type_is_sent_or_received():
    assert set(INBOUND) | set(OUTBOUND) == set(FrameType)
