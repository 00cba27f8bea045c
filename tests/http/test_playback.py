"""``/api/v1/rooms/{id}/playback`` and its shortcuts."""

import pytest

from tests.people import FILM, Person

pytestmark = pytest.mark.django_db

FIELDS = {
    "room_id", "media_url", "title", "playback_state", "current_time", "duration",
    "playback_rate", "version", "server_time", "effective_at", "updated_by",
}  # fmt: skip


def test_what_is_on(host: Person, room: str):
    playback = host.ok("GET", f"/rooms/{room}/playback")

    assert set(playback) == FIELDS
    assert playback["media_url"] == FILM
    assert (playback["playback_state"], playback["current_time"], playback["version"]) == (
        "paused",
        0,
        0,
    )


def test_play_starts_for_everybody_a_little_later(host: Person, guest: Person, full_house: str):
    started = host.ok("POST", f"/rooms/{full_house}/play")

    seen = guest.ok("GET", f"/rooms/{full_house}/playback")
    assert started["playback_state"] == seen["playback_state"] == "playing"
    assert 250 <= started["effective_at"] - started["server_time"] <= 1000
    assert started["updated_by"] == host.id
    assert seen["version"] == 1


def test_play_again_changes_nothing(host: Person, room: str):
    host.ok("POST", f"/rooms/{room}/play")

    assert host.ok("POST", f"/rooms/{room}/play")["version"] == 1


def test_a_guest_may_seek(guest: Person, host: Person, full_house: str):
    sought = guest.ok("POST", f"/rooms/{full_house}/seek", {"current_time": 42.5})

    assert sought["current_time"] == 42.5
    assert sought["effective_at"] == sought["server_time"]
    assert host.ok("GET", f"/rooms/{full_house}/playback")["current_time"] == 42.5


def test_pause_stops_where_the_caller_saw_it(host: Person, room: str):
    host.ok("POST", f"/rooms/{room}/play")

    paused = host.ok("POST", f"/rooms/{room}/pause", {"current_time": 0.7})

    assert (paused["playback_state"], paused["current_time"]) == ("paused", 0.7)


def test_everything_at_once(host: Person, room: str):
    state = host.ok(
        "PUT",
        f"/rooms/{room}/playback",
        {
            "media_url": "https://films.example/2.mp4",
            "title": "Two",
            "playback_rate": 1.5,
            "current_time": 10,
            "playback_state": "playing",
        },
    )

    assert (state["title"], state["playback_rate"], state["playback_state"]) == (
        "Two",
        1.5,
        "playing",
    )
    assert state["version"] == 4


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("seek", {}, 4001),
        ("seek", {"current_time": "42"}, 4002),
        ("seek", {"current_time": True}, 4002),
        ("seek", {"current_time": None}, 4002),
        ("seek", {"current_time": -1}, 4002),
        ("seek", {"current_time": 1e300}, 4002),
        ("seek", {"current_time": 10**400}, 4002),
        ("seek", '{"current_time": NaN}', 4002),
        ("seek", '{"current_time": Infinity}', 4002),
        ("seek", '{"current_time": -Infinity}', 4002),
        ("seek", '{"current_time": 1e999}', 4002),
        ("seek", "{", 4004),
        ("seek", "[" * 100_000, 4004),
        ("play", {"current_time": "x"}, 4002),
        ("pause", {"current_time": -5}, 4002),
        ("play", {"base_version": -1}, 4002),
        ("play", {"client_timestamp": "yesterday"}, 4002),
    ],
)
def test_refuses_nonsense_and_changes_nothing(host: Person, room: str, path, body, code):
    before = host.ok("GET", f"/rooms/{room}/playback")

    answer = host.call("POST", f"/rooms/{room}/{path}", body)

    after = host.ok("GET", f"/rooms/{room}/playback")
    assert (answer.status, answer.code) == (400, code), answer.body
    assert after["version"] == before["version"]


@pytest.mark.parametrize(
    "body",
    [{"playback_rate": 5}, {"playback_rate": 0.1}, {"playback_rate": "fast"},
     {"playback_state": "stopped"}, {"current_time": -1}],
)  # fmt: skip
def test_refuses_odd_states(host: Person, room: str, body: dict):
    assert host.call("PUT", f"/rooms/{room}/playback", body).code == 4002


@pytest.mark.parametrize(
    "body",
    [
        {"playback_rate": 2, "current_time": -5},
        {"media_url": FILM, "playback_rate": 99},
        {"current_time": 5, "media_url": "javascript:alert(1)"},
        {"playback_rate": 2, "base_version": 7},
    ],
)
def test_all_or_nothing(host: Person, room: str, body: dict):
    assert host.call("PUT", f"/rooms/{room}/playback", body).status in (400, 409, 422)

    after = host.ok("GET", f"/rooms/{room}/playback")
    assert (after["version"], after["playback_rate"]) == (0, 1)


