"""Actions of the desk: asked for once more where they cannot be undone, done by the services."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import Problem
from rooms.access import operator_of, wait_for
from rooms.roles import Actor
from rooms.services.audit import Origin

# One confirmation names so many rows; the rest are counted.
NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, and when."""

    actor: Actor
    origin: Origin
    now_ms: int

    def signed(self) -> dict[str, Any]:
        """Return it as every service takes it."""
        return {"actor": self.actor, "origin": self.origin, "now_ms": self.now_ms}


Do = Callable[[Any, By, dict[str, Any]], Coroutine[Any, Any, object]]


class Sure(forms.Form):
    """Asks for nothing but a second press; others ask for more, and know the chosen rows."""

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do with each of the chosen rows.

    ``asks``: the form of the page in between, None when one press is enough. ``warning`` says there
    what will happen. ``single``: with exactly one row.
    """

    name: str
    label: Any
    do: Do
    warning: Any = ""
    asks: type[Sure] | None = Sure
    permission: str = "moderate"
    single: bool = False


def action_of(deed: Deed) -> Any:
    """Make an action for a list of the admin."""

    @admin.action(description=deed.label, permissions=[deed.permission])
    def act(
        desk: admin.ModelAdmin, request: HttpRequest, chosen: "QuerySet[Any]"
    ) -> HttpResponse | None:
        rows = list(chosen)
        if deed.single and len(rows) != 1:
            desk.message_user(request, gettext("Choose exactly one."), messages.WARNING)
            return None
        said: dict[str, Any] = {}
        if deed.asks is not None:
            is_sure = "sure" in request.POST
            form = deed.asks(request.POST if is_sure else None, rows=rows)
            if not form.is_valid():
                return _ask(desk, request, deed, rows, form)
            said = form.cleaned_data
        _do_all(desk, request, deed, rows, said)
        back = request.POST.get("back", "")
        # Only a query, so that nobody is led elsewhere.
        return HttpResponseRedirect(f"{request.path}{back}") if back.startswith("?") else None

    act.__name__ = deed.name
    return act


def _do_all(
    desk: admin.ModelAdmin, request: HttpRequest, deed: Deed, rows: list[Model], said: dict
) -> None:
    actor, origin = operator_of(request)
    by = By(actor, origin, clock.cloud_ms())
    done = 0
    for row in rows:
        try:
            wait_for(_run, deed=deed, row=row, by=by, said=said)
            done += 1
        except Problem as problem:
            desk.message_user(request, f"{row}: {_reason(problem)}", messages.ERROR)
    if done:
        told = gettext("{deed}: done for {count}.").format(deed=deed.label, count=done)
        desk.message_user(request, told, messages.SUCCESS)


async def _run(*, deed: Deed, row: Any, by: By, said: dict[str, Any]) -> None:
    await deed.do(row, by, said)


def _reason(problem: Problem) -> str:
    if problem.details == {"role": ["host"]}:
        return gettext("That is the host: make somebody else host first.")
    return gettext(problem.sentence)


def _ask(
    desk: admin.ModelAdmin, request: HttpRequest, deed: Deed, rows: list[Any], form: forms.Form
) -> TemplateResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": deed.label,
        "opts": desk.opts,
        "deed": deed,
        "rows": rows[:NAMED],
        "more": len(rows) - NAMED,
        "ids": [row.pk for row in rows],
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": request.POST.get("back", ""),
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/ask.html", context)


_LENGTHS: Final = (
    ("10", _("10 minutes")),
    ("60", _("An hour")),
    ("1440", _("A day")),
    ("10080", _("A week")),
)


class Length(Sure):
    """For how long; "" is for good."""

    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[*_LENGTHS, ("", _("For good"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="1440",
    )


class MuteLength(Sure):
    """For how long; a mute always ends."""

    minutes = forms.TypedChoiceField(
        label=_("For how long"), choices=_LENGTHS, coerce=int, initial="60"
    )
