"""Sending people out: everybody at once, and who is written down as having done it to whom."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from common.clock import cloud_ms
from common.errors import Code, Problem
from rooms import coming_selectors
from rooms.access import as_operator
from rooms.models import RoomActivity, RoomBan, RoomMember
from rooms.services import desk, members
from rooms.services.audit import NOWHERE
from tests.people import Person

pytestmark = pytest.mark.django_db

send_all_out = async_to_sync(desk.send_all_out)
kick_member = async_to_sync(members.kick_member)


def operator() -> dict[str, Any]:
    actor, origin = as_operator("mia", NOWHERE)
    return {"actor": actor, "origin": origin, "now_ms": cloud_ms()}


def sent_out() -> Any:
    return RoomActivity.objects.get(activity_type="members_sent_out").details


def test_who_leaves_at_that_moment_holds_up_nobody(
    host: Person, guest: Person, full_house: str, monkeypatch: pytest.MonkeyPatch
):
    find = desk._present

    def find_and_lose_one(room_id: str) -> list[RoomMember]:
        found = sorted(find(room_id), key=lambda member: member.nickname)
        gone = RoomMember.objects.filter(session_id=guest.id)
        gone.update(is_active=False, left_at=timezone.now())
        return found

    monkeypatch.setattr(desk, "_present", find_and_lose_one)
    send_all_out(room_id=full_house, **operator())

    assert not RoomMember.objects.filter(is_active=True).exists()
    assert [str(ban.session_id) for ban in RoomBan.objects.all()] == [host.id]
    assert sent_out() == {"members": 1}


def test_what_fails_on_the_way_is_raised_and_what_was_done_is_logged(
    full_house: str, monkeypatch: pytest.MonkeyPatch
):
    kick = members.kick_member

    async def kick_once(**whom: Any) -> None:
        if await RoomBan.objects.aexists():
            raise Problem(Code.DATABASE)
        await kick(**whom)

    monkeypatch.setattr(members, "kick_member", kick_once)
    with pytest.raises(Problem):
        send_all_out(room_id=full_house, **operator())

    assert RoomMember.objects.filter(is_active=True).count() == 1
    assert sent_out() == {"members": 1}


def test_a_kick_is_its_doers_and_nobody_elses(host: Person, guest: Person, full_house: str):
    kick_member(room_id=full_house, target_id=guest.id, **operator())

    line = RoomActivity.objects.get(activity_type="member_kicked")
    assert (line.operator, line.actor_session_id) == ("mia", None)
    assert str(line.target_session_id) == guest.id


def test_whoever_kicked_a_session_that_is_gone_has_not_left(
    host: Person, guest: Person, stranger: Person, full_house: str
):
    stranger.ok("POST", f"/rooms/{full_house}/join")
    since_ms = cloud_ms()
    host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}")
    RoomActivity.objects.filter(activity_type="member_kicked").update(target_session=None)

    told = coming_selectors.comings(
        room_id=full_house, session_id=stranger.id, since_ms=since_ms, now_ms=cloud_ms()
    )
    assert told[1] == []


def test_who_leaves_for_another_room_did_it_alone(guest: Person, stranger: Person, full_house: str):
    other = stranger.make_room()["id"]
    guest.ok("POST", f"/rooms/{other}/join")

    line = RoomActivity.objects.get(activity_type="member_left")
    assert (str(line.actor_session_id), line.target_session_id) == (guest.id, None)
