"""What rooms do when a session is renamed or ended."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from common.desk import acted
from common.passes import take_away
from rooms import account_data, member_selectors
from rooms.access import signed
from rooms.models import ActivityType, Room
from rooms.services import audit, departures, members
from sessions_app.signals import account_exporting, session_ending, session_renamed


@receiver(session_renamed)
def tell_new_name(*, session_id: UUID, nickname: str, avatar: str, now_ms: int, **_: Any) -> None:
    """Everybody in the room reads the new name at once."""
    room_id = member_selectors.room_of(session_id=session_id)
    if room_id is not None:
        async_to_sync(members.rename_member)(
            room_id=room_id, session_id=session_id, nickname=nickname, avatar=avatar, now_ms=now_ms
        )


@receiver((post_save, post_delete), sender=Room)
def forget_passes(**_: Any) -> None:
    """Who might look into a room a moment ago may not be allowed to any more."""
    take_away()


@receiver(session_ending)
def give_up_seats(*, session_id: UUID, now_ms: int, **_: Any) -> Callable[[], None]:
    """Who ends the session leaves the room; returns what tells it."""
    room_ids = departures.stand_up_for_good(session_id=session_id, now_ms=now_ms)
    return lambda: async_to_sync(departures.tell_ended)(
        room_ids=room_ids, session_id=session_id, now_ms=now_ms
    )


@receiver(acted)
def note_act(*, request: HttpRequest, act: str, details: dict[str, Any], **_: Any) -> None:
    """What the staff did in the admin is in the audit log, by name."""
    by = signed(request)
    audit.record(
        room_id=None,
        activity=ActivityType(act),
        details=details,
        now_ms=by["now_ms"],
        origin=by["origin"],
    )


@receiver(account_exporting)
def add_rooms(*, session_ids: Sequence[UUID], **_: Any) -> dict[str, Any]:
    """What an account takes along of its rooms."""
    return account_data.of_sessions(session_ids)
