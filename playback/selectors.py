"""Reading playback from the record. Synchronous; called through the bridge."""

import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language

from playback.domain.restored import restored
from playback.domain.state import State
from playback.models import DemoClip, PlaybackRecord
from playback.stores import store
from playback.wire import DemoView, PlaybackView, view_of

log = logging.getLogger(__name__)


def recorded_state(room_id: str) -> State | None:
    """Return what is written down about a room."""
    return recorded_states([room_id]).get(room_id)


def recorded_states(room_ids: Sequence[str]) -> dict[str, State]:
    """Return what is written down about several rooms, in one query."""
    records = PlaybackRecord.objects.filter(room_id__in=room_ids)
    return {record.room_id: _state_of(record) for record in records}


def _state_of(record: PlaybackRecord) -> State:
    state, odd = restored(
        {
            "media_url": record.media_url,
            "title": record.title,
            "phase": record.playback_state,
            "anchor_position": record.anchor_position,
            "anchor_ms": record.anchor_time,
            "rate": record.playback_rate,
            "duration": record.duration,
            "version": record.version,
            "updated_by": str(record.updated_by_session_id or ""),
            "last_command_ms": record.last_command_at,
        }
    )
    if odd:
        facts = {"room": record.room_id, "odd": odd}
        log.error("a room's record is damaged; the rest of it is used", extra={"facts": facts})
    return state


def playback_views(room_ids: Sequence[str], *, now_ms: int) -> Mapping[str, PlaybackView]:
    """Return the newest known playback of each room: from the store or the record."""
    recorded = recorded_states(room_ids)
    return {
        room_id: view_of(room_id, _newest(store.peek(room_id), recorded.get(room_id)), now_ms)
        for room_id in room_ids
    }


def _newest(known: State | None, recorded: State | None) -> State:
    """Choose between what this process saw last and what is written down.

    The record may lag behind, and so may a worker that has not looked at the room for a while.
    """
    states = [state for state in (recorded, known) if state is not None]
    return max(states, key=lambda state: state.version, default=State(media_url=""))


def demos() -> list[DemoView]:
    """Return the active clips, the built-in one first, titled in the reader's language."""
    in_english = (get_language() or "").startswith("en")
    return [
        DemoView(
            id=clip.pk,
            title=(in_english and clip.title_en) or clip.title,
            url=clip.url,
            duration=clip.duration,
            poster=clip.poster,
            offline=clip.is_offline,
            fallback=clip.fallback,
        )
        for clip in DemoClip.objects.filter(is_active=True)
    ]


def as_uuid(text: str) -> UUID | None:
    """Return a session id for the record, None for the server itself."""
    return UUID(text) if text else None
