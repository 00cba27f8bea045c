"""A socket in tests, with four verbs: send, reply, event, silence."""

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.testing import WebsocketCommunicator

from realtime.routing import router
from tests.people import Person

TIMEOUT_S = 60
_ids = itertools.count(1)


class Socket:
    """Speaks frames with the consumer, without a server in between."""

    def __init__(self, path: str, **scope: Any) -> None:
        headers = [(k.lower().encode(), v.encode()) for k, v in scope.pop("headers", {}).items()]
        self.wire = WebsocketCommunicator(
            router, path, headers=headers, subprotocols=scope.pop("subprotocols", [])
        )
        self.wire.scope["client"] = (scope.pop("ip", "203.0.113.7"), 5000)
        self.info: dict[str, Any] = {}

    async def open(self) -> "Socket":
        """Connect and read the first frame, which is the whole picture."""
        is_open, self.subprotocol = await self.wire.connect(timeout=TIMEOUT_S)
        assert is_open
        frame = await self.next()
        assert frame["type"] == "room_info", frame
        self.info = frame["data"]
        return self

    async def refusal(self) -> tuple[int, int]:
        """Connect and expect to be turned away; returns (error code, close code)."""
        await self.wire.connect(timeout=TIMEOUT_S)
        error = await self.next()
        assert error["type"] == "error"
        code = await self.closed()
        await self.close()
        return error["data"]["code"], code

    async def send(self, kind: str, data: dict[str, Any] | None = None, **more: Any) -> str:
        """Send a frame; returns its id."""
        frame_id = more.pop("id", f"f{next(_ids)}")
        frame = {"id": frame_id, "type": kind, "data": data or {}, **more}
        await self.wire.send_to(text_data=json.dumps(frame))
        return frame_id

    async def raw(self, text: str) -> None:
        """Send any text."""
        await self.wire.send_to(text_data=text)

    async def next(self) -> dict[str, Any]:
        """Return the next frame, whatever it is."""
        return json.loads(await self.wire.receive_from(timeout=TIMEOUT_S))

    async def event(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind; others are passed over."""
        while True:
            frame = await self.next()
            if frame["type"] == kind:
                return frame

    async def reply(self, kind: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a frame and return the answer that carries its id."""
        frame_id = await self.send(kind, data, **more)
        while True:
            frame = await self.next()
            if frame["id"] == frame_id:
                return frame

    async def silence(self) -> None:
        """Expect nothing but chatter about readiness up to the answer to a ping sent now."""
        frame_id = await self.send("ping", {"t0": 0})
        while True:
            frame = await self.next()
            if frame["id"] == frame_id:
                return
            assert frame["type"] == "room_ready_status", frame

    async def closed(self) -> int:
        """Return the close code; frames before it are passed over."""
        while True:
            message = await self.wire.receive_output(timeout=TIMEOUT_S)
            if message["type"] == "websocket.close":
                return message["code"]

    async def close(self) -> None:
        """Hang up."""
        await self.wire.disconnect(timeout=TIMEOUT_S)


def path_of(room: str, token: str = "") -> str:
    return f"/ws/v1/room/{room}" + (f"?token={token}" if token else "")


@asynccontextmanager
async def sitting(room: str, *people: Person) -> AsyncIterator[list[Socket]]:
    """Everybody's socket in the room, the news of their arrival read away."""
    sockets: list[Socket] = []
    try:
        for person in people:
            sockets.append(await Socket(path_of(room, person.token)).open())
        for socket in sockets:
            await socket.reply("ping", {"t0": 0})
        yield sockets
    finally:
        for socket in sockets:
            await socket.close()


async def play(*sockets: Socket) -> None:
    """Everybody has loaded the film, and the first one plays it."""
    for socket in sockets:
        await socket.send("ready", {"is_ready": True})
        await socket.reply("ping", {"t0": 0})
    await sockets[0].reply("playback", {"action": "play"})
    for socket in sockets[1:]:
        await socket.event("playback")
