"""Before the door of a room whose managers say who comes in: knocking, waiting, being refused."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Code, Problem
from common.http.scripts import script
from common.texts import clean_text
from rooms.access import origin_of, wait_for
from rooms.models import Room
from rooms.services import approval, seats
from sessions_app import services as sessions
from sessions_app.pages import Guest

NAME_MAX = 32


class KnockForm(forms.Form):
    """By which name one asks to come in."""

    nickname = forms.CharField(
        label=_("Your name"),
        max_length=NAME_MAX,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def clean_nickname(self) -> str:
        """Judge the name by what people see of it; nothing leaves the old one."""
        return clean_text(self.cleaned_data["nickname"])


def waiting_page(request: HttpRequest, room: Room, guest: Guest) -> HttpResponse:
    """Show how it stands with this visitor's request; a POST makes one."""
    form = KnockForm(
        request.POST if request.method == "POST" else None,
        initial={"nickname": guest.visitor.nickname},
    )
    if form.is_valid():
        try:
            _knock(request, room, guest, form.cleaned_data["nickname"])
        except Problem as problem:
            if problem.code is Code.TOO_MANY:
                form.add_error(None, _("Too many are asking just now. Try again in a few minutes."))
                return _show(request, room, guest, form, status=429)
            if not has_to_wait(problem):
                raise
        return HttpResponseRedirect(reverse("room", args=[room.pk]))
    return _show(request, room, guest, form, status=400 if form.errors else 200)


def has_to_wait(problem: Problem) -> bool:
    """Tell whether somebody was refused because a manager has to let them in first."""
    return "approval" in (problem.details or {})


def _knock(request: HttpRequest, room: Room, guest: Guest, nickname: str) -> None:
    visitor, now_ms = guest.visitor, clock.cloud_ms()
    if nickname and nickname != visitor.nickname:
        sessions.update_session(
            session_id=visitor.id, nickname=nickname, avatar=None, now_ms=now_ms
        )
        visitor = replace(visitor, nickname=nickname)
    wait_for(
        seats.join_room,
        room_id=room.pk,
        visitor=visitor,
        now_ms=now_ms,
        origin=origin_of(request),
    )


def _show(
    request: HttpRequest, room: Room, guest: Guest, form: KnockForm, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "room_id": room.pk,
        "room_name": room.name,
        "standing": approval.standing(room, guest.visitor, now_ms=clock.cloud_ms()),
        "visitor": guest.visitor,
        "form": form,
        "script": script("home.js"),
    }
    return render(request, "room_waiting.html", context, status=status)
