"""A record that another version or another hand has written: the room goes on with the rest."""

import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from common.clock import cloud_ms
from common.errors import Code, Problem
from playback import selectors, services
from playback.current import current_state
from playback.domain.commands import Seek
from playback.domain.restored import restored
from playback.domain.state import Phase, State
from playback.models import PlaybackRecord
from playback.record import recorder
from playback.services import Envelope
from playback.stores import store
from rooms.roles import Actor
from tests.people import Person

SANE: dict[str, Any] = {
    "media_url": "x", "title": "t", "phase": "playing", "anchor_position": 4.0, "anchor_ms": 5,
    "rate": 1.5, "duration": 9.0, "version": 3, "updated_by": "", "last_command_ms": 5,
}  # fmt: skip


def test_what_is_sane_is_restored_as_it_is():
    assert restored(SANE) == (State("x", "t", Phase.PLAYING, 4.0, 5, 1.5, 9.0, 3, "", 5), [])


@pytest.mark.parametrize(
    ("name", "value", "instead"),
    [
        ("media_url", None, ""),
        ("title", None, ""),
        ("phase", "rewinding", Phase.PAUSED),
        ("phase", None, Phase.PAUSED),
        ("anchor_position", -3.0, 0.0),
        ("anchor_position", float("nan"), 0.0),
        ("anchor_ms", None, 0),
        ("anchor_ms", -1, 0),
        ("rate", 0, 1.0),
        ("rate", float("inf"), 1.0),
        ("duration", -1, 0.0),
        ("version", None, 0),
        ("version", -7, 0),
        ("last_command_ms", "noon", 0),
    ],
)
def test_what_makes_no_sense_is_as_in_a_new_room(name: str, value: object, instead: object):
    state, odd = restored({**SANE, name: value})

    assert odd == [name]
    assert getattr(state, name) == instead
    assert restored({n: getattr(state, n) for n in SANE}) == (state, [])


def test_what_is_missing_likewise():
    state, odd = restored({"media_url": "x"})

    assert (state, len(odd)) == (State("x"), len(SANE) - 1)


def test_an_odd_record_is_said_in_the_log(caplog: pytest.LogCaptureFixture):
    record = PlaybackRecord(room_id="R", media_url="x", anchor_position=-1, playback_rate=9)

    with caplog.at_level(logging.ERROR):
        state = selectors._state_of(record)

    assert state == State("x")
    assert "damaged" in caplog.text


@pytest.mark.django_db
async def test_a_room_without_a_record_gets_one_with_the_next_command(host: Person, room: str):
    await sync_to_async(PlaybackRecord.objects.filter(room=room).delete)()
    await store.forget(room)

    assert (await current_state(room)).media_url == ""
    now_ms = cloud_ms()
    await services.command(
        room_id=room, actor=Actor(host.id, "host", {}, True), command=Seek(7.0),
        envelope=Envelope(now_ms), now_ms=now_ms,
    )  # fmt: skip
    await recorder.flush()

    recorded = await sync_to_async(selectors.recorded_state)(room)
    assert recorded is not None
    assert (recorded.anchor_position, recorded.version) == (7.0, 1)
    with pytest.raises(Problem) as refused:
        await current_state("NOROOM")
    assert refused.value.code is Code.ROOM_NOT_FOUND
