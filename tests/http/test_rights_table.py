"""One table: who × what × where: over HTTP, over the socket, and in the admin.

What is refused has changed nothing.
"""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from rooms.models import JoinRequest, Room, RoomActivity, RoomBan, RoomMember, SyncMessage
from tests.people import Person, call
from tests.sockets import Socket, path_of

pytestmark = pytest.mark.django_db

PASSWORD = "open sesame"
OTHER_FILM = "https://films.example/two.mp4"
LATER = (timezone.now() + timedelta(days=30)).isoformat()

# Everybody who may ask. The manager is a guest with ``manage``, the spectator one without
# ``control`` and ``chat``.
ALL = {"host", "admin", "manager", "guest", "spectator"}
MANAGERS = {"host", "admin", "manager"}


class What(NamedTuple):
    """Something to ask for, and who is allowed to."""

    who: set[str]
    method: str
    path: str
    body: dict[str, Any] | None = None


# In an order in which all that is allowed can follow each other.
TABLE = {
    "read members": What(ALL, "GET", "/members"),
    "read messages": What(ALL, "GET", "/messages"),
    "read danmaku": What(ALL, "GET", "/danmaku"),
    "read stats": What(MANAGERS, "GET", "/stats"),
    "read the audit log": What(MANAGERS, "GET", "/activities"),
    "read bans": What(MANAGERS, "GET", "/bans"),
    "read who asks to come in": What(MANAGERS, "GET", "/requests"),
    "let somebody in": What(MANAGERS, "PUT", "/requests/{knocker}", {"approve": True}),
    "let nobody in": What(MANAGERS, "PUT", "/requests/{knocker}", {"approve": False}),
    "take back another's line": What(MANAGERS, "DELETE", "/messages/{line}"),
    "clear the chat": What(MANAGERS, "DELETE", "/messages"),
    "play": What(ALL - {"spectator"}, "POST", "/play"),
    "seek": What(ALL - {"spectator"}, "POST", "/seek", {"current_time": 5}),
    "pause": What(ALL - {"spectator"}, "POST", "/pause"),
    "change the film": What({"host", "admin"}, "PATCH", "", {"media_url": OTHER_FILM}),
    "rename the room": What(MANAGERS, "PATCH", "", {"name": "Other"}),
    "change settings": What(MANAGERS, "PATCH", "", {"settings": {"danmaku": False}}),
    "lock": What(MANAGERS, "PATCH", "", {"is_locked": True}),
    "mute a guest": What(MANAGERS, "PUT", "/members/{victim}", {"muted_until": LATER}),
    "mute an admin": What({"host"}, "PUT", "/members/{deputy}", {"muted_until": LATER}),
    "mute the host": What(set(), "PUT", "/members/{host}", {"muted_until": LATER}),
    "take a right": What(MANAGERS, "PUT", "/members/{victim}", {"permissions": {"control": False}}),
    "take an admin's right": What(
        {"host"}, "PUT", "/members/{deputy}", {"permissions": {"control": False}}
    ),
    "take the host's right": What(
        set(), "PUT", "/members/{host}", {"permissions": {"control": False}}
    ),
    "grant what a manager lacks": What(
        {"host", "admin"}, "PUT", "/members/{victim}", {"permissions": {"media": True}}
    ),
    "grant oneself": What(set(), "PUT", "/members/{me}", {"permissions": {"manage": True}}),
    "make oneself host": What(set(), "PUT", "/members/{me}", {"role": "host"}),
    "make an admin a guest": What({"host"}, "PUT", "/members/{deputy}", {"role": "guest"}),
    "make a guest admin": What({"host"}, "PUT", "/members/{victim}", {"role": "admin"}),
    "rename another": What(set(), "PUT", "/members/{victim}", {"nickname": "Dumb"}),
    "send the host out": What(set(), "DELETE", "/members/{host}"),
    "send an admin out": What({"host"}, "DELETE", "/members/{second}"),
    "ban a guest": What(MANAGERS, "DELETE", "/members/{prey}", {"ban": True}),
    "hand the room over": What({"host"}, "PUT", "/members/{deputy}", {"role": "host"}),
    "close the room": What(set(), "DELETE", ""),
}
# For the host these mean something else: leaving, nothing at all; and closing ends the table.
NOT_FOR_HOSTS = {"send the host out", "make oneself host", "close the room"}

FRAMES = {
    "play": ("playback", {"action": "play"}, ALL - {"spectator"}, 2003),
    "seek": ("seek", {"current_time": 7}, ALL - {"spectator"}, 2003),
    "speed": ("speed_change", {"playback_rate": 1.5}, ALL - {"spectator"}, 2003),
    "pause": ("playback", {"action": "pause"}, ALL - {"spectator"}, 2003),
    "change the film": ("media", {"media_url": OTHER_FILM}, {"host", "admin"}, 2003),
    "rename the film": ("title", {"title": "Two"}, {"host", "admin"}, 2003),
    "talk": ("chat", {"text": "hello"}, ALL - {"spectator"}, 3007),
    "react": ("reaction", {"emoji": "👍"}, ALL - {"spectator"}, 3007),
    "type": ("typing", {"is_typing": True}, ALL - {"spectator"}, 3007),
}


# In the admin: who of the staff may, the page, the action, what it is done to, what the audit log
# calls it, what is said with it. In an order in which all of it can follow each other.
OPERATORS = {"operator"}
MODERATORS = {"moderator", *OPERATORS}


