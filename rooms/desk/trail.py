"""The audit log: filters, and everything that they leave as a CSV file."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.filters import ChoicesFieldListFilter, DateFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from common import clock, table
from common.db import in_db
from common.desk import ReadOnly, acted, column, titled
from rooms.desk import words
from rooms.desk.details import in_words
from rooms.models import RoomActivity

PAGE: Final = 1000
HEADS: Final = (
    "time", "room", "activity", "operator", "actor_session", "actor_nickname",
    "target_session", "target_nickname", "details", "ip_address", "user_agent",
)  # fmt: skip


class Operators(admin.SimpleListFilter):
    """What the staff did, or what the members did."""

    title = _("By whom")
    parameter_name = "by"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        """Return the two kinds of people."""
        return [("operators", _("Operators")), ("members", _("Members"))]

    def queryset(self, _request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        """Look at the name."""
        match self.value():
            case "operators":
                return queryset.exclude(operator="")
            case "members":
                return queryset.filter(operator="")
        return queryset


@admin.register(RoomActivity)
class TrailDesk(ReadOnly):
    """Who did what to whom, the newest first."""

    list_display = (
        column("created_at", _("When")),
        "where",
        column("activity_type", _("What"), words=words.ACTS),
        "who",
        "whom",
        "summary",
        column("ip_address", _("Address")),
    )
    list_filter = (
        Operators,
        ("created_at", titled(_("When"), DateFieldListFilter)),
        ("activity_type", titled(_("What"), ChoicesFieldListFilter, words.ACTS)),
    )
    search_fields = ("=room__id", "=room_code", "=operator", "actor_session__nickname",
                     "actor_session__id", "target_session__id")  # fmt: skip
    search_help_text = _("Room, operator, nickname or session")
    list_select_related = ("actor_session", "target_session")
    ordering = ("-id",)
    list_per_page = 100
    show_full_result_count = False
    actions = None
    change_list_template = "admin/desk/trail.html"
    fields = readonly_fields = (
        *list_display,
        column("actor_session_id", _("Session")),
        column("target_session_id", _("Session of the other")),
        column("user_agent", _("Browser")),
    )

    @admin.display(description=_("Room"))
    def where(self, line: RoomActivity) -> str | None:
        """Name the room, which may be gone."""
        return line.room_id or line.room_code or None

    @admin.display(description=_("Who"))
    def who(self, line: RoomActivity) -> Any:
        """Name the operator, or the member by the nickname of now."""
        if line.operator:
            return _("Operator {name}").format(name=line.operator)
        return getattr(line.actor_session, "nickname", None)

    @admin.display(description=_("Whom"))
    def whom(self, line: RoomActivity) -> str | None:
        """Name to whom it was done."""
        return getattr(line.target_session, "nickname", None)

    @admin.display(description=_("Details"))
    def summary(self, line: RoomActivity) -> str | None:
        """Say the rest in a line."""
        return in_words(line.details) or None

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the export."""
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="rooms_roomactivity_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Send the lines that the list's filters leave, a thousand at a time.

        Filters that say nothing lead back to the list.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            lines = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, _("Nothing is exported: a filter is wrong."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:rooms_roomactivity_changelist"))
        details = {"filters": dict(request.GET.items())}
        acted.send(sender=RoomActivity, request=request, act="audit_exported", details=details)
        answer = StreamingHttpResponse(_as_csv(lines), content_type="text/csv; charset=utf-8")
        name = f"xiaowo-audit-{clock.iso(clock.cloud_ms())[:10]}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


async def _as_csv(lines: "QuerySet[Any]") -> AsyncIterator[str]:
    yield table.BOM + table.lines([HEADS])
    older = lines.order_by("-pk")
    while page := await in_db(list, older[:PAGE]):
        yield table.lines(map(_row, page))
        older = lines.order_by("-pk").filter(pk__lt=page[-1].pk)


def _row(line: RoomActivity) -> list[Any]:
    return [
        clock.iso(clock.to_ms(line.created_at)),
        line.room_id or line.room_code,
        line.activity_type,
        line.operator,
        line.actor_session_id,
        getattr(line.actor_session, "nickname", ""),
        line.target_session_id,
        getattr(line.target_session, "nickname", ""),
        json.dumps(line.details, ensure_ascii=False),
        line.ip_address,
        line.user_agent,
    ]
