"""A room's page and its password's; what is shown instead is in ``rooms.pages_over``."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import Code, Problem
from common.http.scripts import script
from common.ids import parse_room_code
from rooms import member_selectors, selectors, wire
from rooms.access import guarded, origin_of, wait_for
from rooms.debug_texts import debug_texts
from rooms.film_sites import film_sites
from rooms.forms import PasswordForm
from rooms.models import Room
from rooms.page_texts import page_texts
from rooms.pages_over import instead_of_room
from rooms.pages_waiting import has_to_wait, waiting_page
from rooms.ports import screen
from rooms.services import approval, seats, welcome
from sessions_app import disguises
from sessions_app.pages import Guest, guest_of, known_visitor, remember_guest


def _to_room(room_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("room", args=[room_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room_page(request: HttpRequest, room_id: str) -> HttpResponse:
    """Show the room, or why there is none to show."""
    code = parse_room_code(room_id)
    if code is not None and code != room_id:
        return _to_room(code)
    ip = origin_of(request).ip
    try:
        room = guarded(
            ip,
            lambda: selectors.get_room(room_id=room_id),
            is_known=lambda: _sits_in(request, room_id),
        )
        guest = guest_of(request)
        if _must_ask(room, guest):
            return remember_guest(_password_page(request, room, guest), guest)
        _check_welcome(room, guest, ip)
        if approval.is_on(room) and not approval.is_welcome(room, guest.visitor):
            return remember_guest(waiting_page(request, room, guest), guest)
    except Problem as problem:
        return instead_of_room(request, room_id, problem)
    return remember_guest(_watch_page(request, room, guest), guest)


def _sits_in(request: HttpRequest, room_id: str) -> bool:
    visitor = known_visitor(request)
    return visitor is not None and member_selectors.is_member(
        room_id=room_id, session_id=visitor.id
    )


def _check_welcome(room: Room, guest: Guest, ip: str) -> None:
    """Who sits here already finds the page even while others would be turned away."""
    if not member_selectors.is_member(room_id=room.pk, session_id=guest.visitor.id):
        welcome.check_welcome(room=room, visitor=guest.visitor, ip=ip, now_ms=clock.cloud_ms())


def _must_ask(room: Room, guest: Guest) -> bool:
    return room.is_private and not welcome.knows_password(room, guest.visitor)


def _password_page(request: HttpRequest, room: Room, guest: Guest) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _join(request, room, guest, form)
        except Problem as problem:
            if has_to_wait(problem):
                return _to_room(room.pk)
            if problem.code is Code.TOO_MANY:
                raise
            form.add_error("password", gettext(problem.sentence))
        else:
            return _to_room(room.pk)
    context = {"room_id": room.pk, "room_name": room.name, "form": form}
    return render(request, "room_password.html", context, status=403 if form.errors else 200)


def _join(request: HttpRequest, room: Room, guest: Guest, form: PasswordForm) -> None:
    wait_for(
        seats.join_room,
        room_id=room.pk,
        visitor=guest.visitor,
        password=form.cleaned_data["password"],
        now_ms=clock.cloud_ms(),
        origin=origin_of(request),
    )


def _watch_page(request: HttpRequest, room: Room, guest: Guest) -> HttpResponse:
    view = selectors.room_view(room_id=room.pk, now_ms=clock.cloud_ms())
    context = {
        "room": view,
        "config": _config(request, view, guest),
        "script": script("room/main.js"),
        "is_wechat": "MicroMessenger" in request.headers.get("User-Agent", ""),
    }
    return render(request, "room.html", context)


def _config(request: HttpRequest, room: wire.RoomView, guest: Guest) -> dict[str, Any]:
    is_debug = settings.DEBUG or request.GET.get("debug") == "true"
    return {
        "room_id": room.id,
        "room_name": room.name,
        "session": {
            "id": str(guest.visitor.id),
            "nickname": guest.visitor.nickname,
            "avatar": guest.visitor.avatar,
        },
        "websocket_path": f"/ws/v1/room/{room.id}",
        "opened_ms": clock.cloud_ms(),
        "api": "/api/v1",
        "csrf_token": get_token(request),
        "locale": get_language(),
        "debug": is_debug,
        "demos": screen().demos(),
        "sites": film_sites(),
        "proxy_mode": settings.PROXY_MODE,
        "faces": disguises.faces_for(guest.visitor),
        "nicknames": disguises.nicknames(),
        "seats_limit": settings.ROOM_MAX_USERS_LIMIT,
        "texts": page_texts() | (debug_texts() if is_debug else {}),
    }
