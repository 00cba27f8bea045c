"""Playback and clips in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from playback.models import DemoClip, PlaybackRecord


@admin.register(PlaybackRecord)
class PlaybackRecordAdmin(admin.ModelAdmin):
    """What was last written down; rooms in use are ahead of it by seconds."""

    list_display = ("room", "playback_state", "anchor_position", "version", "updated_at")
    list_filter = ("playback_state", "updated_at")
    search_fields = ("room__id", "media_url")
    list_select_related = ("room",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Made together with the room."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """The store would overwrite it."""
        return False


@admin.register(DemoClip)
class DemoClipAdmin(admin.ModelAdmin):
    """The list of clips offered for a quick start."""

    list_display = ("title", "url", "duration", "position", "is_active", "is_offline")
    list_editable = ("position", "is_active")
    search_fields = ("title", "title_en", "url")
