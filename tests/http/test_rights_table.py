"""One table: who × what × where: over HTTP, over the socket, and in the admin.

What is refused has changed nothing.
"""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.test import Client

from rooms.models import (
    JoinRequest,
    MessageReport,
    Room,
    RoomActivity,
    RoomBan,
    RoomMember,
    SyncMessage,
)
from tests.http.rights_cases import (
    ALL,
    DESK,
    FRAMES,
    LATER,
    MODERATORS,
    NOT_FOR_HOSTS,
    TABLE,
    Deed,
    What,
)
from tests.people import Person, call
from tests.sockets import Socket, path_of

pytestmark = pytest.mark.django_db

PASSWORD = "open sesame"
MEMBERS = ("admin", "manager", "guest", "spectator", "timed-muted", "victim", "prey", "deputy",
           "second")  # fmt: skip
# Whose lines are taken back and reported.
SPEAKERS = ("host", *MEMBERS[:6])


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Everybody, in a private room of the host's."""
    found = {name: Person.arrive(name) for name in ("host", *MEMBERS, "stranger")}
    host = found["host"]
    room = host.make_room(is_private=True, password=PASSWORD, max_users=20)["id"]
    for name in MEMBERS:
        found[name].ok("POST", f"/rooms/{room}/join", {"password": PASSWORD})
    changes: dict[str, dict[str, Any]] = {
        **{name: {"role": "admin"} for name in ("admin", "deputy", "second")},
        "manager": {"permissions": {"manage": True}},
        "spectator": {"permissions": {"control": False, "chat": False}},
        "timed-muted": {"muted_until": LATER},
    }
    for name in SPEAKERS * 2:
        line = found[name].ok("POST", f"/rooms/{room}/messages", {"text": f"I am {name}"})
    found["deputy"].ok(
        "POST", f"/rooms/{room}/messages/{line['message_id']}/report", {"reason": "other"}
    )
    for name, change in changes.items():
        host.ok("PUT", f"/rooms/{room}/members/{found[name].id}", change)
    found["knocker"] = Person.arrive("knocker")
    host.ok("PATCH", f"/rooms/{room}", {"settings": {"approval": True}})
    knock = found["knocker"].call("POST", f"/rooms/{room}/join", {"password": PASSWORD})
    assert knock.body["details"] == {"approval": ["pending"]}
    return found


def room_of(people: dict[str, Person]) -> str:
    return Room.objects.get(members__session_id=people["host"].id).pk


def snapshot(people: dict[str, Person], room: str) -> Any:
    """Return all that a request could change."""
    playback = people["host"].ok("GET", f"/rooms/{room}/playback")
    return (
        list(Room.objects.values()),
        list(RoomMember.objects.order_by("pk").values()),
        [model.objects.count() for model in (RoomBan, RoomActivity)],
        list(MessageReport.objects.order_by("pk").values()),
        list(SyncMessage.objects.order_by("pk").values()),
        list(JoinRequest.objects.order_by("pk").values()),
        {name: playback[name] for name in ("version", "media_url", "playback_state")},
    )


def asked_by(actor: str) -> dict[str, What]:
    return {
        name: what for name, what in TABLE.items() if actor != "host" or name not in NOT_FOR_HOSTS
    }


def newest_line(person: Person) -> str:
    """Return the newest that somebody has said and not taken back, whose id comes into paths."""
    lines = SyncMessage.objects.filter(session_id=person.id, message_type="chat")
    found = lines.filter(deleted_at=None).order_by("-pk").values_list("pk", flat=True).first()
    return str(found)


def names_for(people: dict[str, Person], actor: str) -> dict[str, str]:
    """Return whom and what a path, or a frame, may speak of."""
    me = people[actor if actor in ALL else "guest"]
    ids = {name: person.id for name, person in people.items()}
    lines = {"own": newest_line(me), "theirs": newest_line(people["victim"])}
    return {**ids, "me": me.id, **lines}


def ask(people: dict[str, Person], room: str, actor: str, what: What) -> Any:
    path = f"/rooms/{room}" + what.path.format(**names_for(people, actor))
    if actor == "nobody":
        return call(Client(), what.method, path, what.body)
    return people[actor].call(what.method, path, what.body)


def refused_over_http(people: dict[str, Person], room: str, actor: str) -> None:
    for name, what in asked_by(actor).items():
        if actor not in what.who:
            answer = ask(people, room, actor, what)
            # Reading asks for no token: public rooms show themselves to everybody.
            is_nobody = actor == "nobody" and name != "read members"
            code = what.code if actor in ALL else 2003
            assert (answer.status, answer.code) == ((401, 2001) if is_nobody else (403, code)), name
            assert is_nobody or answer.body["details"], name


def allowed_over_http(people: dict[str, Person], room: str, actor: str) -> None:
    for name, what in asked_by(actor).items():
        if actor in what.who:
            answer = ask(people, room, actor, what)
            assert answer.status in (200, 201), (name, answer.body)
            if name == "read one's own lines":
                own = newest_line(people[actor])
                assert own in {line["message_id"] for line in answer.data["results"]}