@pytest.mark.parametrize(
    "body", [{"current_time": 1e308}, {"current_time": 5, "at": 1e300}, {"current_time": -1}]
)
def test_sync_refuses_nonsense(host: Person, room: str, body: dict):
    assert host.call("POST", f"/rooms/{room}/sync", body).code == 4002


def test_a_caller_who_is_behind_conflicts(host: Person, room: str):
    host.ok("POST", f"/rooms/{room}/seek", {"current_time": 5, "base_version": 0})

    answer = host.call("POST", f"/rooms/{room}/seek", {"current_time": 9, "base_version": 0})

    assert (answer.status, answer.code) == (409, 3005)
    assert (answer.data["current_time"], answer.data["version"]) == (5, 1)
    assert answer.data["room_id"] == room


def test_also_one_who_asks_for_nothing(host: Person, room: str):
    path = f"/rooms/{room}/playback"

    answer = host.call("PUT", path, {"base_version": 99_999})

    assert (answer.status, answer.code) == (409, 3005)
    assert (answer.data["room_id"], answer.data["version"]) == (room, 0)
    assert host.ok("PUT", path, {"base_version": 0})["version"] == 0
    assert host.ok("PUT", path, {})["version"] == 0


def test_an_older_command_conflicts(host: Person, room: str):
    now = host.ok("POST", f"/rooms/{room}/seek", {"current_time": 5})["server_time"]

    answer = host.call(
        "POST", f"/rooms/{room}/seek", {"current_time": 9, "client_timestamp": now - 1500}
    )

    assert answer.code == 3005


@pytest.mark.parametrize("timestamp", [0, -(10**15), 10**15])
def test_clocks_from_other_centuries_do_no_harm(host: Person, room: str, timestamp: int):
    answer = host.call(
        "POST", f"/rooms/{room}/seek", {"current_time": 5, "client_timestamp": timestamp}
    )

    assert answer.status == 200


def test_without_control_nothing_moves(host: Person, guest: Person, full_house: str):
    host.ok("PATCH", f"/rooms/{full_house}", {"settings": {"allow_control": False}})

    for path, body in (("play", {}), ("pause", {}), ("seek", {"current_time": 5})):
        answer = guest.call("POST", f"/rooms/{full_house}/{path}", body)
        assert (answer.status, answer.code) == (403, 2003)
        assert answer.body["details"] == {"permission": ["control"]}
    assert host.ok("GET", f"/rooms/{full_house}/playback")["version"] == 0


def test_a_title_alone_renames_the_film_that_is_on(host: Person, guest: Person, full_house: str):
    host.ok("POST", f"/rooms/{full_house}/play")

    named = host.ok("PUT", f"/rooms/{full_house}/playback", {"title": "二"})

    assert (named["title"], named["media_url"], named["version"]) == ("二", FILM, 2)
    assert named["playback_state"] == "playing"
    assert guest.call("PUT", f"/rooms/{full_house}/playback", {"title": "三"}).code == 2003
    assert host.ok("GET", f"/rooms/{full_house}/playback")["title"] == "二"


def test_guests_do_not_change_the_film(guest: Person, full_house: str):
    answer = guest.call("PUT", f"/rooms/{full_house}/playback", {"media_url": FILM})

    assert answer.body["details"] == {"permission": ["media"]}


def test_strangers_do_not_play(stranger: Person, room: str):
    assert stranger.call("POST", f"/rooms/{room}/play").code == 2003


def test_sync_says_how_far_off_one_is(host: Person, room: str):
    host.ok("POST", f"/rooms/{room}/seek", {"current_time": 20})

    behind = host.ok("POST", f"/rooms/{room}/sync", {"current_time": 19.5})
    lost = host.ok("POST", f"/rooms/{room}/sync", {"current_time": 2})
    unknown = host.ok("POST", f"/rooms/{room}/sync")

    assert behind["advice"]["level"] == "gentle"
    assert behind["advice"]["time_diff"] == pytest.approx(0.5)
    assert behind["advice"]["playback_rate"] == 1.05
    assert (lost["advice"]["level"], lost["advice"]["target_time"]) == ("align", 20)
    assert unknown["current_time"] == 20
    assert host.ok("GET", f"/rooms/{room}/members")["results"][0]["drift_ms"] == 18_000


def test_demos_begin_with_our_own(host: Person):
    demos = host.ok("GET", "/demos")["results"]

    assert demos[0]["url"] == "/static/demo/xiaowo-demo.mp4"
    assert demos[0]["offline"] is True
    assert len(demos) >= 6
