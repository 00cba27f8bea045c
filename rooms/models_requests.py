"""Who asks to be let in: part of ``rooms.models``."""

from django.db import models
from django.db.models import Q


class RequestState(models.TextChoices):
    """What became of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class JoinRequest(models.Model):
    """A visitor at the door of a room in which managers say who comes in.

    Approved ones stay: who was let in once need not ask again. ``account_id`` is a bare id, so that
    an account's next session is known by it.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "rooms.Room", on_delete=models.CASCADE, related_name="requests", db_index=False
    )
    session = models.ForeignKey(
        "sessions_app.UserSession", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    account_id = models.UUIDField(null=True, blank=True)
    nickname = models.CharField(max_length=32)
    avatar = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, choices=RequestState.choices, default=RequestState.PENDING
    )
    asked_at = models.DateTimeField()
    # When the waiting page was heard of last.
    seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "join_requests"
        indexes = [
            models.Index(fields=["session"], name="idx_join_requests_session"),
            models.Index(fields=["state", "seen_at"], name="idx_join_requests_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["room", "session"], name="uk_join_request"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | Q(state__in=("approved", "refused"), decided_at__isnull=False),
                name="chk_join_request_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.nickname}: {self.state}"
