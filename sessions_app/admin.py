"""Sessions in the admin: to look at and to end, not to make up."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

from common import guard
from common.errors import Problem
from common.http.middleware import address_of
from sessions_app import accounts
from sessions_app.models import AddressRule, UserSession


class GuardedLogin(AdminAuthenticationForm):
    """The admin's login; wrong passwords are counted together with those of all other logins."""

    def clean(self) -> dict[str, Any]:
        """Check name and password, unless there were too many wrong ones."""
        if self.request is None:
            return super().clean()
        username = self.cleaned_data.get("username") or ""
        wrong: list[ValidationError] = []
        try:
            limits = accounts.login_limits(username, address_of(self.request))
            guard.try_guess(limits, lambda: self._is_right(wrong))
        except Problem as problem:
            raise ValidationError(gettext(problem.sentence)) from problem
        if wrong:
            raise wrong[0]
        return self.cleaned_data

    def _is_right(self, wrong: list[ValidationError]) -> bool:
        try:
            super().clean()
        except ValidationError as error:
            wrong.append(error)
        return not wrong


admin.site.login_form = GuardedLogin


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
