"""Sessions in the admin: to look at and to end, not to make up."""

from django.contrib import admin
from django.http import HttpRequest

from sessions_app.models import AddressRule, UserSession


@admin.register(UserSession)
class UserSessionAdmin(admin.ModelAdmin):
    """The list of visitors."""

    list_display = ("nickname", "id", "room", "created_at", "expires_at")
    list_filter = ("created_at",)
    search_fields = ("nickname", "id")
    list_select_related = ("room",)
    raw_id_fields = ("room",)
    readonly_fields = ("id", "created_at", "updated_at", "expires_at")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """A session without its visitor makes no sense."""
        return False


@admin.register(AddressRule)
class AddressRuleAdmin(admin.ModelAdmin):
    """Who is let in always, and who never; the narrowest network decides."""

    list_display = ("network", "is_allowed", "note", "created_at")
    list_filter = ("is_allowed",)
    search_fields = ("network", "note")
