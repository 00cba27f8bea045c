"""The record of what is on each room's screen, and the built-in clips. Private to this app."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from playback.domain.state import MAX_RATE, MIN_RATE, Phase
from playback.models_hosts import MediaHostRule

__all__ = ["DemoClip", "MediaHostRule", "PlaybackRecord"]


class PlaybackRecord(models.Model):
    """The newest state of a room that has been written down (S2 §1.2 ``playback_states``)."""

    id = models.UUIDField(primary_key=True)
    room = models.OneToOneField("rooms.Room", on_delete=models.CASCADE, related_name="+")
    media_url = models.CharField(max_length=2048)
    title = models.CharField(max_length=200, blank=True, default="")
    playback_state = models.CharField(
        max_length=9, choices=[(phase.value, phase.value) for phase in Phase], default=Phase.PAUSED
    )
    # The position in seconds that held, or will hold, at anchor_time (cloud clock, ms).
    anchor_position = models.FloatField(default=0)
    anchor_time = models.BigIntegerField(default=0)
    duration = models.FloatField(default=0)
    playback_rate = models.FloatField(default=1)
    version = models.PositiveBigIntegerField(default=0)
    last_command_at = models.BigIntegerField(default=0)
    updated_by_session = models.ForeignKey(
        "sessions_app.UserSession",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "playback_states"
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        indexes = [
            models.Index(fields=["updated_at"], name="idx_playback_updated"),
            models.Index(fields=["updated_by_session"], name="idx_playback_updated_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(playback_rate__gte=MIN_RATE, playback_rate__lte=MAX_RATE),
                name="chk_playback_rate",
            ),
            models.CheckConstraint(
                condition=Q(anchor_position__gte=0), name="chk_playback_position"
            ),
            models.CheckConstraint(condition=Q(duration__gte=0), name="chk_playback_duration"),
            models.CheckConstraint(
                condition=Q(playback_state__in=[phase.value for phase in Phase]),
                name="chk_playback_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.playback_state}"


class DemoClip(models.Model):
    """A clip offered for a quick start; operators edit the list in the admin."""

    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True, default="")
    url = models.CharField(_("link"), max_length=2048, unique=True)
    fallback = models.CharField(
        _("second link"),
        max_length=2048,
        blank=True,
        default="",
        help_text=_("the same film elsewhere, tried next"),
    )
    duration = models.FloatField(_("length"), default=0, help_text=_("seconds"))
    poster = models.CharField(_("poster"), max_length=2048, blank=True, default="")
    position = models.PositiveIntegerField(
        _("place in the list"), default=100, help_text=_("lowest first")
    )
    is_offline = models.BooleanField(
        _("offline"), default=False, help_text=_("plays without Internet")
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        db_table = "demo_clips"
        verbose_name = _("demo clip")
        verbose_name_plural = _("demo clips")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(duration__gte=0), name="chk_demo_duration"),
        ]

    def __str__(self) -> str:
        return self.title


class FailingLink(models.Model):
    """A film that pages of rooms could not play, a day and an address; without its query."""

    day = models.DateField()
    address = models.CharField(max_length=500)
    reports = models.PositiveIntegerField(default=0)
    # Where it failed last.
    room_code = models.CharField(max_length=6)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "failing_links"
        verbose_name = _("failing link")
        verbose_name_plural = _("failing links")
        constraints = [
            models.UniqueConstraint(fields=["day", "address"], name="uk_failing_link_day"),
        ]

    def __str__(self) -> str:
        return self.address
