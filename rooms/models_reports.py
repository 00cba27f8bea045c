"""Lines that somebody has reported: part of ``rooms.models``."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    """Why a line is reported."""

    SPAM = "spam"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    OTHER = "other"


class ReportState(models.TextChoices):
    """Whether a moderator has looked at it."""

    OPEN = "open"
    HANDLED = "handled"


class MessageReport(models.Model):
    """A chat line that a member reported, with a copy of it.

    Line, author and reporter are bare ids, and the room's code stands beside the room: a report
    outlives the room, the line and the sessions that it is about.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "rooms.Room", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    room_code = models.CharField(max_length=6)
    message_id = models.UUIDField()
    # Who wrote the line, and what; nobody when that session is gone.
    session_id = models.UUIDField(null=True, blank=True)
    account_id = models.UUIDField(null=True, blank=True)
    nickname = models.CharField(max_length=32)
    text = models.CharField(max_length=500)
    said_at = models.DateTimeField()
    # Who reports it, and why; ``note`` is in the reporter's own words.
    reporter_id = models.UUIDField()
    reporter_nickname = models.CharField(max_length=32)
    reason = models.CharField(max_length=8, choices=ReportReason.choices)
    note = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    handled_at = models.DateTimeField(null=True, blank=True)
    # The moderator's login name, and what was done.
    handled_by = models.CharField(max_length=150, blank=True, default="")
    outcome = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "message_reports"
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["state", "-id"], name="idx_reports_state"),
            models.Index(fields=["room"], name="idx_reports_room"),
            models.Index(fields=["session_id"], name="idx_reports_session"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message_id", "reporter_id"], name="uk_report_once"),
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values), name="chk_report_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="open", handled_at__isnull=True)
                | Q(state="handled", handled_at__isnull=False),
                name="chk_report_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_code} {self.nickname}: {self.reason}"
