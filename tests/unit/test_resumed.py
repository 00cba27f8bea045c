"""How a film that was left goes on in another room."""

from playback.domain.state import Phase, State, resumed

FILM = State(
    media_url="https://films.example/one.mp4",
    title="One",
    phase=Phase.PLAYING,
    anchor_position=60.0,
    anchor_ms=1_000_000,
    rate=2.0,
    duration=100.0,
    version=7,
    updated_by="host",
    last_command_ms=999_000,
)


def test_it_stands_where_the_last_one_left_it():
    left = resumed(FILM, 1_010_000)

    assert (left.phase, left.anchor_position) == (Phase.PAUSED, 80.0)
    assert (left.media_url, left.title, left.duration) == (FILM.media_url, "One", 100.0)
    assert (left.rate, left.version, left.updated_by, left.last_command_ms) == (1.0, 0, "", 0)


def test_a_film_that_was_seen_begins_again():
    assert resumed(FILM, 1_018_500).anchor_position == 0.0
    assert resumed(FILM, 1_018_400).anchor_position == 96.8


def test_a_film_of_unknown_length_is_never_over():
    live = State(media_url="https://films.example/live.m3u8", anchor_position=7200.0)

    assert resumed(live, 1_000_000).anchor_position == 7200.0
