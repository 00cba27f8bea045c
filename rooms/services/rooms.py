"""Making, editing and closing rooms."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from common import clock
from common.bus import NewPicture, RightsChanged, Shut, bus
from common.db import in_db
from common.errors import Close, Code, Problem
from rooms import room_settings, selectors, wire
from rooms.models import ActivityType, Room, RoomMember, Status
from rooms.ports import screen
from rooms.presence import presence
from rooms.roles import Actor, Right, require, require_owner
from rooms.services import approval, approved, audit, founding, seats
from rooms.services.audit import NOWHERE, Origin
from rooms.services.picture import take_picture
from rooms.services.tell import tell_notice
from sessions_app import services as sessions
from sessions_app.selectors import Visitor


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What a room is made of, already validated."""

    name: str
    media_url: str
    description: str = ""
    is_private: bool = False
    password: str = ""
    max_users: int = 7
    settings: dict[str, Any] | None = None


async def create_room(
    *, new: NewRoom, visitor: Visitor, now_ms: int, origin: Origin = NOWHERE
) -> wire.RoomView:
    """Make a room with its creator as host, whose seat is held for 30 s.

    Raises ``Problem(MEDIA_INVALID)``.
    """
    media_url = await screen().check_media(new.media_url)
    plan = founding.Plan(
        name=new.name,
        description=new.description,
        is_private=new.is_private,
        password=make_password(new.password) if new.is_private else "",
        max_users=new.max_users,
        settings=room_settings.complete(new.settings or {}),
        show=lambda room_id: screen().open(room_id=room_id, media_url=media_url, now_ms=now_ms),
    )
    room_id = await in_db(founding.found_room, plan, visitor, now_ms, origin)
    await seats.join_room(
        room_id=room_id, visitor=visitor, now_ms=now_ms, password=new.password, origin=origin
    )
    return await in_db(selectors.room_view, room_id=room_id, now_ms=now_ms)


async def update_room(
    *,
    room_id: str,
    actor: Actor,
    changes: dict[str, Any],
    now_ms: int,
    base_version: int | None = None,
    origin: Origin = NOWHERE,
) -> wire.RoomView:
    """Edit a room; ``changes`` holds validated fields of the record, and maybe ``media_url``.

    Raises ``Problem`` NOT_PERMITTED, CONFLICT (with the room as it is), INVALID for a private
    room without a password, MEDIA_INVALID.
    """
    require(actor, Right.MANAGE)
    media_url = changes.pop("media_url", None)
    if media_url is not None:
        require(actor, Right.MEDIA)
        media_url = await screen().check_media(media_url)
    await in_db(_store_edit, room_id, actor, changes, base_version, now_ms, origin)
    if media_url is not None:
        await screen().change_media(
            room_id=room_id, media_url=media_url, actor=actor, now_ms=now_ms
        )
    picture = await in_db(take_picture, room_id=room_id, now_ms=now_ms)
    bus.publish(room_id, RightsChanged(allow_control=bool(picture.room.settings["allow_control"])))
    bus.publish(room_id, NewPicture(picture, now_ms))
    return picture.room


@transaction.atomic
def _store_edit(
    room_id: str,
    actor: Actor,
    changes: dict[str, Any],
    base_version: int | None,
    now_ms: int,
    origin: Origin,
) -> None:
    room = Room.objects.select_for_update().get(pk=room_id)
    if base_version is not None and base_version != room.version:
        raise Problem(Code.CONFLICT, data=selectors.room_view(room_id=room_id, now_ms=now_ms))
    was_open, password = not approval.is_on(room), room.password
    for name, value in _as_columns(room, changes).items():
        setattr(room, name, value)
    if room.is_private and not room.password:
        raise Problem(Code.INVALID, details={"password": ["is_private"]})
    room.updated_at = clock.to_datetime(now_ms)
    room.version += 1
    room.save()
    if room.password != password:
        approved.forget_absent(room)
    if was_open and approval.is_on(room):
        approved.approve_present(room, now_ms)
    audit.record(
        room_id=room_id,
        activity=ActivityType.ROOM_UPDATED,
        actor=actor.uuid,
        details={"fields": sorted(changes)},
        now_ms=now_ms,
        origin=origin,
    )


def _as_columns(room: Room, changes: dict[str, Any]) -> dict[str, Any]:
    columns = dict(changes)
    if "settings" in columns:
        columns["settings"] = {**room_settings.complete(room.settings), **columns["settings"]}
    if columns.get("password"):
        columns["password"] = make_password(columns["password"])
    else:
        columns.pop("password", None)
    if columns.get("is_private") is False:
        columns["password"] = ""
    return columns


async def archive_room(
    *, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE
) -> None:
    """Close a room: members are told and sent out. Raises ``Problem(NOT_PERMITTED)``."""
    require_owner(actor)
    await in_db(_store_end, room_id, Status.ARCHIVED, now_ms, actor.uuid, origin)
    await send_everybody_out(room_id=room_id, event="room_archived", now_ms=now_ms)


async def send_everybody_out(*, room_id: str, event: str, now_ms: int) -> None:
    """Tell the members that the room is over and close their sockets."""
    tell_notice(room_id=room_id, notice=wire.SystemNotice(event, ""), now_ms=now_ms)
    bus.publish(room_id, Shut(Close.ROOM_OVER))
    presence.drop_room(room_id)
    await screen().close(room_id)


@transaction.atomic
def _store_end(
    room_id: str, status: Status, now_ms: int, actor: UUID | None, origin: Origin
) -> None:
    now = clock.to_datetime(now_ms)
    Room.objects.filter(pk=room_id).update(
        status=status, version=F("version") + 1, updated_at=now, last_member_left_at=now
    )
    there = RoomMember.objects.filter(room_id=room_id, is_active=True)
    sessions.clear_rooms(seats=there, now_ms=now_ms)
    there.update(is_active=False, left_at=now)
    audit.record(
        room_id=room_id,
        activity=ActivityType.ROOM_ARCHIVED,
        actor=actor,
        now_ms=now_ms,
        origin=origin,
    )
