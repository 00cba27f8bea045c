"""What an operator does to a whole room; everything else are the services of its members."""

from django.db import transaction

from common.db import in_db
from common.errors import Code, Problem
from rooms import selectors
from rooms.models import ActivityType, Room, RoomMember
from rooms.ports import screen
from rooms.roles import Actor, Right, require, require_owner
from rooms.services import audit, chat_removal, members, rooms, tally
from rooms.services.audit import NOWHERE, Origin


async def pause_room(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> None:
    """Pause the film for everybody; raises ``Problem`` as ``get_room``, or NOT_PERMITTED."""
    await in_db(selectors.get_room, room_id=room_id)
    await screen().pause(room_id=room_id, actor=actor, now_ms=now_ms)
    await in_db(
        audit.record,
        room_id=room_id,
        activity=ActivityType.ROOM_PAUSED,
        actor=actor.uuid,
        now_ms=now_ms,
        origin=origin,
    )


async def send_all_out(
    *, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE
) -> None:
    """Send every member out, each as by a kick, for ten minutes; the room stays.

    How many went is in the log, also when something fails on the way. Raises ``Problem``
    as ``get_room``, or NOT_PERMITTED.
    """
    require_owner(actor)
    present, gone = await in_db(_present, room_id), 0
    try:
        for member in present:
            gone += await _send_out(member, actor, now_ms, origin)
    finally:
        await in_db(
            audit.record,
            room_id=room_id,
            activity=ActivityType.MEMBERS_SENT_OUT,
            actor=actor.uuid,
            details={"members": gone},
            now_ms=now_ms,
            origin=origin,
        )


async def _send_out(member: RoomMember, actor: Actor, now_ms: int, origin: Origin) -> bool:
    """Return False for who has left meanwhile by themselves."""
    try:
        await members.kick_member(
            room_id=member.room_id,
            actor=actor,
            target_id=member.session_id,
            now_ms=now_ms,
            origin=origin,
        )
    except Problem as problem:
        if problem.code is not Code.INVALID:
            raise
        return False
    return True


def _present(room_id: str) -> list[RoomMember]:
    room = selectors.get_room(room_id=room_id)
    return list(RoomMember.objects.filter(room=room, is_active=True))


async def clear_chat(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> None:
    """Take all lines back; raises ``Problem`` ROOM_NOT_FOUND, or NOT_PERMITTED."""
    room = await in_db(selectors.find_room, room_id=room_id)
    await chat_removal.clear(room_id=room.pk, actor=actor, now_ms=now_ms, origin=origin)


async def lock_room(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> None:
    """Let nobody new in; raises ``Problem`` as ``get_room``, or NOT_PERMITTED."""
    await _set_lock(room_id, actor, True, now_ms, origin)


async def unlock_room(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> None:
    """Let newcomers in again; raises ``Problem`` as ``get_room``, or NOT_PERMITTED."""
    await _set_lock(room_id, actor, False, now_ms, origin)


async def _set_lock(
    room_id: str, actor: Actor, is_locked: bool, now_ms: int, origin: Origin
) -> None:
    await in_db(selectors.get_room, room_id=room_id)
    changes = {"is_locked": is_locked}
    await rooms.update_room(
        room_id=room_id, actor=actor, changes=changes, now_ms=now_ms, origin=origin
    )


async def archive_room(
    *, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE
) -> None:
    """Close an open room; raises ``Problem`` as ``get_room``, or NOT_PERMITTED."""
    await in_db(selectors.get_room, room_id=room_id)
    await rooms.archive_room(room_id=room_id, actor=actor, now_ms=now_ms, origin=origin)


async def delete_room(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> None:
    """Delete a room with everything below it, closing it first if it is open.

    What operators did there stays in the audit log. Raises ``Problem`` ROOM_NOT_FOUND,
    NOT_PERMITTED.
    """
    require(actor, Right.MANAGE)
    require_owner(actor)
    room = await in_db(selectors.find_room, room_id=room_id)
    if room.status == "active":
        await rooms.archive_room(room_id=room.pk, actor=actor, now_ms=now_ms, origin=origin)
    await in_db(_delete, room, actor, now_ms, origin)


@transaction.atomic
def _delete(room: Room, actor: Actor, now_ms: int, origin: Origin) -> None:
    audit.record(
        room_id=room.pk,
        activity=ActivityType.ROOM_DELETED,
        actor=actor.uuid,
        details={"name": room.name},
        now_ms=now_ms,
        origin=origin,
    )
    doomed = Room.objects.filter(pk=room.pk)
    tally.keep(doomed, now_ms=now_ms)
    doomed.delete()
