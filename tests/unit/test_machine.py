"""The rules of playback, by example and by property."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from playback.domain import machine
from playback.domain.commands import (
    BadValue,
    ChangeMedia,
    Command,
    Hold,
    Pause,
    Play,
    Rejected,
    Release,
    Seek,
    SetRate,
    SetTitle,
    Stale,
    Timing,
)
from playback.domain.state import MAX_POSITION_S, Phase, State, position_at

NOW = 1_800_000_000_000
FILM = State(media_url="https://films.example/one.mp4", duration=100.0, anchor_ms=NOW - 60_000)


def timing(now: int = NOW, sent: int | None = None) -> Timing:
    return Timing(now, now if sent is None else sent, play_lead_ms=300, seek_lead_ms=900)


def do(state: State, command: Command, now: int = NOW, **more: int) -> State | None:
    return machine.apply(
        state, command, timing(now, more.get("sent")), sender="s", base_version=more.get("base")
    )


def done(state: State, command: Command, now: int = NOW) -> State:
    changed = do(state, command, now)
    assert changed is not None
    return changed


class TestPlay:
    def test_starts_at_the_lead(self):
        playing = done(FILM, Play())

        assert playing.phase is Phase.PLAYING
        assert playing.anchor_ms == NOW + 300
        assert position_at(playing, NOW + 299) == 0
        assert position_at(playing, NOW + 1300) == pytest.approx(1.0)

    def test_again_changes_nothing(self):
        assert do(done(FILM, Play()), Play(), NOW + 1000) is None

    def test_again_with_a_position_repeats_the_line(self):
        playing = done(FILM, Play())

        repeated = done(playing, Play(current_time=50), NOW + 1000)

        assert repeated.version == playing.version + 1
        assert position_at(repeated, NOW + 5000) == position_at(playing, NOW + 5000)

    def test_does_not_jump_to_a_far_position(self):
        assert done(FILM, Play(current_time=50)).anchor_position == 0


class TestPause:
    def test_stops_where_the_sender_saw_it(self):
        playing = done(FILM, Play())

        paused = done(playing, Pause(current_time=9.1), NOW + 10_300)

        assert paused.anchor_position == 9.1
        assert position_at(paused, NOW + 99_000) == 9.1

    def test_stops_at_the_rooms_position_when_the_sender_is_far_off(self):
        playing = done(FILM, Play())

        paused = done(playing, Pause(current_time=50), NOW + 10_300)

        assert paused.anchor_position == pytest.approx(10.0)

    def test_arrives_although_the_senders_file_is_longer(self):
        near_end = done(done(FILM, Seek(99.5)), Play())

        paused = done(near_end, Pause(current_time=100.4), NOW + 1200)

        assert paused.anchor_position == 100.0

    def test_before_the_start_stays_at_the_start(self):
        paused = done(done(FILM, Play()), Pause(), NOW + 100)

        assert paused.anchor_position == 0


class TestSeek:
    def test_while_playing_starts_at_the_seek_lead(self):
        sought = done(done(FILM, Play()), Seek(42), NOW + 5000)

        assert (sought.anchor_position, sought.anchor_ms) == (42, NOW + 5900)

    def test_while_paused_holds_at_once(self):
        sought = done(FILM, Seek(42))

        assert (sought.anchor_position, sought.anchor_ms) == (42, NOW)

    def test_to_the_same_place_while_paused_changes_nothing(self):
        assert do(done(FILM, Seek(42)), Seek(42), NOW + 10) is None

    @pytest.mark.parametrize("target", [-0.001, 100.001, math.nan, math.inf, -math.inf, 1e12])
    def test_refuses_places_outside_the_film(self, target: float):
        with pytest.raises(BadValue):
            do(FILM, Seek(target))

    def test_without_a_known_duration_has_an_upper_limit(self):
        live = State(media_url="x")

        assert done(live, Seek(MAX_POSITION_S)).anchor_position == MAX_POSITION_S
        with pytest.raises(BadValue):
            do(live, Seek(MAX_POSITION_S + 1))


class TestTitle:
    def test_another_title_leaves_the_line_as_it_is(self):
        playing = done(FILM, Play())

        named = done(playing, SetTitle("二"), NOW + 10_000)

        assert named == replace(
            playing,
            title="二",
            version=playing.version + 1,
            updated_by=named.updated_by,
            last_command_ms=named.last_command_ms,
        )

    def test_the_same_title_changes_nothing(self):
        assert do(replace(FILM, title="One"), SetTitle("One")) is None


class TestRate:
    def test_the_new_line_continues_the_old_one(self):
        playing = done(FILM, Play())

        faster = done(playing, SetRate(2.0), NOW + 10_000)

        assert faster.anchor_ms == NOW + 10_300
        assert faster.anchor_position == pytest.approx(position_at(playing, NOW + 10_300))
        assert position_at(faster, NOW + 11_300) == pytest.approx(12.0)

    @pytest.mark.parametrize("rate", [0.0, 0.24, 4.01, -1.0, math.nan, math.inf])
    def test_refuses_rates_outside_the_limits(self, rate: float):
        with pytest.raises(BadValue):
            do(FILM, SetRate(rate))

    def test_takes_effect_at_the_lead_also_while_paused(self):
        paused = done(FILM, SetRate(2.0), NOW + 10_000)

        assert (paused.phase, paused.rate) == (Phase.PAUSED, 2.0)
        assert paused.anchor_ms == NOW + 10_300
        assert position_at(paused, NOW + 20_000) == position_at(FILM, NOW)

    def test_the_same_rate_changes_nothing(self):
        assert do(FILM, SetRate(1.0)) is None


class TestMedia:
    def test_is_shown_paused_at_its_start(self):
        changed = done(done(FILM, Seek(42)), ChangeMedia("https://films.example/two.mp4", "Two"))

        assert changed.media_url.endswith("two.mp4")
        assert (changed.phase, changed.anchor_position, changed.duration) == (Phase.PAUSED, 0, 0)


class TestHold:
    def test_everybody_stands_and_goes_on_together(self):
        playing = done(FILM, Play())

        held = done(playing, Hold(), NOW + 10_300)
        released = done(held, Release(), NOW + 60_000)

        assert held.phase is Phase.BUFFERING
        assert position_at(held, NOW + 50_000) == pytest.approx(10.0)
        assert released.phase is Phase.PLAYING
        assert released.anchor_ms == NOW + 60_300
        assert position_at(released, NOW + 61_300) == pytest.approx(11.0)

    def test_what_does_not_play_is_not_held(self):
        assert do(FILM, Hold()) is None

    def test_a_pause_meanwhile_stays(self):
        held = done(done(FILM, Play()), Hold(), NOW + 5000)

        paused = done(held, Pause(), NOW + 6000)

        assert paused.phase is Phase.PAUSED
        assert do(paused, Release(), NOW + 7000) is None

    def test_somebody_may_go_on_without(self):
        held = done(done(FILM, Play()), Hold(), NOW + 5000)

        assert done(held, Play(), NOW + 6000).phase is Phase.PLAYING

    def test_makes_no_command_too_late(self):
        held = done(done(FILM, Play()), Hold(), NOW + 5000)

        paused = do(held, Pause(), NOW + 5100, sent=NOW + 4900)

        assert paused is not None


class TestLatestWins:
    def test_an_older_command_is_refused(self):
        later = done(FILM, Seek(10), NOW)

        with pytest.raises(Stale):
            do(later, Seek(20), NOW + 50, sent=NOW - 100)

    def test_equal_times_go_by_arrival(self):
        first = done(FILM, Seek(10), NOW)

        assert do(first, Seek(20), NOW + 5, sent=NOW) is not None

    @pytest.mark.parametrize("sent", [0, NOW - 10_000_000, -5])
    def test_a_clock_from_the_past_counts_as_two_seconds_ago(self, sent: int):
        changed = do(FILM, Seek(10), sent=sent)

        assert changed is not None
        assert changed.last_command_ms == NOW - 2000

    def test_a_clock_from_the_future_counts_as_now(self):
        changed = do(FILM, Seek(10), sent=NOW + 10**12)

        assert changed is not None
        assert changed.last_command_ms == NOW

    def test_without_a_time_the_arrival_decides(self):
        later = done(FILM, Seek(10), NOW)

        changed = machine.apply(later, Seek(20), Timing(NOW - 50, None), sender="s")

        assert changed is not None
        assert changed.last_command_ms == NOW

    def test_a_command_for_another_version_is_refused(self):
        with pytest.raises(Stale):
            do(FILM, Seek(10), base=7)


class TestDuration:
    def test_the_first_sane_one_wins(self):
        unknown = State(media_url="x")

        known = machine.learn_duration(unknown, 90.0)

        assert known is not None
        assert known.duration == 90.0
        assert machine.learn_duration(known, 91.0) is None

    @pytest.mark.parametrize("duration", [0.0, 0.5, -1.0, math.nan, math.inf, 1e7])
    def test_nonsense_is_refused(self, duration: float):
        with pytest.raises(BadValue):
            machine.learn_duration(State(media_url="x"), duration)

    def test_shorter_than_where_the_room_is_cannot_be(self):
        with pytest.raises(BadValue):
            machine.learn_duration(State(media_url="x", anchor_position=50), 10.0)


seconds = st.floats(0, 100)
commands = st.one_of(
    st.builds(Play, st.none() | seconds),
    st.builds(Pause, st.none() | seconds),
    st.builds(Seek, seconds),
    st.builds(SetRate, st.floats(0.25, 4)),
    st.builds(ChangeMedia, st.sampled_from(["https://a.example/1", "https://a.example/2"])),
    st.builds(SetTitle, st.sampled_from(["", "One", "二"])),
)
wild = st.floats(allow_nan=True, allow_infinity=True)
any_commands = st.one_of(
    commands,
    st.builds(Seek, wild),
    st.builds(Pause, wild),
    st.builds(SetRate, wild),
    st.builds(ChangeMedia, st.just("x"), st.just(""), wild),
    st.just(Hold()),
    st.just(Release()),
)
# Commands with the pauses between them and how long each was under way (ms).
stories = st.lists(st.tuples(any_commands, st.integers(0, 5000), st.integers(0, 3000)), max_size=30)


def tell(story, visit) -> State:
    """Live through a story; ``visit(before, command, after | None, now)`` sees every step."""
    state, now = FILM, NOW
    for command, pause, way in story:
        now += pause
        try:
            after = machine.apply(state, command, timing(now, now - way), sender="s")
        except Rejected:
            after = None
        visit(state, command, after, now)
        state = after or state
    return state


@given(stories)
def test_an_accepted_command_adds_one_to_the_version(story):
    def visit(before, _command, after, _now):
        assert after is None or after.version == before.version + 1

    tell(story, visit)


@given(stories)
def test_only_seek_and_media_move_the_position(story):
    def visit(before, command, after, now):
        if after is None or isinstance(command, Seek | ChangeMedia):
            return
        moved = position_at(after, max(now, after.anchor_ms)) - position_at(
            before, max(now, after.anchor_ms)
        )
        lead = 4 * 0.3 if isinstance(command, Play | Hold | Release) else 0.0
        assert abs(moved) <= machine.SEEN_WITHIN_S + lead + 1e-6

    tell(story, visit)


@given(stories, st.lists(st.integers(0, 10_000), min_size=2, max_size=8))
def test_a_line_never_runs_backwards(story, moments):
    state = tell(story, lambda *_: None)

    positions = [position_at(state, NOW + moment) for moment in sorted(moments)]

    assert positions == sorted(positions)


@given(stories, st.integers(0, 10**9))
def test_the_position_stays_within_the_film(story, later):
    state = tell(story, lambda *_: None)

    end = state.duration or MAX_POSITION_S
    assert 0 <= position_at(state, NOW + later) <= end


@given(stories, commands)
def test_twice_the_same_is_the_same_as_once(story, command):
    state = tell(story, lambda *_: None)
    now = NOW + 10**8
    try:
        once = do(state, command, now) or state
    except Rejected:
        return
    twice = do(once, command, now) or once

    assert position_at(twice, now + 5000) == pytest.approx(position_at(once, now + 5000))
    assert (twice.phase, twice.rate, twice.media_url) == (once.phase, once.rate, once.media_url)


@given(stories)
def test_every_number_in_a_state_is_finite(story):
    state = tell(story, lambda *_: None)

    assert all(map(math.isfinite, (state.anchor_position, state.rate, state.duration)))
