"""Clients that command, talk, drop out and come back, and remember everything."""

import asyncio
import contextlib
import itertools
import json
import math
import time
from random import Random
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.crash.history import Client, Command, Seen, Span, View
from tests.support.process import Server

# Shorter than a lost network is somebody's absence, longer than anybody waits for a paused part.
ANSWER_S: Final = 10.0
OPEN_S: Final = 10.0
AGAIN_S: Final = (0.1, 0.6)
PAUSE_S: Final = (0.15, 0.6)
DROP_OUT: Final = 0.02
# Frames that show the whole state.
STATES: Final = ("playback", "seek", "speed_change", "media")


class Person:
    """One client on whichever worker it comes to."""

    def __init__(self, client: Client, token: str, dice: Random) -> None:
        self.client, self.token, self._dice = client, token, dice
        self._ids = itertools.count(1)
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._known = 0
        self._gone_ms = _now_ms()
        self.is_quiet = False
        self.reconnects = 0

    async def live(self, workers: list[Server]) -> None:
        """Be in the room, until cancelled."""
        while True:
            worker = self._dice.choice(workers)
            address = f"ws://127.0.0.1:{worker.port}/ws/v1/room/{self.client.room}"
            try:
                async with connect(
                    f"{address}?token={self.token}", open_timeout=OPEN_S, close_timeout=1
                ) as socket:
                    await self._stay(socket)
            except (OSError, WebSocketException, TimeoutError):
                pass
            self._gone_ms = min(self._gone_ms, _now_ms())
            self.reconnects += 1
            await asyncio.sleep(self._dice.uniform(*AGAIN_S))

    async def _stay(self, socket: ClientConnection) -> None:
        reading = asyncio.ensure_future(self._read(socket))
        acting = asyncio.ensure_future(self._act(socket))
        try:
            await asyncio.wait([reading, acting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, acting):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError, WebSocketException):
                    await task
            self._answers.clear()

    async def _act(self, socket: ClientConnection) -> None:
        """Do something every now and then; ends when nobody answers, or on a whim."""
        while True:
            await asyncio.sleep(self._dice.uniform(*PAUSE_S))
            if self.is_quiet:
                await self._ask(socket, "ping", None, {"t0": 0})
            elif self._dice.random() < DROP_OUT:
                return
            else:
                await self._ask(socket, *self._draw())

    def _draw(self) -> tuple[str, float | str | None, dict[str, Any]]:
        """Return a kind, its value and the data of its frame."""
        chance = self._dice.random()
        if chance < 0.5:
            place = round(self._dice.uniform(0, 5000), 3)
            return "seek", place, {"current_time": place}
        if chance < 0.65:
            return "playback", None, {"action": self._dice.choice(["play", "pause"])}
        if chance < 0.75:
            rate = round(self._dice.uniform(0.5, 2), 2)
            return "speed_change", rate, {"playback_rate": rate}
        text = f"line {next(self._ids)} of {self.client.session_id}"
        return "chat", text, {"text": text}

    async def _ask(
        self, socket: ClientConnection, kind: str, value: float | str | None, data: Any
    ) -> None:
        frame_id = f"{self.client.session_id[-12:]}-{next(self._ids)}"
        if kind != "ping":
            self.client.sent[frame_id] = Command(frame_id, kind, value, self._known)
        answer = self._answers[frame_id] = asyncio.get_running_loop().create_future()
        await socket.send(json.dumps({"id": frame_id, "type": kind, "data": data}))
        await asyncio.wait_for(answer, ANSWER_S)

    async def _read(self, socket: ClientConnection) -> None:
        is_first = True
        async for text in socket:
            frame = json.loads(text)
            self._note(frame, is_first)
            is_first = is_first and frame["type"] != "room_info"
            answer = self._answers.pop(frame["id"], None)
            if answer is not None and not answer.done():
                answer.set_result(None)

    def _note(self, frame: dict[str, Any], is_first: bool) -> None:
        kind, data = frame["type"], frame["data"]
        now_ms = _now_ms()
        is_own = frame["id"] in self.client.sent
        if kind == "room_info":
            self._see(Seen(View.of(data["playback"]), now_ms, is_first=is_first))
            if is_first:
                self.client.away.append(Span(self._gone_ms, now_ms))
                self._gone_ms = math.inf
            self.client.members = {one["session_id"]: one["role"] for one in data["members"]}
        elif kind in STATES:
            self._see(Seen(View.of(data), now_ms, frame["id"]))
            if is_own:
                self.client.acked[frame["id"]] = (data["version"], now_ms)
        elif kind == "chat" and is_own:
            self.client.acked[frame["id"]] = (data["message_id"], now_ms)
        elif kind == "user_left":
            self.client.left.append(data["session_id"])

    def _see(self, seen: Seen) -> None:
        version = seen.view.version
        self._known = version if seen.is_first else max(version, self._known)
        self.client.seen.append(seen)


def _now_ms() -> float:
    return time.time() * 1000
