"""The socket: ASGI events in, frames out. It translates and decides nothing."""

import logging
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from common import clock, context, metrics
from common.errors import CLOSE_FOR, Close, Code, Problem
from common.wire import Frame, FrameType, encode
from realtime import entry, frames, limits
from realtime.context import Context
from realtime.direct import writer_below
from realtime.handlers import HANDLERS
from realtime.handshake import Handshake, read_handshake
from realtime.hub import Connection, hub
from realtime.limits import FrameLimits, Verdict
from realtime.outbox import Outbox
from realtime.pressure import waiting_below
from sessions_app.gate import let_in

log = logging.getLogger("xiaowo.socket")


class RoomConsumer(AsyncConsumer):
    """One socket in one room."""

    connection: Connection | None = None
    outbox: Outbox | None = None
    handshake: Handshake
    limits: FrameLimits
    is_admitted = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket; whatever ends it, nothing of it is left behind.

        Not as Channels does it: no channel of its own per socket, no task and no database check
        per message. What the room is told comes from the hub.
        """
        self.scope, self.base_send = scope, send
        try:
            while True:
                message = await receive()
                await _EVENTS[message["type"]](self, message)
        except StopConsumer:
            pass
        finally:
            self._let_go()

    async def on_connect(self, _message: dict[str, Any]) -> None:
        """Accept, then let in or close with the code that says why."""
        self.limits = FrameLimits(at_ms=clock.cloud_ms())
        self.handshake = read_handshake(self.scope)
        room_code = self.scope["url_route"]["kwargs"]["room_id"].upper()
        context.request_id.set(context.choose_request_id(""))
        context.room_id.set(room_code)
        await self.base_send(
            {"type": "websocket.accept", "subprotocol": self.handshake.subprotocol}
        )
        self.outbox = outbox = Outbox(
            self.base_send, waiting_below(self.base_send), writer_below(self.base_send)
        )
        try:
            await let_in(ip=self.handshake.ip, token=self.handshake.token, now_ms=clock.cloud_ms())
            self._admit()
            self.connection = await entry.enter(
                room_code=room_code, handshake=self.handshake, transport=outbox
            )
        except Problem as problem:
            log.info("socket refused", extra={"facts": {"code": int(problem.code)}})
            outbox.send_text(self._error_text(problem, room_code, ""))
            outbox.shut(CLOSE_FOR.get(problem.code, Close.INTERNAL))

    def _admit(self) -> None:
        self.is_admitted = hub.admit(
            self.handshake.ip,
            limit=settings.MAX_CONNECTIONS,
            limit_per_ip=settings.MAX_CONNECTIONS_PER_IP,
        )
        if not self.is_admitted:
            raise Problem(Code.TOO_MANY)

    async def on_receive(self, message: dict[str, Any]) -> None:
        """Decode, limit, handle; what is wrong is told to the sender only."""
        now_ms = clock.cloud_ms()
        connection, outbox = self.connection, self.outbox
        if connection is None or outbox is None or outbox.is_closing:
            # Turned away, or told to go: nothing that still comes counts.
            return
        connection.last_heard_ms = now_ms
        if _size(message) > limits.MAX_FRAME_BYTES:
            outbox.shut(Close.TOO_BIG)
            return
        verdict = self.limits.take(now_ms)
        if verdict is Verdict.CUT:
            outbox.shut(Close.TOO_MANY)
            return
        await self._handle(message.get("text") or "", connection, verdict, now_ms)

    async def _handle(
        self, text: str, connection: Connection, verdict: Verdict, now_ms: int
    ) -> None:
        ref = ""
        try:
            frame = frames.decode(text)
            ref = frame.id
            self.limits.note_good()
            if verdict is Verdict.REFUSE:
                raise Problem(Code.TOO_MANY, retry_after_s=1)
            metrics.frames.labels(frame.type).inc()
            await HANDLERS[frame.type](Context(connection, frame, now_ms), frame.data)
        except frames.BadFrame as problem:
            self._tell(problem, problem.ref)
            if self.limits.note_bad() is Verdict.CUT:
                connection.transport.shut(Close.POLICY)
        except Problem as problem:
            self._tell(problem, ref)
        except Exception:
            log.exception("unexpected error in a handler")
            self._tell(Problem(Code.INTERNAL), ref)

    def _tell(self, problem: Problem, ref: str) -> None:
        assert self.connection is not None  # noqa: S101
        metrics.frames_refused.labels(int(problem.code)).inc()
        self.connection.deliver(self._error_text(problem, self.connection.room_id, ref))

    def _error_text(self, problem: Problem, room_id: str, ref: str) -> str:
        with translation.override(self.handshake.language):
            data: dict[str, Any] = {
                "code": int(problem.code),
                "message": gettext(problem.sentence),
                "ref": ref,
            }
        if problem.details:
            data["details"] = problem.details
        if problem.retry_after_s is not None:
            data["retry_after"] = problem.retry_after_s
        if isinstance(problem.data, dict):
            data.update(problem.data)
        return encode(Frame(ref, FrameType.ERROR, room_id, "", clock.cloud_ms(), data))

    async def on_disconnect(self, _message: dict[str, Any]) -> None:
        """End; the seat is kept for the grace."""
        raise StopConsumer

    def _let_go(self) -> None:
        if self.outbox is not None:
            self.outbox.stop()
        if self.is_admitted:
            self.is_admitted = False
            hub.dismiss(self.handshake.ip)
        if self.connection is not None:
            entry.leave(self.connection)
            self.connection = None


def _size(message: dict[str, Any]) -> int:
    text = message.get("text")
    return len(text.encode("utf-8", "surrogatepass") if text else message.get("bytes") or b"")


_EVENTS = {
    "websocket.connect": RoomConsumer.on_connect,
    "websocket.receive": RoomConsumer.on_receive,
    "websocket.disconnect": RoomConsumer.on_disconnect,
}
