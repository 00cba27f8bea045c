"""The rules of playback: state and command in, new state or refusal out. Pure.

Source: SPEC §2. Rights are checked before; time comes in as an argument.

Held by tests: accepted → version + 1; refused or nothing new → nothing changed; only seek and
media move the position (a pause by at most 2 s, to what the sender saw); while playing it never
runs backwards but by a seek; it stays within the duration; twice the same = once.
"""

import math
from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from playback.domain.commands import (
    BadValue,
    ChangeMedia,
    Command,
    Hold,
    Pause,
    Play,
    Release,
    Seek,
    SetRate,
    SetTitle,
    Stale,
    Timing,
)
from playback.domain.state import (
    MAX_POSITION_S,
    MAX_RATE,
    MIN_RATE,
    Phase,
    State,
    position_at,
    within_duration,
)

# How far the sender's picture may differ from the room's to be the one where a pause stops.
SEEN_WITHIN_S: Final = 2.0
# No film is shorter; a smaller duration would only lock everybody out of seeking.
SHORTEST_S: Final = 1.0


def require_version(state: State, base_version: int | None) -> None:
    """Raise ``Stale`` when somebody speaks of another version than the state's."""
    if base_version is not None and base_version != state.version:
        raise Stale


def apply(
    state: State,
    command: Command,
    timing: Timing,
    *,
    sender: str,
    base_version: int | None = None,
) -> State | None:
    """Return the new state, or None when the command changes nothing.

    Raises ``Stale`` or ``BadValue``; then nothing has changed.
    """
    require_version(state, base_version)
    # A hold is nobody's wish: it is never too late, and it makes no member's command too late.
    is_wish = not isinstance(command, Hold | Release)
    wished_at_ms = timing.wished_at_ms(state.last_command_ms)
    if is_wish and wished_at_ms < state.last_command_ms:
        raise Stale
    changed = _RULES[type(command)](state, command, timing)
    if changed is None:
        return None
    return replace(
        changed,
        version=state.version + 1,
        updated_by=sender,
        last_command_ms=wished_at_ms if is_wish else state.last_command_ms,
    )


def _play(state: State, command: Play, timing: Timing) -> State | None:
    _check_time(command.current_time, MAX_POSITION_S)
    if state.phase is Phase.PLAYING:
        # The same line under a new version tells everybody again; without a position it is idle.
        return None if command.current_time is None else state
    return replace(
        state,
        phase=Phase.PLAYING,
        anchor_position=_as_seen(state, command.current_time, timing.now_ms),
        anchor_ms=timing.now_ms + timing.play_lead_ms,
    )


def _pause(state: State, command: Pause, timing: Timing) -> State | None:
    # A page's file may be a little longer than the duration we know: a pause must still arrive.
    _check_time(command.current_time, MAX_POSITION_S)
    if state.phase is Phase.PAUSED:
        return None
    return replace(
        state,
        phase=Phase.PAUSED,
        anchor_position=_as_seen(state, command.current_time, timing.now_ms),
        anchor_ms=timing.now_ms,
    )


def _seek(state: State, command: Seek, timing: Timing) -> State | None:
    _check_time(command.current_time, state.duration or MAX_POSITION_S)
    if state.phase is Phase.PLAYING:
        lead = timing.seek_lead_ms
    elif command.current_time == state.anchor_position:
        return None
    else:
        lead = 0
    return replace(state, anchor_position=command.current_time, anchor_ms=timing.now_ms + lead)


def _set_rate(state: State, command: SetRate, timing: Timing) -> State | None:
    if not math.isfinite(command.rate) or not MIN_RATE <= command.rate <= MAX_RATE:
        raise BadValue("playback_rate")
    if command.rate == state.rate:
        return None
    if state.phase is Phase.PAUSED:
        # Nothing moves, but the change takes effect when it would if something did (SPEC §4).
        return replace(state, rate=command.rate, anchor_ms=timing.now_ms + timing.play_lead_ms)
    if state.phase is Phase.BUFFERING:
        return replace(state, rate=command.rate)
    # The old line runs on to the moment at which the new one takes over.
    start_ms = max(timing.now_ms + timing.play_lead_ms, state.anchor_ms)
    return replace(
        state,
        rate=command.rate,
        anchor_position=position_at(state, start_ms),
        anchor_ms=start_ms,
    )


def _change_media(state: State, command: ChangeMedia, timing: Timing) -> State | None:
    _check_duration(command.duration)
    return replace(
        state,
        media_url=command.media_url,
        title=command.title,
        duration=command.duration,
        phase=Phase.PAUSED,
        anchor_position=0.0,
        anchor_ms=timing.now_ms,
    )


def _set_title(state: State, command: SetTitle, _timing: Timing) -> State | None:
    # The line stays as it is, so that nobody's picture stops for a word.
    return None if command.title == state.title else replace(state, title=command.title)


def _hold(state: State, _command: Hold, timing: Timing) -> State | None:
    if state.phase is not Phase.PLAYING:
        return None
    return replace(
        state,
        phase=Phase.BUFFERING,
        anchor_position=position_at(state, timing.now_ms),
        anchor_ms=timing.now_ms,
    )


def _release(state: State, _command: Release, timing: Timing) -> State | None:
    if state.phase is not Phase.BUFFERING:
        return None
    return replace(state, phase=Phase.PLAYING, anchor_ms=timing.now_ms + timing.play_lead_ms)


_RULES: dict[type, Callable[[State, Any, Timing], State | None]] = {
    Play: _play,
    Pause: _pause,
    Seek: _seek,
    SetRate: _set_rate,
    ChangeMedia: _change_media,
    SetTitle: _set_title,
    Hold: _hold,
    Release: _release,
}


def learn_duration(state: State, duration: float) -> State | None:
    """Take the first sane duration (s) of this media; None when it is known already.

    It is a fact about the film and no command, so the version stays. Raises ``BadValue``.
    """
    _check_duration(duration)
    if duration < SHORTEST_S:
        raise BadValue("duration")
    if state.duration > 0:
        return None
    if duration < state.anchor_position:
        raise BadValue("duration")
    return replace(state, duration=duration)


def _as_seen(state: State, seen: float | None, now_ms: int) -> float:
    position = position_at(state, now_ms)
    if seen is not None and abs(seen - position) <= SEEN_WITHIN_S:
        position = within_duration(seen, state.duration)
    return position


def _check_time(value: float | None, end: float) -> None:
    if value is None:
        return
    if not math.isfinite(value) or not 0 <= value <= end:
        raise BadValue("current_time")


def _check_duration(value: float) -> None:
    if not math.isfinite(value) or not 0 <= value <= MAX_POSITION_S:
        raise BadValue("duration")
