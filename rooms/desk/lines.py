"""The log of commands and chat."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import DateFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.deeds import Deed, action_of
from common.desk import ReadOnly, column, titled
from rooms.access import signed, wait_for
from rooms.desk import words
from rooms.models import SyncMessage
from rooms.services import chat_removal
from rooms.templatetags.clock import clock_time


def _delete(line: SyncMessage, request: HttpRequest, _said: Any) -> None:
    where = {"room_id": line.room_id, "message_id": str(line.pk)}
    wait_for(chat_removal.delete_line, **where, **signed(request))


DELETE = Deed(
    "delete_lines",
    _("Delete these lines"),
    _delete,
    _("They disappear from every page at once; the audit log says that they were there."),
    permission="remove",
)


class Kind(admin.SimpleListFilter):
    """Chat, unless something else is asked for."""

    title = _("Kind")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        """Return what there is besides chat."""
        return [("all", _("All")), *((k, v) for k, v in words.LINES.items() if k != "chat")]

    def choices(self, changelist: Any) -> Any:
        """Call what is shown first by its name."""
        first, *others = super().choices(changelist)
        return [{**first, "display": words.LINES["chat"]}, *others]

    def queryset(self, _request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        """Choose by kind."""
        kind = self.value() or "chat"
        return queryset if kind == "all" else queryset.filter(message_type=kind)


@admin.register(SyncMessage)
class LineDesk(ReadOnly):
    """What was said, and every accepted command; the newest first."""

    list_display = (
        column("server_timestamp", _("When")),
        column("room_id", _("Room")),
        column("message_type", _("Kind"), words=words.LINES),
        "who",
        "what",
        column("deleted_at", _("Deleted")),
    )
    list_filter = (Kind, ("server_timestamp", titled(_("When"), DateFieldListFilter)))
    search_fields = ("=room__id", "payload__text", "payload__nickname", "session__id")
    search_help_text = _("Room, text, nickname or session")
    ordering = ("-id",)
    actions = (action_of(DELETE),)
    list_per_page = 100
    show_full_result_count = False
    fields = readonly_fields = (
        *list_display,
        column("session_id", _("Session")),
        column("version", _("Version")),
        column("payload", _("Details")),
    )

    @admin.display(description=_("Who"))
    def who(self, line: SyncMessage) -> str | None:
        """Name who said it, by the nickname of then."""
        return line.payload.get("nickname") or (str(line.session_id) if line.session_id else None)

    @admin.display(description=_("What"))
    def what(self, line: SyncMessage) -> str | None:
        """Return the text, or where the film was."""
        if "text" in line.payload:
            return str(line.payload["text"])
        position = line.payload.get("current_time")
        return None if position is None else clock_time(position)