async def send(people: dict[str, Person], socket: Socket, actor: str, name: str) -> Any:
    kind, data, *_ = FRAMES[name]
    names = await sync_to_async(names_for)(people, actor)
    filled = {k: v.format(**names) if isinstance(v, str) else v for k, v in data.items()}
    return await socket.reply(kind, filled)


async def refused_on_the_socket(people: dict[str, Person], socket: Socket, actor: str) -> None:
    for name, (*_, who, code) in FRAMES.items():
        if actor not in who:
            answer = await send(people, socket, actor, name)
            assert (answer["type"], answer["data"]["code"]) == ("error", code), name
            assert answer["data"]["details"].keys() & {"permission", "muted"}, name


async def allowed_on_the_socket(people: dict[str, Person], socket: Socket, actor: str) -> None:
    for name, (kind, _, who, _) in FRAMES.items():
        if actor in who:
            answer = await send(people, socket, actor, name)
            told = "chat_deleted" if kind == "chat_delete" else kind
            assert answer["type"] == told, (name, answer)


@pytest.mark.parametrize("actor", sorted(ALL))
async def test_a_member_may(people: dict[str, Person], actor: str):
    room = await sync_to_async(room_of)(people)
    socket = await Socket(path_of(room, people[actor].token)).open()
    before = await sync_to_async(snapshot)(people, room)

    await sync_to_async(refused_over_http)(people, room, actor)
    await refused_on_the_socket(people, socket, actor)
    assert await sync_to_async(snapshot)(people, room) == before

    await allowed_on_the_socket(people, socket, actor)
    await sync_to_async(allowed_over_http)(people, room, actor)
    await socket.close()


async def test_others_may_nothing(people: dict[str, Person]):
    room = await sync_to_async(room_of)(people)
    before = await sync_to_async(snapshot)(people, room)

    await sync_to_async(refused_over_http)(people, room, "stranger")
    await sync_to_async(refused_over_http)(people, room, "nobody")
    assert await Socket(path_of(room, people["stranger"].token)).refusal() == (2003, 4403)
    assert await Socket(path_of(room)).refusal() == (2001, 4401)
    assert await sync_to_async(snapshot)(people, room) == before


def test_who_was_handed_the_room_closes_it(people: dict[str, Person]):
    room = room_of(people)
    ask(people, room, "host", TABLE["hand the room over"])

    assert ask(people, room, "host", TABLE["close the room"]).code == 2003
    assert ask(people, room, "deputy", TABLE["close the room"]).status == 200


def at_the_desk(who: str, people: dict[str, Person]) -> Client:
    """Sign one of the staff in to the admin; members bring their own sessions, and no login."""
    client = Client()
    if who in people:
        client.cookies["xiaowo_session"] = people[who].token
        return client
    user = User.objects.create_user(
        who, password="x", is_staff=True, is_superuser=who == "superuser"
    )
    user.groups.set(Group.objects.filter(name=who))
    client.force_login(user)
    return client


def do(desk: Client, deed: Deed, row: str) -> int:
    chosen = {"action": deed.action, "_selected_action": row, "sure": "1", **deed.said}
    return desk.post(f"/admin/rooms/{deed.page}/", chosen).status_code


def told(who: str) -> list[str]:
    lines = RoomActivity.objects.filter(operator=who).order_by("id")
    return list(lines.values_list("activity_type", flat=True))


def rows_of(people: dict[str, Person]) -> dict[str, str]:
    seats = RoomMember.objects.values_list("session_id", "pk")
    by_session = {str(session_id): str(pk) for session_id, pk in seats}
    rows = {name: by_session.get(person.id, "") for name, person in people.items()}
    report = str(MessageReport.objects.get().pk)
    line = newest_line(people["guest"])
    return {**rows, "room": room_of(people), "line": line, "report": report}


def refused_at_the_desk(people: dict[str, Person], who: str) -> None:
    rows, desk = rows_of(people), at_the_desk(who, people)
    for name, deed in DESK.items():
        if who not in deed.who:
            assert do(desk, deed, rows[deed.row]) in (302, 403), (who, name)


@pytest.mark.parametrize("who", sorted(MODERATORS))
def test_at_the_desk_the_staff_may(people: dict[str, Person], who: str):
    before = snapshot(people, room_of(people))
    rows = rows_of(people)

    refused_at_the_desk(people, who)
    assert snapshot(people, rows["room"]) == before
    desk = Client()
    desk.force_login(User.objects.get(username=who))

    for name, deed in DESK.items():
        if who in deed.who:
            assert do(desk, deed, rows[deed.row]) == 302, name
            assert told(who)[-1] == deed.told, name


def test_at_the_desk_members_and_staff_without_a_group_may_nothing(people: dict[str, Person]):
    before = snapshot(people, room_of(people))

    for who in ("staff", *sorted(ALL), "stranger"):
        refused_at_the_desk(people, who)

    assert snapshot(people, room_of(people)) == before
