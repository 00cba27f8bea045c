"""Who is host when the host is away, and when the host comes back.

Source: SPEC §2 "Life". Synchronous; joins the caller's transaction where there is one.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from common import clock
from rooms.models import Role, RoomMember
from rooms.services import audit

GONE_AFTER: Final = timedelta(seconds=60)
BACK_WITHIN: Final = timedelta(minutes=10)


@transaction.atomic
def replace_absent_hosts(now_ms: int) -> list[RoomMember]:
    """Where the host has been gone for a minute, the longest-present admin, else guest, takes over.

    A few statements for all rooms together. Returns the new hosts.
    """
    gone_since = clock.to_datetime(now_ms) - GONE_AFTER
    present = RoomMember.objects.filter(room=OuterRef("room"), is_active=True)
    absent = RoomMember.objects.filter(
        Exists(present), role=Role.HOST, is_active=False, left_at__lte=gone_since
    )
    hosts = RoomMember.objects.filter(room=OuterRef("room"), role=Role.HOST)
    # A host whose session was ended leaves no row behind.
    orphaned = RoomMember.objects.filter(~Exists(hosts), is_active=True)
    room_ids = {
        *absent.values_list("room_id", flat=True),
        *orphaned.values_list("room_id", flat=True),
    }
    if not room_ids:
        return []
    RoomMember.objects.filter(pk__in=absent.values("pk")).update(
        role=Role.GUEST, role_before=Role.HOST
    )
    # "admin" sorts before "guest".
    heirs = present.order_by("role", "joined_at", "pk").values("pk")[:1]
    seats = RoomMember.objects.filter(room_id__in=room_ids, is_active=True)
    chosen = [member.pk for member in seats.filter(pk=heirs)]
    RoomMember.objects.filter(pk__in=chosen).update(role_before=F("role"), role=Role.HOST)
    heads = list(RoomMember.objects.filter(pk__in=chosen))
    audit.record_new_hosts(heads, reason="absence", now_ms=now_ms)
    return heads


def take_back(member: RoomMember, now_ms: int) -> list[RoomMember]:
    """A host who is back within ten minutes is host again, unless sent out.

    Returns whose role has changed. ``member`` still bears the ``left_at`` of the absence.
    """
    was_host = member.role_before == Role.HOST and member.role != Role.HOST
    if not was_host or member.left_at is None:
        return []
    if member.was_sent_out or member.left_at < clock.to_datetime(now_ms) - BACK_WITHIN:
        # Too late or unwanted, and a later, shorter absence must not bring it back.
        member.role_before = ""
        member.save(update_fields=["role_before"])
        return []
    stand_ins = list(RoomMember.objects.filter(room_id=member.room_id, role=Role.HOST))
    for stand_in in stand_ins:
        stand_in.role, stand_in.role_before = stand_in.role_before or Role.GUEST, ""
        stand_in.save(update_fields=["role", "role_before"])
    member.role, member.role_before = Role.HOST, ""
    member.save(update_fields=["role", "role_before"])
    audit.record_new_hosts([member], reason="return", now_ms=now_ms)
    return [member, *stand_ins]


def settle(room_id: str) -> None:
    """The room was handed over by hand: nobody takes anything back."""
    RoomMember.objects.filter(room_id=room_id).update(role_before="")
