"""What tests of chat do all the time."""

from typing import Any

from asgiref.sync import sync_to_async

from rooms.models import SyncMessage
from tests.people import Person
from tests.sockets import Socket


@sync_to_async
def history(person: Person, room: str) -> dict[str, Any]:
    return person.ok("GET", f"/rooms/{room}/messages")


@sync_to_async
def ok(person: Person, method: str, path: str, body: Any = None) -> Any:
    return person.ok(method, path, body)


@sync_to_async
def rows(room: str) -> list[dict[str, Any]]:
    return list(SyncMessage.objects.filter(room_id=room).order_by("pk").values())


async def say(socket: Socket, text: str, **more: Any) -> dict[str, Any]:
    frame = await socket.reply("chat", {"text": text, **more})
    assert frame["type"] == "chat", frame
    return frame["data"]


async def refusal(socket: Socket, kind: str, data: dict[str, Any]) -> tuple[int, Any]:
    frame = await socket.reply(kind, data)
    assert frame["type"] == "error", frame
    return frame["data"]["code"], frame["data"].get("details")
