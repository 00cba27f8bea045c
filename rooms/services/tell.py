"""Telling a room: frames about people, published once on the bus."""

from collections.abc import Iterable
from typing import Any, Final

from common.bus import Broadcast, RightsChanged, bus
from common.wire import Frame, FrameType, encode
from rooms import wire
from rooms.models import RoomMember

# Of these many may come at once, and nobody notices a few ms.
CAN_WAIT: Final = frozenset(
    {
        FrameType.CHAT,
        FrameType.REACTION,
        FrameType.TYPING,
        FrameType.USER_JOINED,
        FrameType.USER_LEFT,
        FrameType.ROOM_READY_STATUS,
    }
)


def tell(
    *,
    room_id: str,
    frame_type: FrameType,
    data: Any,
    now_ms: int,
    session_id: str = "",
    frame_id: str = "",
    only_session: str | None = None,
) -> None:
    """Publish one frame to the room, or to one session of it."""
    frame = Frame(
        id=frame_id,
        type=frame_type,
        room_id=room_id,
        session_id=session_id,
        timestamp=now_ms,
        data=data,
    )
    can_wait = frame_type in CAN_WAIT
    bus.publish(room_id, Broadcast(encode(frame), only_session, can_wait=can_wait))


def tell_notice(*, room_id: str, notice: wire.SystemNotice, now_ms: int) -> None:
    """Publish a ``system`` frame."""
    tell(room_id=room_id, frame_type=FrameType.SYSTEM, data=notice, now_ms=now_ms)


def tell_some(
    *, room_id: str, only: Iterable[str], notice: wire.SystemNotice, now_ms: int, session_id: str
) -> None:
    """Publish a ``system`` frame for some sessions; ``session_id`` is who caused it."""
    for receiver in only:
        tell(
            room_id=room_id,
            frame_type=FrameType.SYSTEM,
            data=notice,
            now_ms=now_ms,
            session_id=session_id,
            only_session=receiver,
        )


def tell_role(member: RoomMember, now_ms: int) -> None:
    """Let sockets know a member's role and rights, and tell everybody."""
    session_id, role = str(member.session_id), member.role
    permissions = dict(member.permissions)
    changed = RightsChanged(session_id=session_id, role=role, permissions=permissions)
    bus.publish(member.room_id, changed)
    notice = wire.SystemNotice(
        "role_changed", member.nickname, session_id=session_id, role=role, permissions=permissions
    )
    tell_notice(room_id=member.room_id, notice=notice, now_ms=now_ms)
