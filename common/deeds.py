"""Actions of the admin: asked for once more where they cannot be undone, done by services."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Problem

# One confirmation names so many rows; the rest are counted.
NAMED: Final = 20

Do = Callable[[Any, HttpRequest, dict[str, Any]], object]


class Sure(forms.Form):
    """Asks for nothing but a second press; others ask for more, and know the chosen rows."""

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows


_LENGTHS: Final = (
    ("10", _("10 minutes")),
    ("60", _("An hour")),
    ("1440", _("A day")),
    ("10080", _("A week")),
)


class Length(Sure):
    """For how long, in minutes; None is for good."""

    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[*_LENGTHS, ("", _("For good"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="1440",
    )


class ShortLength(Sure):
    """For how long, in minutes, for what always ends."""

    minutes = forms.TypedChoiceField(
        label=_("For how long"), choices=_LENGTHS, coerce=int, initial="60"
    )


def sentence(problem: Problem) -> str:
    """Return what a refusal says to everybody."""
    return gettext(problem.sentence)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do with each of the chosen rows.

    ``asks`` is the form of the page in between, None when one press is enough; ``warning`` says
    there what will happen. ``permission`` is one of ``ReadOnly``'s; ``single`` means with exactly
    one row; ``why`` puts a refusal into words.
    """

    name: str
    label: Any
    do: Do
    warning: Any = ""
    asks: type[Sure] | None = Sure
    permission: str = "moderate"
    single: bool = False
    why: Callable[[Problem], str] = sentence


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
            form = deed.asks(request.POST if "sure" in request.POST else None, rows=rows)
            if not form.is_valid():
                return _ask(desk, request, deed, rows, form)
            said = form.cleaned_data
        _do_all(desk, request, deed, rows, said)
        return None

    act.__name__ = deed.name
    return act


def _do_all(
    desk: admin.ModelAdmin, request: HttpRequest, deed: Deed, rows: list[Any], said: dict
) -> None:
    done = 0
    for row in rows:
        try:
            deed.do(row, request, said)
            done += 1
        except Problem as problem:
            desk.message_user(request, f"{row}: {deed.why(problem)}", messages.ERROR)
    if done:
        told = gettext("{deed}: done for {count}.").format(deed=deed.label, count=done)
        desk.message_user(request, told, messages.SUCCESS)


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
        "form": form,
    }
    return TemplateResponse(request, "admin/desk/ask.html", context)
