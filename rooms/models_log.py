"""The room's log, and how much of it there is: part of ``rooms.models``."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageType(models.TextChoices):
    """What the room's log holds."""

    PLAY = "play"
    PAUSE = "pause"
    SEEK = "seek"
    SPEED = "speed_change"
    MEDIA = "media"
    SYNC = "sync"
    CHAT = "chat"
    SYSTEM = "system"


class SyncMessage(models.Model):
    """The room's durable log: every accepted command and every chat line."""

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "rooms.Room", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    session = models.ForeignKey(
        "sessions_app.UserSession",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    message_type = models.CharField(max_length=12, choices=MessageType.choices)
    payload = models.JSONField(default=dict)
    # The playback version that a command made; 0 for chat.
    version = models.PositiveBigIntegerField(default=0)
    client_timestamp = models.DateTimeField()
    server_timestamp = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    # Chosen by the page that said a line, so that it counts once however often it is sent. None
    # for none: what equals something is not null, and so SQLite looks into the partial index.
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    # A deleted line keeps its place, without its words, so that it is not said again by a repeat.
    deleted_at = models.DateTimeField(null=True, blank=True)
    # For lines over the picture: which film (a digest of its address), and where in it (s).
    media_key = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    position = models.FloatField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "sync_messages"
        verbose_name = _("line")
        verbose_name_plural = _("chat and commands")
        indexes = [
            # For "the last 50 chat lines before …". Not by the id alone, although ids are ordered
            # by time: PostgreSQL would at times walk the primary key through all rooms instead.
            models.Index(
                fields=["room", "message_type", "-server_timestamp", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="idx_sync_messages_history",
            ),
            models.Index(fields=["session"], name="idx_sync_messages_session"),
            models.Index(
                fields=["room", "message_type", "server_timestamp"], name="idx_sync_messages_time"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False),
                name="idx_sync_messages_expires",
            ),
            # With time and id, so that the newest of a stretch are found in the index alone.
            models.Index(
                fields=["room", "media_key", "position", "server_timestamp", "id"],
                condition=Q(position__isnull=False, deleted_at__isnull=True),
                name="idx_sync_messages_danmaku",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(message_type__in=MessageType.values), name="chk_message_type"
            ),
            models.UniqueConstraint(
                fields=["room", "version"],
                condition=Q(version__gt=0),
                name="uk_sync_message_version",
            ),
            models.UniqueConstraint(
                fields=["room", "session", "client_id"],
                condition=Q(client_id__isnull=False),
                name="uk_sync_message_client",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.message_type}"


class ChatTotal(models.Model):
    """How many chat lines a room shows, kept along: to count a million takes too long."""

    room = models.OneToOneField(
        "rooms.Room", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    lines = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "chat_totals"

    def __str__(self) -> str:
        return f"{self.room_id} {self.lines}"
