"""``/api/v1/rooms/{id}/members``, join and leave."""

from typing import Any

import msgspec
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock, context
from common.errors import Code, Problem
from common.http.paging import PAGE_PARAMETERS, one_page
from common.http.schema import REF, answers, page_of
from rooms import member_selectors, selectors
from rooms.access import (
    actor_in,
    guarded,
    known_room,
    member_id,
    origin_of,
    require_reader,
    wait_for,
)
from rooms.ports import screen
from rooms.serializers import JoinBody, KickBody, MemberBody
from rooms.services import leaving, members, muting, seats
from rooms.wire import MemberView
from sessions_app import services as sessions
from sessions_app.auth import require_visitor
from sessions_app.selectors import Visitor, session_view

JOINED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "room": {"$ref": REF.format(name="RoomView")},
        "members": {"type": "array", "items": {"$ref": REF.format(name="MemberView")}},
        "session": {"$ref": REF.format(name="SessionView")},
        "member": {"$ref": REF.format(name="MemberView")},
        "playback": {"$ref": REF.format(name="PlaybackView")},
        "websocket_url": {"type": "string"},
        "server_time": {"type": "integer", "description": "cloud clock, ms"},
        "playback_rate": {"type": "number"},
    },
}


class Join(APIView):
    """Come in."""

    @extend_schema(
        operation_id="join_room",
        request=JoinBody,
        responses=answers(JOINED, 200, 401, 403, 404, 409, 410),
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Join; being in already is fine and gives the same answer."""
        visitor = require_visitor(request)
        body = JoinBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_join(request, room_id, visitor, body.validated_data.get("password")))


def _join(request: Request, room_id: str, visitor: Visitor, password: str | None) -> dict[str, Any]:
    origin = origin_of(request)
    now_ms = clock.cloud_ms()
    joined = guarded(
        origin.ip,
        lambda: wait_for(
            seats.join_room,
            room_id=room_id,
            visitor=visitor,
            password=password,
            now_ms=now_ms,
            origin=origin,
        ),
        is_known=lambda: member_selectors.is_member(room_id=room_id.upper(), session_id=visitor.id),
    )
    code = joined.room_id
    context.room_id.set(code)
    playback = screen().views([code], now_ms=now_ms)[code]
    answer = {
        "room": selectors.room_view(room_id=code, now_ms=now_ms),
        "members": member_selectors.member_views(room_id=code),
        "session": session_view(visitor.id),
        "member": joined.member,
        "playback": playback,
        "websocket_url": websocket_url(request._request, code),
        "server_time": now_ms,
        "playback_rate": playback.playback_rate,
    }
    return dict(msgspec.to_builtins(answer))


def websocket_url(request: HttpRequest, room_id: str) -> str:
    """Return the socket's address, with the scheme that the caller uses."""
    scheme = "wss" if request.is_secure() else "ws"
    return f"{scheme}://{request.get_host()}/ws/v1/room/{room_id}"


class Leave(APIView):
    """Go."""

    @extend_schema(
        operation_id="leave_room",
        request=None,
        responses=answers({"type": "object"}, 200, 401, 404, 410),
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Leave; not being in the room is no error."""
        visitor = require_visitor(request)
        _leave(request, known_room(request, room_id), visitor)
        return Response({})


def _leave(request: Request, room_id: str, visitor: Visitor) -> None:
    wait_for(
        leaving.leave_room,
        room_id=room_id,
        session_id=visitor.id,
        now_ms=clock.cloud_ms(),
        origin=origin_of(request),
    )


class Members(Join):
    """Everybody who is here."""

    @extend_schema(
        operation_id="list_members",
        parameters=PAGE_PARAMETERS,
        responses=answers(page_of(MemberView), 200, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return the present members, the longest-present first."""
        code = require_reader(request, room_id)
        return Response(one_page(request, member_selectors.member_views(room_id=code)))

    @extend_schema(
        operation_id="add_member",
        request=JoinBody,
        responses=answers(JOINED, 200, 401, 403, 404, 409, 410),
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Join, as under ``/join``."""
        return super().post(request, room_id)


class OneMember(APIView):
    """One member."""

    @extend_schema(
        operation_id="change_member",
        request=MemberBody,
        responses=answers(MemberView, 200, 401, 403, 404, 410),
    )
    def put(self, request: Request, room_id: str, session_id: str) -> Response:
        """Change role and rights of another, mute them, or change one's own nickname."""
        actor = actor_in(request, room_id)
        target = member_id(session_id)
        body = MemberBody(data=request.data)
        body.is_valid(raise_exception=True)
        said, now_ms = body.validated_data, clock.cloud_ms()
        nickname = said.get("nickname")
        if nickname is not None and actor.session_id != str(target):
            raise Problem(Code.NOT_PERMITTED, details={"nickname": ["oneself"]})
        until = said.get("muted_until")
        until_ms = muting.sane_end(clock.to_ms(until) if until else None, now_ms=now_ms)
        asked = {
            "room_id": known_room(request, room_id),
            "actor": actor,
            "target_id": target,
            "now_ms": now_ms,
            "origin": origin_of(request),
        }
        changes = {name: said[name] for name in ("role", "permissions") if name in said}
        if changes or "muted_until" not in said:
            view = wait_for(members.change_member, **asked, **changes)
        if "muted_until" in said:
            # Whoever was allowed the rest is allowed this.
            view = wait_for(muting.mute_member, **asked, until_ms=until_ms)
        if nickname is not None:
            # Only now: whatever else was asked for has been allowed.
            sessions.update_session(
                session_id=target, nickname=nickname, avatar=None, now_ms=now_ms
            )
            view = msgspec.structs.replace(view, nickname=nickname)
        return Response(msgspec.to_builtins(view))

    @extend_schema(
        operation_id="remove_member",
        request=KickBody,
        responses=answers({"type": "object"}, 200, 401, 403, 404, 410),
    )
    def delete(self, request: Request, room_id: str, session_id: str) -> Response:
        """Leave (oneself) or send out (somebody else)."""
        visitor = require_visitor(request)
        code = known_room(request, room_id)
        target = member_id(session_id)
        if target == visitor.id:
            _leave(request, code, visitor)
            return Response({})
        actor = actor_in(request, room_id)
        body = KickBody(data=request.data)
        body.is_valid(raise_exception=True)
        wait_for(
            members.kick_member,
            room_id=code,
            actor=actor,
            target_id=target,
            ban=body.validated_data.get("ban", False),
            minutes=body.validated_data.get("minutes"),
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response({})
