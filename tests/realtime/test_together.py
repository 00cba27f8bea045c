"""Lines that follow each other closely go out in one write, and nothing overtakes anything."""

from common.bus import Broadcast, Shut
from common.errors import Close
from realtime.direct import Ready
from realtime.hub import TOGETHER, Connection, hub
from rooms.roles import GUEST, Actor
from tests.support.patience import eventually

ROOM = "ROOM01"


class Page:
    """Remembers what is written to it, write by write."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, ...]] = []

    def send_text(self, text: str) -> None:
        self.writes.append((text,))

    def send_ready(self, ready: Ready) -> bool:
        self.writes.append(ready.texts)
        return True

    def shut(self, code: Close) -> None:
        self.writes.append((f"shut {int(code)}",))


def sit_down(name: str = "a") -> tuple[Page, Connection]:
    page = Page()
    actor = Actor(session_id=name, role=GUEST, permissions={}, allow_control=True)
    connection = Connection(
        id=name, room_id=ROOM, actor=actor, transport=page, last_heard_ms=0, held=None
    )
    hub.add(connection)
    return page, connection


def say(*lines: str) -> None:
    for line in lines:
        hub.receive(ROOM, Broadcast(line, can_wait=True))


async def rest(page: Page, writes: int) -> None:
    await eventually(lambda: len(page.writes) >= writes)


async def test_the_first_goes_at_once_the_others_together():
    page, _ = sit_down()

    say("1", "2", "3")
    assert page.writes == [("1",)]

    await rest(page, 2)
    assert page.writes == [("1",), ("2", "3")]


async def test_a_command_is_not_kept_waiting_and_overtakes_nothing():
    page, _ = sit_down()

    say("1", "2")
    hub.receive(ROOM, Broadcast("seek"))
    say("3")
    hub.receive(ROOM, Broadcast("only a's", only_session="a"))

    assert page.writes == [("1",), ("2",), ("seek",), ("3",), ("only a's",)]


async def test_an_answer_overtakes_nothing():
    page, connection = sit_down()

    say("1", "2")
    connection.deliver("pong")

    assert page.writes == [("1",), ("2",), ("pong",)]


async def test_a_close_comes_after_what_was_said():
    page, _ = sit_down()

    say("1", "2")
    hub.receive(ROOM, Shut(Close.ROOM_OVER))

    assert page.writes == [("1",), ("2",), ("shut 4410",)]


async def test_who_comes_in_does_not_hear_what_was_said_before():
    first, _ = sit_down("a")

    say("1", "2")
    late, _ = sit_down("b")
    say("3")
    await rest(late, 1)

    assert first.writes == [("1",), ("2",), ("3",)]
    assert late.writes == [("3",)]


async def test_a_flood_does_not_wait_for_the_clock():
    page, _ = sit_down()

    say(*map(str, range(TOGETHER + 1)))

    assert [len(write) for write in page.writes] == [1, TOGETHER]


async def test_afterwards_a_line_goes_at_once_again():
    page, _ = sit_down()
    say("1", "2")
    await eventually(lambda: not hub._together)

    say("3")

    assert page.writes[-1] == ("3",)


async def test_nobody_is_there():
    say("1", "2")

    assert hub._together == {}
