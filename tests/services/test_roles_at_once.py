"""Roles that are changed by two at once: each acts upon what holds by then."""

from uuid import UUID

import pytest
from asgiref.sync import async_to_sync

from common.clock import cloud_ms
from common.errors import Code, Problem
from rooms import member_selectors
from rooms.models import RoomBan, RoomMember
from rooms.roles import Actor
from rooms.services import members
from tests.people import Person

pytestmark = pytest.mark.django_db

kick = async_to_sync(members.kick_member)
change = async_to_sync(members.change_member)


def acting(person: Person, room: str) -> Actor:
    return member_selectors.get_actor(room_id=room, session_id=UUID(person.id))


def roles(room: str) -> dict[str, str]:
    found = RoomMember.objects.filter(room_id=room)
    return {str(member.session_id): member.role for member in found}


@pytest.fixture
def admin(host: Person, stranger: Person, full_house: str) -> Person:
    stranger.ok("POST", f"/rooms/{full_house}/join")
    host.ok("PUT", f"/rooms/{full_house}/members/{stranger.id}", {"role": "admin"})
    return stranger


def test_rights_given_meanwhile_do_not_undo_a_hand_over(
    host: Person, guest: Person, admin: Person, full_house: str
):
    host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "host"})

    with pytest.raises(Problem) as refused:
        change(room_id=full_house, actor=acting(admin, full_house), target_id=UUID(guest.id),
               permissions={"control": False}, now_ms=cloud_ms())  # fmt: skip

    assert refused.value.code is Code.NOT_PERMITTED
    assert roles(full_house) == {host.id: "admin", guest.id: "host", admin.id: "admin"}


def test_who_is_no_longer_host_hands_nothing_over(
    host: Person, guest: Person, admin: Person, full_house: str
):
    was_host = acting(host, full_house)
    host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "host"})

    with pytest.raises(Problem) as refused:
        change(room_id=full_house, actor=was_host, target_id=UUID(admin.id), role="host",
               now_ms=cloud_ms())  # fmt: skip

    assert refused.value.code is Code.NOT_PERMITTED
    assert roles(full_house)[guest.id] == "host"


def test_who_was_admin_sends_nobody_out(
    host: Person, guest: Person, admin: Person, full_house: str
):
    was_admin = acting(admin, full_house)
    host.ok("PUT", f"/rooms/{full_house}/members/{admin.id}", {"role": "guest"})

    with pytest.raises(Problem) as refused:
        kick(room_id=full_house, actor=was_admin, target_id=UUID(guest.id), now_ms=cloud_ms())

    assert refused.value.code is Code.NOT_PERMITTED
    assert not RoomBan.objects.exists()
    assert RoomMember.objects.filter(room_id=full_house, is_active=True).count() == 3


def test_who_is_out_by_now_sends_nobody_out(
    host: Person, guest: Person, admin: Person, full_house: str
):
    was_admin = acting(admin, full_house)
    host.ok("DELETE", f"/rooms/{full_house}/members/{admin.id}")

    with pytest.raises(Problem) as refused:
        kick(room_id=full_house, actor=was_admin, target_id=UUID(guest.id), now_ms=cloud_ms())

    assert refused.value.code is Code.NOT_PERMITTED
