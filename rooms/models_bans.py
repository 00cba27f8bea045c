"""Who may not come in: part of ``rooms.models``."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock


class RoomBanQuerySet(models.QuerySet["RoomBan"]):
    """Bans."""

    def living(self, now_ms: int) -> "RoomBanQuerySet":
        """Leave those that hold at a moment, cloud ms."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.to_datetime(now_ms)))


class RoomBan(models.Model):
    """Somebody who was sent out of a room, for a while or for good.

    Session and account are bare ids: a ban outlives the session that it was meant for. ``network``
    is an address cut to /24 or /48, or "" when none is shut out.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "rooms.Room", on_delete=models.CASCADE, related_name="bans", db_index=False
    )
    session_id = models.UUIDField()
    account_id = models.UUIDField(null=True, blank=True)
    network = models.CharField(max_length=39, blank=True, default="")
    nickname = models.CharField(max_length=32)
    # A kick holds for minutes and goes with its room; a ban also holds in the room's successor.
    is_ban = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = RoomBanQuerySet.as_manager()

    class Meta:
        db_table = "room_bans"
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        indexes = [models.Index(fields=["room", "session_id"], name="idx_room_bans_session")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=models.F("created_at")),
                name="chk_room_ban_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.nickname}"
