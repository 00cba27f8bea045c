"""The judge of the crash bench: one that cannot condemn proves nothing."""

from dataclasses import replace
from itertools import islice

import pytest

from bench.crash.history import Client, Command, History, Line, Room, Seen, Span, View
from bench.crash.judge import Kind, judge
from bench.crash.plan import FAULTS, faults

ROOM = "8XA92B"
FILM = "https://films.example/one.mp4"


def view(version: int, position: float = 10.0, phase: str = "paused", at_ms: float = 0) -> View:
    return View(version, phase, position, 1.0, FILM, at_ms)


@pytest.fixture
def host() -> Client:
    """Asked for one seek and one line, and was answered."""
    client = Client("h", ROOM, "host", members={"h": "host", "g": "guest"})
    client.sent = {
        "h-1": Command("h-1", "seek", 10.0, known=0),
        "h-2": Command("h-2", "chat", "hello", known=1),
    }
    client.acked = {"h-1": (1, 100.0), "h-2": ("m1", 200.0)}
    client.seen = [Seen(view(0, 0.0), 50, is_first=True), Seen(view(1), 100, "h-1")]
    return client


@pytest.fixture
def guest() -> Client:
    client = Client("g", ROOM, "guest", members={"h": "host", "g": "guest"})
    client.seen = [Seen(view(0, 0.0), 50, is_first=True), Seen(view(1), 101, "h-1")]
    return client


@pytest.fixture
def room() -> Room:
    return Room(
        shown=view(1),
        recorded=view(1),
        lines={1: Line("seek", 10.0, 1.0)},
        chat={"m1": "hello"},
        members={"h": "host", "g": "guest"},
    )


@pytest.fixture
def history(host: Client, guest: Client, room: Room) -> History:
    """A run in which all was well."""
    return History([host, guest], {ROOM: room})


def kinds(history: History) -> list[Kind]:
    return [violation.kind for violation in judge(history)]


def test_a_good_run_is_acquitted(history: History):
    assert judge(history) == []


class TestOrder:
    def test_coming_back_to_an_older_state(self, history: History, guest: Client):
        guest.seen.insert(0, Seen(view(5, 50.0), 10))

        assert kinds(history) == [Kind.BACKWARDS]

    def test_but_not_while_workers_could_not_reach_each_other(
        self, history: History, guest: Client
    ):
        guest.seen.insert(0, Seen(view(5, 50.0), 10))
        history.apart = [Span(40, 60)]

        assert judge(history) == []

    def test_a_late_broadcast_is_dropped_by_pages(self, history: History, guest: Client):
        guest.seen.append(Seen(view(0, 0.0), 120))

        assert judge(history) == []

    @pytest.mark.parametrize("known", [1, 2])
    def test_a_seek_that_was_accepted_below_what_its_sender_knew(
        self, history: History, host: Client, known: int
    ):
        host.sent["h-1"] = replace(host.sent["h-1"], known=known)

        assert kinds(history) == [Kind.BACKWARDS]

    def test_a_command_that_changes_nothing_is_answered_with_what_holds(
        self, history: History, host: Client
    ):
        host.sent["h-3"] = Command("h-3", "playback", None, known=1)
        host.acked["h-3"] = (1, 300.0)

        assert judge(history) == []


class TestTwoStates:
    @pytest.mark.parametrize(
        "other",
        [
            view(1, 10.5),
            view(1, phase="playing"),
            replace(view(1), rate=1.5),
            replace(view(1), media="https://films.example/two.mp4"),
        ],
    )
    def test_under_one_version(self, history: History, guest: Client, other: View):
        guest.seen.insert(1, Seen(other, 90))

        assert Kind.TWO_STATES in kinds(history)

    def test_one_line_seen_at_two_moments_is_one_state(
        self, history: History, host: Client, guest: Client
    ):
        host.seen.insert(1, Seen(view(0, 0.0), 60))
        moving = [view(1, 10.0, "playing", 1000), view(1, 12.5, "playing", 3500)]
        host.seen[-1] = Seen(moving[0], 100, "h-1")
        guest.seen[-1] = Seen(moving[1], 101, "h-1")
        room = history.rooms[ROOM]
        room.shown, room.recorded = moving

        assert judge(history) == []

    def test_in_the_record(self, history: History, room: Room):
        room.recorded = view(1, 11.0)

        assert Kind.TWO_STATES in kinds(history)


