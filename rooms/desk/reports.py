"""The queue of reported lines: the oldest open one first."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.deeds import Deed, Length, ShortLength, action_of
from common.desk import ReadOnly, column, titled
from common.errors import Code, Problem
from rooms.access import signed, wait_for
from rooms.desk import words
from rooms.models import MessageReport, ReportState
from rooms.services import chat_removal, members, muting, reports


def _close(report: MessageReport, request: HttpRequest, outcome: str) -> None:
    by = signed(request)
    reports.handle_report(
        report_id=report.pk, outcome=outcome, now_ms=by["now_ms"], origin=by["origin"]
    )


def _where(report: MessageReport) -> dict[str, Any]:
    """Return room and author; raises ``Problem`` when either is gone."""
    if report.room_id is None:
        raise Problem(Code.ROOM_NOT_FOUND)
    if report.session_id is None:
        raise Problem(Code.INVALID, details={"session_id": ["member"]})
    return {"room_id": report.room_id, "target_id": report.session_id}


def _handled(report: MessageReport, request: HttpRequest, _said: Any) -> None:
    _close(report, request, "looked at")


def _delete(report: MessageReport, request: HttpRequest, _said: Any) -> None:
    # With its room the line is gone already.
    if report.room_id is not None:
        wait_for(
            chat_removal.delete_line,
            room_id=report.room_id,
            message_id=str(report.message_id),
            **signed(request),
        )
    _close(report, request, "line deleted")


def _mute(report: MessageReport, request: HttpRequest, said: Any) -> None:
    by = signed(request)
    until_ms = by["now_ms"] + said["minutes"] * 60_000
    wait_for(muting.mute_member, **_where(report), until_ms=until_ms, **by)
    _close(report, request, "muted")


def _ban(report: MessageReport, request: HttpRequest, said: Any) -> None:
    wait_for(members.ban_anybody, **_where(report), minutes=said["minutes"], **signed(request))
    _close(report, request, "banned")


def _why(problem: Problem) -> str:
    if problem.details == {"session_id": ["member"]}:
        return gettext("They are not in the room any more.")
    return words.why(problem)


DEEDS = (
    Deed("handled", _("Handled"), _handled, asks=None),
    Deed("delete_line", _("Delete the line"), _delete, asks=None),
    Deed("mute", _("Mute the author"), _mute, _("They see everything and say nothing."),
         ShortLength, why=_why),
    Deed("ban", _("Ban the author"), _ban,
         _("They leave at once. The ban holds for session, account and, for newcomers, network."),
         Length, why=_why),
)  # fmt: skip


class State(admin.SimpleListFilter):
    """The open ones, unless others are asked for."""

    title = _("State")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        """Return what there is besides the open ones."""
        return [("handled", _("Handled")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """Call what is shown first by its name."""
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Open reports")}, *others]

    def queryset(self, _request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        """Choose by state."""
        match self.value():
            case "all":
                return queryset
            case "handled":
                return queryset.filter(state=ReportState.HANDLED).order_by("-id")
        return queryset.filter(state=ReportState.OPEN)


@admin.register(MessageReport)
class ReportDesk(ReadOnly):
    """What members find bad; each with a copy of the line."""

    list_display = (
        column("created_at", _("Reported")),
        column("room_code", _("Room")),
        column("text", _("Chat line")),
        column("nickname", _("Said by")),
        column("reason", _("Why"), words=words.REASONS),
        column("note", _("In their words")),
        column("state", _("State"), words=words.REPORT_STATES),
        column("handled_by", _("Handled by")),
        column("outcome", _("Outcome"), words=words.OUTCOMES),
    )
    list_filter = (State, ("reason", titled(_("Why"), ChoicesFieldListFilter, words.REASONS)))
    search_fields = ("=room_code", "text", "nickname", "=session_id")
    search_help_text = _("Room, text, nickname or session")
    ordering = ("id",)
    list_per_page = 50
    show_full_result_count = False
    actions = tuple(action_of(deed) for deed in DEEDS)
    fields = readonly_fields = (
        *list_display,
        column("said_at", _("Said at")),
        column("session_id", _("Session")),
        column("account_id", _("Account")),
        column("reporter_nickname", _("Reported by")),
        column("reporter_id", _("Session of the reporter")),
        column("handled_at", _("Handled at")),
    )
