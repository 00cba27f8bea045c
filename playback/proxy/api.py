"""``/api/v1/proxy/video`` and ``/api/v1/proxy/probe``."""

import re
import time
from typing import Any, Final

import msgspec
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import metrics
from common.errors import Code, Problem
from common.http.schema import ERROR, answers
from common.net import caller_key
from playback.media import OWN_PREFIX, check_media_url
from playback.proxy import limits, policy
from playback.proxy.address import parse_target
from playback.proxy.film import Passage, Wish, fetch, streamed
from playback.proxy.probe import ProbeView, probe
from rooms.access import origin_of
from sessions_app.auth import require_visitor
from sessions_app.selectors import Visitor

# One range; several would come back in parts that no player asks for.
_RANGE: Final = re.compile(r"bytes=(\d{1,18}-\d{0,18}|-\d{1,18})")
_CONDITIONS: Final = ("If-Range", "If-None-Match", "If-Modified-Since")
PROBES_PER_MINUTE: Final = 30

URL = OpenApiParameter("url", str, required=True, description="http(s) link, percent-encoded")


def _asked_url(request: Request) -> str:
    url = request.query_params.get("url", "").strip()
    if not url:
        raise Problem(Code.MISSING, details={"url": ["http(s)://…"]})
    return url


class ProxyVideo(APIView):
    """A film through this server."""

    @extend_schema(
        operation_id="proxy_video",
        parameters=[
            URL,
            OpenApiParameter("pass", str, description="signed by us, in playlists"),
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="bytes=0-"),
        ],
        responses={
            (200, "video/*"): OpenApiTypes.BINARY,
            (206, "video/*"): OpenApiTypes.BINARY,
            **dict.fromkeys((400, 401, 403, 422, 429, 503), ERROR),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Stream a film, whole or a range; playlists lead their entries through here too."""
        url = _asked_url(request)
        if url.startswith(OWN_PREFIX):
            policy.require_on()
            # Ours already: files are served before Django, and with ranges.
            return HttpResponseRedirect(check_media_url(url))
        wish = self._wish(request, url)
        ip = caller_key(origin_of(request).ip)
        limits.count("video", ip, limit=settings.PROXY_REQUESTS_PER_MINUTE)
        _let_go_of_database()
        return _response(async_to_sync(_fetch)(wish, ip))

    def _wish(self, request: Request, url: str) -> Wish:
        policy.read_lists()
        policy.rules().target(url)
        asked = policy.permit(
            url,
            request.query_params.get("pass", ""),
            is_visitor=isinstance(request.user, Visitor),
            now_s=int(time.time()),
        )
        return Wish(url, asked, _conditions(request), is_head=request.method == "HEAD")


def _conditions(request: Request) -> dict[str, str]:
    wanted = {name: request.headers[name] for name in _CONDITIONS if name in request.headers}
    span = request.headers.get("Range", "").strip()
    return {**wanted, "Range": span} if _RANGE.fullmatch(span) else wanted


def _let_go_of_database() -> None:
    """Give the connection back: others need it while somebody else's server takes its time."""
    if not connection.in_atomic_block:
        connection.close()


async def _fetch(wish: Wish, ip: str) -> Passage:
    """Hold a place among the streams for as long as the film runs."""
    limits.streams.take(ip, limit=settings.PROXY_MAX_STREAMS)
    try:
        passage = await fetch(wish, rules=policy.rules())
    except BaseException as error:
        limits.streams.give_back(ip)
        code = int(error.code) if isinstance(error, Problem) else 0
        metrics.proxy_requests.labels(str(code)).inc()
        raise
    metrics.proxy_requests.labels("ok").inc()
    if passage.stream is None:
        limits.streams.give_back(ip)
    else:
        passage.stream.on_close = lambda: limits.streams.give_back(ip)
    return passage


def _response(passage: Passage) -> HttpResponseBase:
    response: Any
    if passage.stream is None:
        response = HttpResponse(passage.body, status=passage.status)
    else:
        response = StreamingHttpResponse(streamed(passage.stream), status=passage.status)
    for name, value in passage.headers.items():
        response[name] = value
    return response


class ProxyProbe(APIView):
    """Why a link does not play."""

    @extend_schema(
        operation_id="proxy_probe", parameters=[URL], responses=answers(ProbeView, 200, 401, 403)
    )
    def get(self, request: Request) -> Response:
        """Look at a link's first bytes and say what is there."""
        url = _asked_url(request)
        target = parse_target(url, ports=settings.PROXY_PORTS)
        policy.require_on()
        visitor = require_visitor(request)
        policy.require_site(target.host)
        limits.count("probe", str(visitor.id), limit=PROBES_PER_MINUTE)
        ip = caller_key(origin_of(request).ip)
        limits.count("probe", ip, limit=2 * PROBES_PER_MINUTE)
        origin = f"{request.scheme}://{request.get_host()}"
        _let_go_of_database()
        return Response(msgspec.to_builtins(async_to_sync(_probe)(url, ip, origin)))


async def _probe(url: str, ip: str, origin: str) -> ProbeView:
    """Hold a place among the streams while a link is looked at."""
    limits.streams.take(ip, limit=settings.PROXY_MAX_STREAMS)
    try:
        return await probe(url, rules=policy.rules(), origin=origin)
    finally:
        limits.streams.give_back(ip)