class Deed(NamedTuple):
    """Something to do at the desk, and who is allowed to."""

    who: set[str]
    page: str
    action: str
    row: str
    told: str
    said: dict[str, str] = {}


DESK = {
    "pause": Deed(MODERATORS, "room", "pause", "room", "room_paused"),
    "lock": Deed(MODERATORS, "room", "lock", "room", "room_updated"),
    "unlock": Deed(MODERATORS, "room", "unlock", "room", "room_updated"),
    "mute a guest": Deed(
        MODERATORS, "roommember", "mute", "victim", "member_muted", {"minutes": "10"}
    ),
    "mute an admin": Deed(
        MODERATORS, "roommember", "mute", "deputy", "member_muted", {"minutes": "10"}
    ),
    "let a guest speak": Deed(MODERATORS, "roommember", "unmute", "victim", "member_unmuted"),
    "send a guest out": Deed(MODERATORS, "roommember", "kick", "victim", "member_kicked"),
    "send an admin out": Deed(MODERATORS, "roommember", "kick", "second", "member_kicked"),
    "ban a guest": Deed(
        MODERATORS, "roommember", "ban", "prey", "member_kicked", {"minutes": "10"}
    ),
    "hand the room over": Deed(MODERATORS, "roommember", "make_host", "deputy", "member_changed"),
    "ban who was host": Deed(MODERATORS, "roommember", "ban", "host", "member_kicked"),
    "clear the chat": Deed(MODERATORS, "room", "clear_chat", "room", "chat_cleared"),
    "send everybody out": Deed(MODERATORS, "room", "send_out", "room", "members_sent_out"),
    "close the room": Deed(MODERATORS, "room", "archive", "room", "room_archived"),
    "delete the room": Deed(OPERATORS, "room", "delete", "room", "room_deleted"),
}


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Everybody, in a private room of the host's."""
    members = ("admin", "manager", "guest", "spectator", "victim", "prey", "deputy", "second")
    found = {name: Person.arrive(name) for name in ("host", *members, "stranger")}
    host = found["host"]
    room = host.make_room(is_private=True, password=PASSWORD, max_users=20)["id"]
    for name in members:
        found[name].ok("POST", f"/rooms/{room}/join", {"password": PASSWORD})
    changes: dict[str, dict[str, Any]] = {
        **{name: {"role": "admin"} for name in ("admin", "deputy", "second")},
        "manager": {"permissions": {"manage": True}},
        "spectator": {"permissions": {"control": False, "chat": False}},
    }
    host.ok("POST", f"/rooms/{room}/messages", {"text": "hello"})
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
        list(SyncMessage.objects.order_by("pk").values()),
        list(JoinRequest.objects.order_by("pk").values()),
        {name: playback[name] for name in ("version", "media_url", "playback_state")},
    )


def asked_by(actor: str) -> dict[str, What]:
    return {
        name: what for name, what in TABLE.items() if actor != "host" or name not in NOT_FOR_HOSTS
    }


def ask(people: dict[str, Person], room: str, actor: str, what: What) -> Any:
    ids = {name: person.id for name, person in people.items()}
    me = ids.get(actor, ids["guest"])
    line = SyncMessage.objects.filter(room_id=room, message_type="chat").earliest("pk").pk
    path = f"/rooms/{room}" + what.path.format(**ids, me=me, line=line)
    if actor == "nobody":
        return call(Client(), what.method, path, what.body)
    return people[actor].call(what.method, path, what.body)


def refused_over_http(people: dict[str, Person], room: str, actor: str) -> None:
    for name, what in asked_by(actor).items():
        if actor not in what.who:
            answer = ask(people, room, actor, what)
            # Reading asks for no token: public rooms show themselves to everybody.
            is_nobody = actor == "nobody" and name != "read members"
            assert (answer.status, answer.code) == ((401, 2001) if is_nobody else (403, 2003)), name
            assert is_nobody or answer.body["details"], name


def allowed_over_http(people: dict[str, Person], room: str, actor: str) -> None:
    for name, what in asked_by(actor).items():
        if actor in what.who:
            answer = ask(people, room, actor, what)
            assert answer.status == 200, (name, answer.body)


async def refused_on_the_socket(socket: Socket, actor: str) -> None:
    for name, (kind, data, who, code) in FRAMES.items():
        if actor not in who:
            answer = await socket.reply(kind, data)
            assert (answer["type"], answer["data"]["code"]) == ("error", code), name
            assert answer["data"]["details"]["permission"], name


async def allowed_on_the_socket(socket: Socket, actor: str) -> None:
    for name, (kind, data, who, _) in FRAMES.items():
        if actor in who:
            answer = await socket.reply(kind, data)
            assert answer["type"] == kind, (name, answer)


@pytest.mark.parametrize("actor", sorted(ALL))
async def test_a_member_may(people: dict[str, Person], actor: str):
    room = await sync_to_async(room_of)(people)
    socket = await Socket(path_of(room, people[actor].token)).open()
    before = await sync_to_async(snapshot)(people, room)

    await sync_to_async(refused_over_http)(people, room, actor)
    await refused_on_the_socket(socket, actor)
    assert await sync_to_async(snapshot)(people, room) == before

    await allowed_on_the_socket(socket, actor)
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
    return {**rows, "room": room_of(people)}


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

    for who in ("staff", "host", "admin", "guest", "stranger"):
        refused_at_the_desk(people, who)

    assert snapshot(people, room_of(people)) == before
