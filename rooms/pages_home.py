"""The start page: create a room, join one by code, find a public one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import Problem
from common.http.scripts import script
from common.texts import clean_text
from rooms import selectors, wire
from rooms.access import origin_of, wait_for
from rooms.forms import CreateRoomForm, JoinRoomForm
from rooms.ports import screen
from rooms.serializers import NAME_MAX
from rooms.services import rooms as services
from sessions_app.pages import guest_of, remember_guest

LISTED = 12


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show the forms, or do what one of them asks."""
    action = request.POST.get("action")
    create = CreateRoomForm(_with_film(request.POST) if action == "create" else None)
    join = JoinRoomForm(request.POST if action == "join" else None)
    if action == "create" and create.is_valid():
        answer = _create(request, create)
        if answer is not None:
            return answer
    if action == "join" and join.is_valid():
        return _to_room(join.cleaned_data["code"])
    context = {
        "create_form": create,
        "join_form": join,
        "script": script("home.js"),
        # What is wrong with a link stands beside the link.
        "with_demo": request.POST.get("source") == "demo" and "media_url" not in create.errors,
        **_offers(request),
    }
    return render(request, "home.html", context, status=400 if action else 200)


def _with_film(typed: QueryDict) -> QueryDict:
    """The button of a built-in clip stands for its link."""
    if not typed.get("demo"):
        return typed
    filled = typed.copy()
    filled["media_url"] = str(typed["demo"])
    return filled


def _offers(request: HttpRequest) -> dict[str, object]:
    search = clean_text(request.GET.get("q", ""))[:NAME_MAX]
    count, listed = selectors.public_rooms(
        search=search, ordering="-members", start=0, size=LISTED, now_ms=clock.cloud_ms()
    )
    return {"demos": screen().demos(), "rooms": listed, "room_count": count, "search": search}


def _to_room(room_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("room", args=[room_id]))


def _create(request: HttpRequest, form: CreateRoomForm) -> HttpResponse | None:
    guest = guest_of(request)
    try:
        room: wire.RoomView = wait_for(
            services.create_room,
            new=services.NewRoom(**form.cleaned_data),
            visitor=guest.visitor,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
    except Problem as problem:
        form.add_error("media_url", gettext(problem.sentence))
        return None
    return remember_guest(_to_room(room.id), guest)
