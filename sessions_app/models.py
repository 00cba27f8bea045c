"""Anonymous visitors. Private to this app: others call its services and selectors."""

from django.db import models


class UserSession(models.Model):
    """A visitor for 24 hours (S2 §1.2 ``user_sessions``)."""

    id = models.UUIDField(primary_key=True)
    nickname = models.CharField(max_length=32)
    avatar = models.CharField(max_length=200)
    room = models.ForeignKey(
        "rooms.Room",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "user_sessions"
        indexes = [
            models.Index(fields=["room"], name="idx_user_sessions_room"),
            models.Index(fields=["created_at"], name="idx_user_sessions_created"),
            models.Index(fields=["expires_at"], name="idx_user_sessions_expires"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(nickname=""), name="chk_user_session_nickname"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="chk_user_session_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} ({self.pk})"
