"""What is shown instead of a room, each with a way on; the one-press rebuild among them."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import HTTP_STATUS, Code, Problem
from common.http.scripts import script
from common.ids import parse_room_code
from rooms import member_selectors, selectors
from rooms.access import guarded, origin_of, wait_for
from rooms.forms import PasswordForm
from rooms.models import Room
from rooms.services import rebuilding
from sessions_app.pages import Guest, guest_of, known_visitor, remember_guest

REASONS: Final = {
    Code.ROOM_NOT_FOUND: "not_found",
    Code.ROOM_EXPIRED: "expired",
    Code.TOO_MANY: "too_many",
    Code.BANNED: "banned",
    Code.NOT_PERMITTED: "locked",
    Code.ROOM_FULL: "full",
    Code.ALREADY_IN_ROOM: "already",
    Code.DATABASE: "database",
    # On opening it anew.
    Code.MEDIA_INVALID: "film",
}


def instead_of_room(request: HttpRequest, room_id: str, problem: Problem) -> HttpResponse:
    """Say why there is no room to show; raises problems that are of another kind."""
    if problem.code not in REASONS:
        raise problem
    reason = REASONS[problem.code]
    context: dict[str, Any] = {"room_id": room_id, "reason": reason, "script": script("home.js")}
    if "approval" in (problem.details or {}):
        context["reason"] = "not_yours"
    if problem.code is Code.BANNED and problem.retry_after_s:
        context |= {"reason": "kicked", "minutes": -(-problem.retry_after_s // 60)}
    if problem.code is Code.ROOM_EXPIRED:
        context |= _way_back(request, selectors.find_room(room_id=room_id), None)
    return render(request, "room_gone.html", context, status=HTTP_STATUS[problem.code])


def _way_back(request: HttpRequest, room: Room, form: PasswordForm | None) -> dict[str, Any]:
    """Describe the room that is over, as far as this visitor may know it."""
    visitor = known_visitor(request)
    asks = (
        room.is_private
        if visitor is None
        else rebuilding.needs_password(room=room, visitor=visitor)
    )
    return {
        "reason": "archived" if room.status == "archived" else "expired",
        "room_name": room.name,
        "is_waiting": selectors.has_successor(room),
        "form": (form or PasswordForm()) if asks else None,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rebuild(request: HttpRequest, room_id: str) -> HttpResponse:
    """Open the room anew and go there; opened by hand, the address leads back to the old room."""
    if request.method != "POST":
        return _to_room(parse_room_code(room_id) or room_id)
    guest = guest_of(request)
    try:
        rebuilt = _rebuild(request, room_id, guest)
    except Problem as problem:
        return remember_guest(_refused(request, room_id, problem), guest)
    return remember_guest(_to_room(rebuilt.room.id), guest)


def _to_room(room_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("room", args=[room_id]))


def _rebuild(request: HttpRequest, room_id: str, guest: Guest) -> rebuilding.Rebuilt:
    origin = origin_of(request)
    visitor = guest.visitor
    answer: rebuilding.Rebuilt = guarded(
        origin.ip,
        lambda: wait_for(
            rebuilding.rebuild_room,
            room_id=room_id,
            visitor=visitor,
            password=request.POST.get("password"),
            now_ms=clock.cloud_ms(),
            origin=origin,
        ),
        is_known=lambda: member_selectors.was_member(
            room_id=room_id.upper(), session_id=visitor.id
        ),
    )
    return answer


def _refused(request: HttpRequest, room_id: str, problem: Problem) -> HttpResponse:
    if problem.code is not Code.WRONG_PASSWORD:
        return instead_of_room(request, room_id, problem)
    form = PasswordForm(request.POST)
    if form.is_valid():
        form.add_error("password", gettext(problem.sentence))
    room = selectors.find_room(room_id=room_id)
    context = {"room_id": room.pk, "script": script("home.js"), **_way_back(request, room, form)}
    # A room that others have opened meanwhile may ask for another password than this one's.
    context["form"] = form
    return render(request, "room_gone.html", context, status=403)
