"""The admin's login, the list of addresses, and Django's own users; the rest in ``desk``."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import BooleanFieldListFilter
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import guard
from common.desk import Witnessed, column, titled
from common.errors import Problem
from common.http.middleware import address_of
from sessions_app import accounts
from sessions_app.desk import AccountDesk, LoginDesk, SessionDesk
from sessions_app.models import AddressRule

__all__ = ["AccountDesk", "AddressRuleAdmin", "LoginDesk", "SessionDesk"]


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


@admin.register(AddressRule)
class AddressRuleAdmin(Witnessed):
    """Who is let in always, and who never; the narrowest network decides."""

    list_display = (
        column("network", _("Network")),
        column("is_allowed", _("Let in"), is_flag=True),
        column("note", _("Note")),
        column("created_at", _("Since")),
    )
    list_filter = (("is_allowed", titled(_("Let in"), BooleanFieldListFilter)),)
    search_fields = ("network", "note")


admin.site.unregister([User, Group])


@admin.register(User)
class WitnessedUserAdmin(Witnessed, UserAdmin):
    """Django's own page of users, for who makes staff."""


@admin.register(Group)
class WitnessedGroupAdmin(Witnessed, GroupAdmin):
    """Django's own page of groups."""
