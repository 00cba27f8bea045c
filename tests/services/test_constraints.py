"""What the database itself refuses, on whichever one the tests run."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from playback.models import DemoClip, PlaybackRecord
from rooms.models import ChatTotal, Room, RoomActivity, RoomMember, SyncMessage
from sessions_app.models import UserSession
from tests.people import Person

pytestmark = pytest.mark.django_db


def refused(model: type[Model], **values: object) -> bool:
    try:
        with transaction.atomic():
            model.objects.create(**values)  # type: ignore[attr-defined]
    except IntegrityError:
        return True
    return False


def changing(model: type[Model], **values: object) -> bool:
    try:
        with transaction.atomic():
            model.objects.update(**values)  # type: ignore[attr-defined]
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Room, {"id": "abcdef"}),
        (Room, {"id": "8XA92"}),
        (Room, {"name": ""}),
        (Room, {"max_users": 0}),
        (Room, {"status": "lost"}),
        (Room, {"is_private": True}),
        (RoomMember, {"role": "king"}),
        (RoomMember, {"is_active": False}),
        (RoomMember, {"role": "host"}),
        (PlaybackRecord, {"playback_rate": 4.5}),
        (PlaybackRecord, {"playback_rate": 0.2}),
        (PlaybackRecord, {"anchor_position": -1}),
        (PlaybackRecord, {"duration": -1}),
        (PlaybackRecord, {"playback_state": "stopped"}),
        (UserSession, {"nickname": ""}),
        (UserSession, {"expires_at": timezone.now() - timezone.timedelta(days=400)}),
        (DemoClip, {"duration": -1}),
    ],
)
def test_refuses(full_house: str, model: type[Model], values: dict):
    assert changing(model, **values)


def test_refuses_unknown_kinds(room: str):
    now = timezone.now()

    assert refused(
        SyncMessage,
        id=uuid.uuid4(),
        room_id=room,
        message_type="gossip",
        client_timestamp=now,
        server_timestamp=now,
    )
    assert refused(
        RoomActivity, id=uuid.uuid4(), room_id=room, activity_type="flew", created_at=now
    )


def test_a_session_sits_once_in_a_room(host: Person, room: str):
    now = timezone.now()

    assert refused(
        RoomMember,
        id=uuid.uuid4(),
        room_id=room,
        session_id=host.id,
        nickname="x",
        avatar="x",
        joined_at=now,
        last_seen_at=now,
        created_at=now,
    )


def test_a_line_is_said_once(host: Person, room: str):
    now = timezone.now()
    line = {
        "room_id": room,
        "session_id": host.id,
        "message_type": "chat",
        "client_timestamp": now,
        "server_timestamp": now,
    }
    for name, is_refused in ((None, False), (None, False), ("a", False), ("b", False), ("a", True)):
        assert refused(SyncMessage, id=uuid.uuid4(), client_id=name, **line) is is_refused


def test_deleting_a_room_takes_everything_below(host: Person, full_house: str):
    host.ok("POST", f"/rooms/{full_house}/messages", {"text": "hello"})
    Room.objects.all().delete()

    for model in (RoomMember, PlaybackRecord, SyncMessage, ChatTotal, RoomActivity):
        assert model.objects.count() == 0
    assert UserSession.objects.filter(room__isnull=False).count() == 0


def test_deleting_a_creator_leaves_the_room(host: Person, room: str):
    UserSession.objects.filter(pk=host.id).delete()

    assert Room.objects.get(pk=room).creator_session is None


@pytest.mark.parametrize(
    "table",
    ["user_sessions", "rooms", "room_members", "playback_states", "sync_messages",
     "room_activities"],
)  # fmt: skip
def test_tables_bear_the_contracts_names(table: str):
    from django.db import connection

    assert table in connection.introspection.table_names()
