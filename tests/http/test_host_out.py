"""A host whom an operator sends out or bans: what is left of the powers, and who undoes it."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from common.clock import cloud_ms
from rooms import member_selectors
from rooms.access import as_operator
from rooms.models import RoomBan, RoomMember
from rooms.services import bans, lifecycle, members
from rooms.services.audit import NOWHERE
from tests.http.test_accounts import MIA, as_person, post
from tests.people import Person

pytestmark = pytest.mark.django_db


def operator() -> dict[str, Any]:
    actor, origin = as_operator("mia", NOWHERE)
    return {"actor": actor, "origin": origin, "now_ms": cloud_ms()}


def sent_out(person: Person, room: str, **how: Any) -> str:
    """Let an operator send somebody out; returns the ban's id."""
    kick = async_to_sync(members.kick_member)
    kick(room_id=room, target_id=person.id, **operator(), **how)
    return str(RoomBan.objects.get(session_id=person.id).pk)


@pytest.mark.parametrize("how", [{}, {"ban": True}])
def test_has_no_powers_left_and_does_not_undo_it(
    host: Person, guest: Person, full_house: str, how: dict[str, Any]
):
    ban = sent_out(host, full_house, **how)

    for method, path, body in (
        ("DELETE", f"/bans/{ban}", None),
        ("GET", "/bans", None),
        ("PATCH", "", {"name": "Mine"}),
        ("DELETE", f"/members/{guest.id}", None),
        ("DELETE", "", None),
    ):
        refused = host.call(method, f"/rooms/{full_house}{path}", body)
        assert (refused.status, refused.code) == (403, 2003), path

    assert RoomBan.objects.count() == 1
    assert guest.ok("GET", f"/rooms/{full_house}")["name"] == "Film night"
    assert host.id not in member_selectors.actors_of(room_id=full_house)


def test_is_kept_out_by_the_account_too(guest: Person, db: None):
    owner = as_person(post("register", MIA).data)
    room = owner.make_room()["id"]
    owner.ok("POST", f"/rooms/{room}/join")
    sent_out(owner, room, ban=True)
    RoomBan.objects.update(session_id=guest.id)

    assert owner.call("PATCH", f"/rooms/{room}", {"name": "Mine"}).code == 2003


def test_has_them_again_when_it_is_over_or_lifted(host: Person, full_house: str):
    ban = sent_out(host, full_house, ban=True, minutes=5)
    now = timezone.now()
    RoomBan.objects.update(
        created_at=now - timedelta(minutes=6), expires_at=now - timedelta(minutes=1)
    )
    host.ok("PATCH", f"/rooms/{full_house}", {"name": "Mine"})

    RoomBan.objects.update(expires_at=None)
    assert host.call("PATCH", f"/rooms/{full_house}", {"name": "Ours"}).code == 2003
    bans.lift_ban(room_id=full_house, ban_id=ban, **operator())
    host.ok("PATCH", f"/rooms/{full_house}", {"name": "Ours"})


def test_keeps_them_while_merely_away(host: Person, full_house: str):
    host.ok("POST", f"/rooms/{full_house}/leave")

    host.ok("PATCH", f"/rooms/{full_house}", {"name": "Mine"})
    assert host.id in member_selectors.actors_of(room_id=full_house)


def test_is_let_in_again_by_operators_only_even_after_a_friend_took_over(
    host: Person, guest: Person, full_house: str
):
    host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "admin"})
    ban = sent_out(host, full_house, ban=True)
    path = f"/rooms/{full_house}/bans/{ban}"
    refused = guest.call("DELETE", path)
    assert (refused.code, refused.body["details"]) == (2003, {"role": ["operator"]})

    async_to_sync(lifecycle.sweep_rooms)(now_ms=cloud_ms() + 70_000)
    assert RoomMember.objects.get(session_id=guest.id).role == "host"
    assert guest.call("DELETE", path).code == 2003
    assert RoomBan.objects.count() == 1


def test_does_not_take_the_room_back(host: Person, guest: Person, full_house: str):
    sent_out(host, full_house, minutes=1)
    async_to_sync(lifecycle.sweep_rooms)(now_ms=cloud_ms() + 70_000)
    RoomBan.objects.all().delete()

    host.ok("POST", f"/rooms/{full_house}/join")

    roles = dict(RoomMember.objects.values_list("nickname", "role"))
    assert roles == {"host": "guest", "guest": "host"}
