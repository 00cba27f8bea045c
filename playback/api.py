"""``/api/v1/rooms/{id}/playback`` and its shortcuts; the same services as the socket."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.paging import PAGE_PARAMETERS, one_page
from common.http.schema import answers, page_of
from playback import selectors, services
from playback.current import current_view
from playback.domain.commands import ChangeMedia, Command, Pause, Play, Seek, SetRate, SetTitle
from playback.serializers import PlaybackBody, PlayPauseBody, SeekBody, SyncBody
from playback.sync import SyncView, answer_sync
from playback.wire import DemoView, PlaybackView
from rooms import selectors as room_selectors
from rooms.access import actor_in, known_room, member_in, require_reader, wait_for
from rooms.roles import Actor
from rooms.room_settings import complete

REFUSALS = (401, 403, 404, 409, 410)


def _do(request: Request, room_id: str, body: Any, commands: Sequence[Command]) -> dict[str, Any]:
    """Give commands one after another; ``base_version`` guards the first."""
    code, actor = member_in(request, room_id)
    sent = body.validated_data.get("client_timestamp")
    envelope = services.Envelope(
        None if sent is None else int(sent), base_version=body.validated_data.get("base_version")
    )
    # One trip to the event loop for all of it.
    try:
        view = wait_for(_give, room_id=code, actor=actor, commands=commands, envelope=envelope)
    except Problem as problem:
        if problem.code is Code.CONFLICT:
            # Here the state itself is the data (SPEC §2); a frame has other fields beside it.
            problem.data = msgspec.to_builtins(problem.data["playback"])
        raise
    return dict(msgspec.to_builtins(view))


async def _give(
    *, room_id: str, actor: Actor, commands: Sequence[Command], envelope: services.Envelope
) -> PlaybackView:
    now_ms = clock.cloud_ms()
    if len(commands) != 1:
        # A bad one must spoil none before it; a single one spoils nothing by itself.
        await services.check(
            room_id=room_id, actor=actor, commands=commands, envelope=envelope, now_ms=now_ms
        )
    view: PlaybackView | None = None
    for command in commands:
        outcome = await services.command(
            room_id=room_id, actor=actor, command=command, envelope=envelope, now_ms=now_ms
        )
        view, envelope = outcome.view, replace(envelope, base_version=None)
    return view or await current_view(room_id=room_id, now_ms=now_ms)


def _read(serializer: type, request: Request) -> Any:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body


class Playback(APIView):
    """The whole state."""

    @extend_schema(operation_id="get_playback", responses=answers(PlaybackView, 200, 403, 404, 410))
    def get(self, request: Request, room_id: str) -> Response:
        """Return what is on the screen now."""
        code = require_reader(request, room_id)
        view = wait_for(current_view, room_id=code, now_ms=clock.cloud_ms())
        return Response(msgspec.to_builtins(view))

    @extend_schema(
        operation_id="put_playback",
        request=PlaybackBody,
        responses=answers(PlaybackView, 200, *REFUSALS, 422),
    )
    def put(self, request: Request, room_id: str) -> Response:
        """Bring media, rate, position and play or pause to the given values, in that order.

        A ``title`` without ``media_url`` renames the film that is on.
        """
        body = _read(PlaybackBody, request)
        return Response(_do(request, room_id, body, _commands(body.validated_data)))


def _commands(wanted: dict[str, Any]) -> list[Command]:
    commands: list[Command] = []
    if "media_url" in wanted:
        commands.append(ChangeMedia(wanted["media_url"], wanted.get("title", "")))
    elif "title" in wanted:
        commands.append(SetTitle(wanted["title"]))
    if "playback_rate" in wanted:
        commands.append(SetRate(wanted["playback_rate"]))
    if "current_time" in wanted:
        commands.append(Seek(wanted["current_time"]))
    if "playback_state" in wanted:
        commands.append(Play() if wanted["playback_state"] == "playing" else Pause())
    return commands


class PlayNow(APIView):
    """Play."""

    @extend_schema(
        operation_id="play", request=PlayPauseBody, responses=answers(PlaybackView, 200, *REFUSALS)
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Play for everybody."""
        body = _read(PlayPauseBody, request)
        play = Play(body.validated_data.get("current_time"))
        return Response(_do(request, room_id, body, [play]))


class PauseNow(APIView):
    """Pause."""

    @extend_schema(
        operation_id="pause", request=PlayPauseBody, responses=answers(PlaybackView, 200, *REFUSALS)
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Pause for everybody."""
        body = _read(PlayPauseBody, request)
        pause = Pause(body.validated_data.get("current_time"))
        return Response(_do(request, room_id, body, [pause]))


class SeekNow(APIView):
    """Seek."""

    @extend_schema(
        operation_id="seek", request=SeekBody, responses=answers(PlaybackView, 200, *REFUSALS)
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Go to a place, for everybody."""
        body = _read(SeekBody, request)
        return Response(_do(request, room_id, body, [Seek(body.validated_data["current_time"])]))


class SyncNow(APIView):
    """Compare."""

    @extend_schema(
        operation_id="sync", request=SyncBody, responses=answers(SyncView, 200, *REFUSALS)
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Return the room's playback and what to do about the caller's position."""
        body = _read(SyncBody, request)
        actor = actor_in(request, room_id)
        code = known_room(request, room_id)
        at = body.validated_data.get("at")
        view = wait_for(
            answer_sync,
            room_id=code,
            session_id=actor.session_id,
            current_time=body.validated_data.get("current_time"),
            at_ms=None if at is None else int(at),
            tolerance_s=complete(room_selectors.get_room(room_id=code).settings)["sync_tolerance"],
            now_ms=clock.cloud_ms(),
        )
        return Response(msgspec.to_builtins(view))


class Demos(APIView):
    """Built-in clips."""

    @extend_schema(
        operation_id="list_demos", parameters=PAGE_PARAMETERS, responses=answers(page_of(DemoView))
    )
    def get(self, request: Request) -> Response:
        """Return the clips for a quick start; the first plays without Internet."""
        return Response(one_page(request, selectors.demos()))
