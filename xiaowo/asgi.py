"""The ASGI application: ``daphne xiaowo.asgi:application``."""

import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowo.settings")

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from servestatic import ServeStaticASGI

django_app = get_asgi_application()

from common.http.asgi import Call  # noqa: E402
from playback.quick import read_playback  # noqa: E402
from realtime.routing import router  # noqa: E402
from xiaowo.below_daphne import (  # noqa: E402
    read_whole_frames,
    send_all_close_codes,
    write_no_addresses,
)
from xiaowo.collecting import collect_calmly  # noqa: E402
from xiaowo.ending import end_gracefully  # noqa: E402
from xiaowo.front import is_free, turned_away  # noqa: E402
from xiaowo.pacing import paced  # noqa: E402
from xiaowo.runtime import runtime  # noqa: E402


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Accept-Ranges"] = "bytes"


http_app = ServeStaticASGI(
    django_app,
    root=str(settings.STATIC_ROOT),
    prefix=settings.STATIC_URL,
    add_headers_function=_static_headers,
)


async def http(scope: Any, receive: Any, send: Any) -> None:
    """Answer files and what can be answered at once, else Django."""
    if not is_free(scope["path"]):
        call = Call.read(scope)
        if await turned_away(call, send) or await read_playback(call, send):
            return
    try:
        await paced(http_app, scope, receive, send)
    except FileNotFoundError:
        # The files were built anew under a running server; without an answer Daphne would hang.
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def begin() -> None:
    """What Daphne's process does once its loop runs."""
    end_gracefully()
    collect_calmly()


HEALTH = ("/livez", "/readyz", "/health", "/api/v1/health")
protocols = ProtocolTypeRouter({"http": http, "websocket": router})


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer one request or serve one socket."""
    if scope.get("path") not in HEALTH:
        # Whether it is well can be asked while it still waits for what it needs.
        await runtime.start()
    await protocols(scope, receive, send)


# Importing the reactor anywhere but under Daphne would install the wrong one.
if "daphne.server" in sys.modules:
    send_all_close_codes()
    read_whole_frames()
    write_no_addresses()
    runtime.on_start = begin
