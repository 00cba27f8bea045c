"""``GET /api/v1/rooms/{id}/playback`` without Django, for what pages and tools ask all the time.

The rules are the view's: ``rooms.access.require_reader`` for an open room asks who calls only to
refuse a bad token, and whether the address guessed too often. What they said is kept for a moment
(``common.passes``); other rooms, and whatever is refused, go to the view.
"""

import re
import time
from typing import Any, Final

from common import clock, context, guard
from common.errors import Problem
from common.http import quick
from common.http.asgi import Call
from common.http.middleware import note_answer
from common.passes import passes
from playback.current import current_view
from playback.wire import PlaybackView
from rooms import selectors
from sessions_app.selectors import get_visitor

PATH: Final = re.compile(r"/api/v1/rooms/([^/]+)/playback")
ROUTE: Final = "api/v1/rooms/<str:room_id>/playback"
ALLOW: Final = "GET, PUT, HEAD, OPTIONS"
# How old a copy may be: what another worker changes is not told here.
ROOM_MS: Final = 500
ADDRESS_MS: Final = 500
# Longer: a session that was ended elsewhere meanwhile sees only what everybody may see.
SESSION_MS: Final = 2_000


async def read_playback(call: Call, send: Any) -> bool:
    """Answer a call, or return False: then nothing was sent and the view has to do it."""
    found = PATH.fullmatch(call.path)
    if found is None:
        return False
    token = quick.bearer(call)
    if token is None or not quick.is_plain(call):
        return False
    started, now_ms = time.perf_counter(), clock.cloud_ms()
    request_id = context.choose_request_id(call.headers.get("x-request-id", ""))
    context.request_id.set(request_id)
    try:
        view = await _view(call.ip, token, found[1], now_ms)
    except Problem:
        view = None
    if view is None:
        return False
    headers, body = quick.answer(call, view, request_id=request_id, allow=ALLOW)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    note_answer(call.method, call.path, ROUTE, 200, time.perf_counter() - started)
    return True


async def _view(ip: str, token: str, room_id: str, now_ms: int) -> PlaybackView | None:
    """Return what is on the screen, or None for who has to ask the long way.

    Raises ``Problem`` for what the view would refuse as well.
    """
    if token:
        session_id = await passes.ask(
            ("token", token),
            now_ms,
            SESSION_MS,
            lambda: str(get_visitor(token=token, now_ms=now_ms).id),
        )
        context.session_id.set(session_id or "")
    is_calm = await passes.ask(
        ("address", ip), now_ms, ADDRESS_MS, lambda: not guard.is_shut(ip=ip) or None
    )
    if not is_calm:
        return None
    code = await passes.ask(
        ("room", room_id), now_ms, ROOM_MS, lambda: selectors.open_room(room_id=room_id)
    )
    if code is None:
        return None
    context.room_id.set(code)
    return await current_view(room_id=code, now_ms=clock.cloud_ms())
