"""Answering "where should I be?": the room's playback and advice to one page."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import msgspec

from common import metrics
from common.db import in_db
from common.errors import Problem
from playback.current import current_state
from playback.domain.advice import Level, advise
from playback.domain.state import State, position_at
from playback.wire import PlaybackView, view_of
from rooms.presence import presence
from rooms.services import audit

# A page tells of a moment ago; a clock that is further off than this says nothing about the room.
AT_WITHIN_MS: Final = 60_000
# What the member list shows of a page that says it is anywhere at all.
MOST_DRIFT_S: Final = 86_400.0


class AdviceView(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to do; ``time_diff`` = room position − own position, s."""

    level: Level
    time_diff: float
    playback_rate: float | None = None
    target_time: float | None = None


class SyncView(PlaybackView, frozen=True):
    """Data of a ``sync`` answer."""

    advice: dict[str, Any] = {}


async def answer_sync(
    *,
    room_id: str,
    session_id: str,
    current_time: float | None,
    at_ms: int | None,
    tolerance_s: float,
    now_ms: int,
) -> SyncView:
    """Compare a page's position with the room's.

    ``at_ms`` is the cloud time of ``current_time``, believed within a minute of now; now when
    None. The drift goes into the metrics and the member list, as a day at most. Raises
    ``Problem(ROOM_NOT_FOUND)``.
    """
    state = await current_state(room_id)
    view = view_of(room_id, state, now_ms)
    advice = _advice(state, current_time, _believed(at_ms, now_ms), tolerance_s, now_ms)
    if current_time is not None:
        was_far = _remember(room_id, session_id, advice)
        if advice.level is Level.ALIGN and not was_far:
            await _note_error(room_id, session_id, advice, now_ms)
    return SyncView(**msgspec.structs.asdict(view), advice=msgspec.to_builtins(advice))


def _believed(at_ms: int | None, now_ms: int) -> int:
    if at_ms is None:
        return now_ms
    return min(max(at_ms, now_ms - AT_WITHIN_MS), now_ms + AT_WITHIN_MS)


def _advice(
    state: State, current_time: float | None, at_ms: int, tolerance_s: float, now_ms: int
) -> AdviceView:
    if current_time is None:
        return AdviceView(Level.ALIGN, 0.0, target_time=position_at(state, now_ms))
    diff = position_at(state, at_ms) - current_time
    advice = advise(diff, tolerance_s)
    return AdviceView(
        level=advice.level,
        time_diff=round(diff, 6),
        playback_rate=None if advice.factor is None else round(state.rate * advice.factor, 6),
        target_time=position_at(state, now_ms) if advice.level is Level.ALIGN else None,
    )


async def _note_error(room_id: str, session_id: str, advice: AdviceView, now_ms: int) -> None:
    # The answer does not wait for a database that is away.
    with suppress(Problem):
        await in_db(
            audit.record_sync_error,
            room_id=room_id,
            session_id=UUID(session_id),
            drift_ms=round(_bounded(advice.time_diff) * 1000),
            now_ms=now_ms,
        )


def _bounded(drift_s: float) -> float:
    return min(max(drift_s, -MOST_DRIFT_S), MOST_DRIFT_S)


def _remember(room_id: str, session_id: str, advice: AdviceView) -> bool:
    """Put it into metrics and member list; tells whether the page was as far off before."""
    drift_s = _bounded(advice.time_diff)
    metrics.drift.observe(abs(drift_s))
    seat = presence.seat(room_id, session_id)
    if seat is None:
        return False
    was_far = seat.level == Level.ALIGN.value
    seat.drift_ms = round(drift_s * 1000)
    seat.level = advice.level.value
    return was_far
