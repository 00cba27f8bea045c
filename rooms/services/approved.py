"""The list of those who need not ask any more: who comes on it, and who goes. Synchronous.

Each joins the caller's transaction. The rules: ``rooms.services.approval``.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from common import clock
from common.ids import new_id
from rooms.models import JoinRequest, RequestState, Room, RoomMember
from rooms.services import approval


def approve_present(room: Room, now_ms: int) -> None:
    """From now on a manager says who comes in; who is here has been let in."""
    _approve(room.pk, RoomMember.objects.filter(room=room, is_active=True), now_ms)


def carry_over(old: Room, successor_id: str, now_ms: int) -> None:
    """Who needed not ask in a room needs not in the one that takes its place."""
    known = JoinRequest.objects.filter(room=old, state=RequestState.APPROVED)
    members = RoomMember.objects.filter(room=old)
    let_in = Q(session_id__in=known.values("session_id"))
    _approve(successor_id, members.filter(approval.heads() | let_in), now_ms)


def forget_absent(room: Room) -> None:
    """The password is another one: who is not here shows it, and asks, anew."""
    present = RoomMember.objects.filter(room=room, is_active=True).values("session_id")
    JoinRequest.objects.filter(room=room).exclude(session_id__in=present).delete()


def forget(room_id: str, session_id: UUID, account_id: UUID | None) -> None:
    """Who is sent out asks anew before coming back."""
    who = Q(session_id=session_id)
    if account_id is not None:
        who |= Q(account_id=account_id)
    JoinRequest.objects.filter(who, room_id=room_id).delete()


def sweep(now_ms: int) -> None:
    """Delete requests behind which nobody stands any more, and refusals that are over."""
    now = clock.to_datetime(now_ms)
    gone = Q(state=RequestState.PENDING, seen_at__lte=now - approval.GONE_AFTER)
    over = Q(state=RequestState.REFUSED, decided_at__lte=now - approval.REFUSED_FOR)
    JoinRequest.objects.filter(gone | over).delete()


def _approve(room_id: str, members: "QuerySet[RoomMember]", now_ms: int) -> None:
    now = clock.to_datetime(now_ms)
    JoinRequest.objects.bulk_create(
        [
            JoinRequest(
                id=new_id(now_ms=now_ms),
                room_id=room_id,
                session_id=member.session_id,
                account_id=member.session.account_id,
                nickname=member.nickname,
                avatar=member.avatar,
                state=RequestState.APPROVED,
                asked_at=now,
                seen_at=now,
                decided_at=now,
            )
            for member in members.select_related("session")
        ],
        update_conflicts=True,
        unique_fields=["room", "session"],
        update_fields=["state", "decided_at"],
    )
