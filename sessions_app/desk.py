"""Visitors, accounts and logins at the desk: to look at, to sign out, to suspend."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import clock
from common.deeds import Deed, action_of
from common.desk import ReadOnly, acted, column
from common.errors import Code, Problem
from sessions_app import account_changes, logins, services
from sessions_app.models import Account, TokenFamily, UserSession


def _tell(request: HttpRequest, act: str, **details: Any) -> None:
    acted.send(sender=Account, request=request, act=act, details=details)


def _end(session: UserSession, request: HttpRequest, _said: Any) -> None:
    services.end_session(session_id=session.pk, now_ms=clock.cloud_ms())
    details = {"session_id": str(session.pk), "nickname": session.nickname}
    _tell(request, "session_ended", **details)


def _require_may_touch(account: Account, request: HttpRequest) -> None:
    """Nobody but a superuser signs the staff out, or suspends them."""
    if account.user.is_staff and not getattr(request.user, "is_superuser", False):
        raise Problem(Code.NOT_PERMITTED, details={"account": ["staff"]})


def _sign_out(account: Account, request: HttpRequest, _said: Any) -> None:
    _require_may_touch(account, request)
    logins.sign_out_everywhere(account, now_ms=clock.cloud_ms())
    _tell(request, "logins_ended", account=account.user.get_username())


def _suspend(account: Account, request: HttpRequest, _said: Any) -> None:
    _require_may_touch(account, request)
    account_changes.suspend(account, now_ms=clock.cloud_ms())
    _tell(request, "account_suspended", account=account.user.get_username())


def _restore(account: Account, request: HttpRequest, _said: Any) -> None:
    _require_may_touch(account, request)
    account_changes.restore(account)
    _tell(request, "account_restored", account=account.user.get_username())


@admin.register(UserSession)
class SessionDesk(ReadOnly):
    """The visitors of the last day, the newest first."""

    list_display = (
        column("nickname", _("Nickname")),
        column("room_id", _("Room")),
        column("account", _("Account")),
        column("created_at", _("Since")),
        column("expires_at", _("Until")),
        column("id", _("Session")),
    )
    list_filter = ("created_at",)
    search_fields = ("nickname", "id", "account__name_folded", "=room__id")
    search_help_text = _("Nickname, session, account or room")
    list_select_related = ("account",)
    ordering = ("-created_at",)
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = list_display
    actions = (
        action_of(
            Deed(
                "end",
                _("End the session"),
                _end,
                _("They leave their room at once; the page is a stranger's from then on."),
                permission="remove",
            )
        ),
    )


@admin.register(Account)
class AccountDesk(ReadOnly):
    """Everybody who has registered."""

    list_display = (
        column("user", _("Name")),
        column("user__email", _("E-mail")),
        column("user__is_active", _("Active"), is_flag=True),
        column("user__is_staff", _("Staff"), is_flag=True),
        column("created_at", _("Since")),
        column("user__last_login", _("Last sign-in")),
    )
    list_filter = ("user__is_active", "user__is_staff", "created_at")
    search_fields = ("name_folded", "user__username", "user__email")
    search_help_text = _("Name or e-mail")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    list_per_page = 50
    fields = readonly_fields = list_display
    actions = (
        action_of(
            Deed(
                "sign_out",
                _("Sign out everywhere"),
                _sign_out,
                _("All tokens are worth nothing at once; whoever sits in a room stays as a guest."),
            )
        ),
        action_of(
            Deed(
                "suspend",
                _("Suspend"),
                _suspend,
                _("They are signed out everywhere, leave their rooms, and cannot sign in."),
            )
        ),
        action_of(Deed("restore", _("Restore"), _restore, asks=None)),
    )


@admin.register(TokenFamily)
class LoginDesk(ReadOnly):
    """Who is signed in since when; tokens themselves are kept nowhere."""

    list_display = (
        column("account", _("Account")),
        column("created_at", _("Since")),
        column("expires_at", _("Until")),
        column("revoked_at", _("Ended")),
        column("session_id", _("Session")),
    )
    search_fields = ("account__name_folded",)
    list_select_related = ("account",)
    ordering = ("-created_at",)
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = list_display