class TestLostCommands:
    def test_an_answered_command_without_a_line(self, history: History, room: Room):
        room.lines.clear()

        assert kinds(history) == [Kind.LOST_COMMAND]

    def test_another_command_in_its_place(self, history: History, room: Room):
        room.lines[1] = Line("seek", 77.0, 1.0)

        assert kinds(history) == [Kind.LOST_COMMAND]

    def test_a_pause_that_others_saw(self, history: History, host: Client, guest: Client):
        host.sent["h-3"] = Command("h-3", "playback", None, known=1)
        host.acked["h-3"] = (2, 300.0)
        guest.seen.append(Seen(view(2), 301, "h-3"))
        host.seen.append(Seen(view(2), 300, "h-3"))
        history.rooms[ROOM].shown = history.rooms[ROOM].recorded = view(2)

        assert kinds(history) == [Kind.LOST_COMMAND]

    def test_a_command_without_an_answer_may_be_lost(self, history: History, host: Client):
        host.sent["h-3"] = Command("h-3", "seek", 70.0, known=1)

        assert judge(history) == []


class TestLostChat:
    @pytest.mark.parametrize("chat", [{}, {"m1": "something else"}, {"m2": "hello"}])
    def test_an_answered_line(self, history: History, room: Room, chat: dict[str, str]):
        room.chat = chat

        assert kinds(history) == [Kind.LOST_CHAT]


class TestEnds:
    def test_a_client_that_missed_the_last_command(self, history: History, guest: Client):
        guest.seen.pop()

        assert kinds(history) == [Kind.WRONG_END]

    def test_a_client_that_never_saw_anything(self, history: History, guest: Client):
        guest.seen.clear()

        assert kinds(history) == [Kind.WRONG_END]

    def test_what_was_seen_before_the_last_coming_back_is_forgotten(
        self, history: History, guest: Client
    ):
        guest.seen.append(Seen(view(0, 0.0), 200, is_first=True))

        assert kinds(history) == [Kind.BACKWARDS, Kind.WRONG_END]

    def test_a_record_that_lags_behind(self, history: History, room: Room):
        room.recorded = view(0, 0.0)

        assert kinds(history) == [Kind.RECORD_BEHIND]


class TestPeople:
    def test_a_member_who_is_not_in_the_record(self, history: History, room: Room):
        del room.members["g"]

        assert kinds(history) == [Kind.LOST_SEAT]

    def test_a_member_who_was_said_to_have_left(self, history: History, host: Client):
        host.left.append("g")

        assert kinds(history) == [Kind.LOST_SEAT]

    def test_a_member_who_was_away_for_longer_than_a_seat_is_kept(
        self, history: History, guest: Client, room: Room
    ):
        del room.members["g"]

        guest.away = [Span(0, 29_000)]
        assert kinds(history) == [Kind.LOST_SEAT]
        guest.away = [Span(0, 29_000), Span(50_000, 80_000)]
        assert kinds(history) == []

    def test_another_role_in_the_record(self, history: History, room: Room):
        room.members = {"h": "guest", "g": "host"}

        assert kinds(history) == [Kind.LOST_ROLE] * 2

    def test_another_role_on_somebodys_page(self, history: History, guest: Client):
        guest.members["g"] = "admin"

        assert kinds(history) == [Kind.LOST_ROLE]


class TestPlan:
    def test_the_same_seed_gives_the_same_plan(self):
        one, same, other = (list(islice(faults(seed, 3), 40)) for seed in (7, 7, 8))

        assert one == same != other

    def test_everything_fails_once_before_anything_fails_by_chance(self):
        plan = list(islice(faults(2026, 3), len(FAULTS)))

        assert {fault.kind for fault in plan} == set(FAULTS)
        assert {fault.worker for fault in islice(faults(2026, 3), 50)} == {0, 1, 2}
