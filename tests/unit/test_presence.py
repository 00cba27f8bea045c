"""Seats: held, taken, kept for the grace, given up."""

from rooms.presence import GRACE_MS, REMEMBERED_MS, Presence


def take(presence: Presence, who: str, now: int = 0, limit: int = 2) -> bool | None:
    return presence.take(room_id="R", session_id=who, now_ms=now, limit=limit)


def test_seats_run_out():
    presence = Presence()

    assert [take(presence, who) for who in ("a", "b", "c")] == [True, True, None]


def test_who_sits_here_is_never_turned_away():
    presence = Presence()
    take(presence, "a")
    take(presence, "b")

    assert take(presence, "a") is False


def test_a_seat_held_over_http_runs_out():
    presence = Presence()
    take(presence, "a", limit=1)

    assert take(presence, "b", now=GRACE_MS - 1, limit=1) is None
    assert take(presence, "b", now=GRACE_MS, limit=1) is True


def test_calling_again_holds_it_longer():
    presence = Presence()
    take(presence, "a", limit=1)
    take(presence, "a", now=20_000, limit=1)

    assert list(presence.expired(GRACE_MS)) == []
    assert list(presence.expired(20_000 + GRACE_MS)) == [("R", "a")]


def test_a_socket_keeps_the_seat():
    presence = Presence()
    take(presence, "a")
    presence.connect(room_id="R", session_id="a", connection_id="c1")

    assert list(presence.expired(10**12)) == []


def test_a_reload_is_not_leaving():
    presence = Presence()
    take(presence, "a", limit=1)
    presence.connect(room_id="R", session_id="a", connection_id="c1")
    presence.disconnect(room_id="R", session_id="a", connection_id="c1", now_ms=1000)

    assert take(presence, "b", now=1000 + GRACE_MS - 1, limit=1) is None
    assert list(presence.expired(1000 + GRACE_MS - 1)) == []
    assert list(presence.expired(1000 + GRACE_MS)) == [("R", "a")]


def test_the_older_socket_cannot_end_the_newer_ones_seat():
    presence = Presence()
    take(presence, "a")
    first = presence.connect(room_id="R", session_id="a", connection_id="c1")
    second = presence.connect(room_id="R", session_id="a", connection_id="c2")

    ended = presence.disconnect(room_id="R", session_id="a", connection_id="c1", now_ms=0)

    assert (first, second, ended) == (True, False, False)
    assert presence.online("R") == 1


def test_release_gives_the_seat_up_at_once():
    presence = Presence()
    take(presence, "a", limit=1)

    assert presence.release(room_id="R", session_id="a") is True
    assert presence.release(room_id="R", session_id="a") is False
    assert presence.rooms == {}


def test_leaving_wipes_nothing_off_the_slate():
    presence = Presence()
    take(presence, "a")
    seat = presence.seats("R")["a"]
    seat.held_ms, seat.away_paused_ms = 20_000, 5_000
    presence.release(room_id="R", session_id="a")

    take(presence, "a", now=60_000)

    again = presence.seats("R")["a"]
    assert (again.held_ms, again.away_paused_ms, again.ready) == (20_000, 5_000, False)


def test_what_is_long_ago_is_forgotten():
    presence = Presence()
    take(presence, "a")
    presence.seats("R")["a"].held_ms = 20_000
    presence.release(room_id="R", session_id="a")
    take(presence, "b")

    take(presence, "a", now=REMEMBERED_MS + 1)

    assert presence.seats("R")["a"].held_ms == 0


def test_nothing_is_kept_of_a_room_that_is_over():
    presence = Presence()
    take(presence, "a")
    presence.seats("R")["a"].held_ms = 20_000
    presence.paused_ms["R"] = 1

    presence.drop_room("R")

    assert presence == Presence()
