"""A film's title is stored as people read it, whichever way it came."""

import pytest

from common.clock import cloud_ms
from playback import services
from playback.domain.commands import ChangeMedia, Command, SetTitle
from playback.services import Envelope
from playback.stores import store
from rooms.roles import Actor
from tests.people import FILM, Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [SetTitle, lambda title: ChangeMedia(FILM, title)])
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a\x00b\u202ec", "abc"),
        (" 一\n 二 \ud800", "一 二"),
        # It grows when its letters are written in their usual form.
        ("\u0958" * 200, "\u0915\u093c" * 100),
        ("x" * 199 + " y", "x" * 199),
    ],
)
async def test_a_title_is_cleaned(host: Person, room: str, make, typed: str, read: str):
    told = await do(room, host, make(typed))

    state = store.peek(room)
    assert state is not None
    assert (told, state.title) == (read, read)


async def test_what_cleaning_leaves_unchanged_is_no_news(host: Person, room: str):
    await do(room, host, SetTitle("One"))
    await do(room, host, SetTitle("O\x00ne"))

    state = store.peek(room)
    assert state is not None
    assert state.version == 1


async def do(room: str, person: Person, command: Command) -> str:
    now_ms = cloud_ms()
    outcome = await services.command(
        room_id=room, actor=Actor(person.id, "host", {}, True), command=command,
        envelope=Envelope(now_ms), now_ms=now_ms,
    )  # fmt: skip
    return outcome.view.title
