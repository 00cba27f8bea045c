"""Rooms, members, log and audit in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from rooms.models import Room, RoomActivity, RoomMember, SyncMessage


class MemberInline(admin.TabularInline):
    """Members of a room."""

    model = RoomMember
    extra = 0
    can_delete = False
    fields = ("nickname", "role", "is_active", "joined_at", "left_at")
    readonly_fields = fields

    def has_add_permission(self, _request: HttpRequest, _obj: Room | None = None) -> bool:
        """Members come in by themselves."""
        return False


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    """Rooms; the playback stands under its own heading."""

    list_display = ("id", "name", "status", "is_private", "max_users", "last_active_at")
    list_filter = ("status", "is_private", "created_at")
    search_fields = ("id", "name")
    readonly_fields = (
        "id", "creator_session", "settings", "version", "last_active_at",
        "last_member_left_at", "created_at", "updated_at",
    )  # fmt: skip
    inlines = (MemberInline,)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Rooms are made by people who want to watch."""
        return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """A log is read, not written."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds lines by hand."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """Nobody changes history."""
        return False


@admin.register(RoomMember)
class RoomMemberAdmin(ReadOnlyAdmin):
    """Who is and was where."""

    list_display = ("nickname", "room", "role", "is_active", "joined_at", "left_at")
    list_filter = ("role", "is_active")
    search_fields = ("nickname", "room__id", "session__id")
    list_select_related = ("room",)


@admin.register(SyncMessage)
class SyncMessageAdmin(ReadOnlyAdmin):
    """The log of commands and chat."""

    list_display = ("server_timestamp", "room", "message_type", "version", "session")
    list_filter = ("message_type", "server_timestamp")
    search_fields = ("room__id", "session__id")
    list_select_related = ("room", "session")
    show_full_result_count = False


@admin.register(RoomActivity)
class RoomActivityAdmin(ReadOnlyAdmin):
    """The audit log."""

    list_display = ("created_at", "room", "activity_type", "actor_session", "target_session")
    list_filter = ("activity_type", "created_at")
    search_fields = ("room__id", "actor_session__id", "target_session__id")
    list_select_related = ("room", "actor_session", "target_session")
    show_full_result_count = False
