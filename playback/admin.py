"""Playback and clips in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.desk import ReadOnly, Witnessed, column
from playback.models import DemoClip, FailingLink, MediaHostRule, PlaybackRecord


@admin.register(PlaybackRecord)
class PlaybackRecordAdmin(ReadOnly):
    """What was last written down; rooms in use are ahead of it by seconds."""

    list_display = (
        column("room", _("Room")),
        column("playback_state", _("State")),
        column("media_url", _("Film")),
        column("anchor_position", _("Position, s")),
        column("version", _("Version")),
        column("updated_at", _("Written at")),
    )
    list_filter = ("playback_state", "updated_at")
    search_fields = ("room__id", "media_url")
    list_select_related = ("room",)
    fields = readonly_fields = list_display


@admin.register(DemoClip)
class DemoClipAdmin(Witnessed):
    """The list of clips offered for a quick start."""

    list_display = ("title", "url", "duration", "position", "is_active", "is_offline")
    list_editable = ("position", "is_active")
    search_fields = ("title", "title_en", "url")


@admin.register(MediaHostRule)
class MediaHostRuleAdmin(Witnessed):
    """From which sites films may be shown; the narrowest rule decides."""

    list_display = ("host", "is_allowed", "note", "created_at")
    list_filter = ("is_allowed",)
    search_fields = ("host", "note")


@admin.register(FailingLink)
class FailingLinkAdmin(ReadOnly):
    """Films that rooms could not play in the last week."""

    list_display = (
        column("address", _("Link")),
        column("day", _("Day")),
        column("reports", _("Reports")),
        column("room_code", _("Last in room")),
        column("last_at", _("Last at")),
    )
    list_filter = ("day",)
    search_fields = ("address", "=room_code")
    search_help_text = _("Link or room")
    ordering = ("-day", "-reports")
    fields = readonly_fields = list_display
