"""Reading playback from the record. Synchronous; called through the bridge."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language

from playback.domain.state import Phase, State
from playback.models import DemoClip, PlaybackRecord
from playback.stores import store
from playback.wire import DemoView, PlaybackView, view_of


def recorded_state(room_id: str) -> State | None:
    """Return what is written down about a room."""
    return recorded_states([room_id]).get(room_id)


def recorded_states(room_ids: Sequence[str]) -> dict[str, State]:
    """Return what is written down about several rooms, in one query."""
    records = PlaybackRecord.objects.filter(room_id__in=room_ids)
    return {record.room_id: _state_of(record) for record in records}


def _state_of(record: PlaybackRecord) -> State:
    return State(
        media_url=record.media_url,
        title=record.title,
        phase=Phase(record.playback_state),
        anchor_position=record.anchor_position,
        anchor_ms=record.anchor_time,
        rate=record.playback_rate,
        duration=record.duration,
        version=record.version,
        updated_by=str(record.updated_by_session_id or ""),
        last_command_ms=record.last_command_at,
    )


def playback_views(room_ids: Sequence[str], *, now_ms: int) -> Mapping[str, PlaybackView]:
    """Return the newest known playback of each room: from the store, else from the record."""
    known = {room_id: store.peek(room_id) for room_id in room_ids}
    missing = [room_id for room_id, state in known.items() if state is None]
    recorded = recorded_states(missing) if missing else {}
    return {
        room_id: view_of(room_id, state or recorded.get(room_id) or State(media_url=""), now_ms)
        for room_id, state in known.items()
    }


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
        )
        for clip in DemoClip.objects.filter(is_active=True)
    ]


def as_uuid(text: str) -> UUID | None:
    """Return a session id for the record, None for the server itself."""
    return UUID(text) if text else None
