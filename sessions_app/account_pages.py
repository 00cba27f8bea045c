"""``/account``: sign in, register, change the password, take one's data along, delete, sign out.

The page's login is Django's own; it holds the visitor's session (``xiaowo_session``), which is
bound to the account.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.errors import Problem
from common.http.middleware import address_of
from sessions_app import account_changes, account_data, accounts, logins, tokens
from sessions_app.account_forms import (
    AccountForm,
    DeleteForm,
    LoginForm,
    PasswordForm,
    RegisterForm,
)
from sessions_app.api import remember
from sessions_app.auth import COOKIE
from sessions_app.models import Account
from sessions_app.pages import SESSION_KEY, known_visitor
from sessions_app.selectors import user_view

Act = Callable[[HttpRequest, Any], HttpResponse]
FORMS: dict[str, type[AccountForm]] = {
    "login": LoginForm,
    "register": RegisterForm,
    "password": PasswordForm,
    "delete": DeleteForm,
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show the forms that fit, or do what one of them asks for."""
    action = request.POST.get("action", "")
    fitting = ("password", "delete") if _has_own(request) else ("login", "register")
    forms = {
        name: FORMS[name](request.POST if name == action else None, auto_id=f"{name}_%s")
        for name in fitting
    }
    form = forms.get(action)
    if form is not None and form.is_valid():
        try:
            return _ACTS[action](request, form.cleaned_data)
        except Problem as problem:
            form.refuse(problem)
    return _show(request, forms, 400 if request.method == "POST" else 200)


def _show(request: HttpRequest, forms: dict[str, AccountForm], status: int) -> HttpResponse:
    context: dict[str, Any] = {f"{name}_form": form for name, form in forms.items()}
    if "password" in forms:
        context["account"] = user_view(_own(request))
    return render(request, "account.html", context, status=status)


def _own(request: HttpRequest) -> Account:
    assert isinstance(request.user, User)  # noqa: S101
    return accounts.account_of(request.user, now_ms=clock.cloud_ms())


def _has_own(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in with an account.

    An operator has none whose name looks like that of somebody who came here before.
    """
    try:
        return request.user.is_authenticated and bool(_own(request))
    except Problem:
        return False


def _to_account(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("account"))


def _log_in(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    found = accounts.check_login(
        username=said["username"],
        password=said["password"],
        ip=address_of(request),
        now_ms=clock.cloud_ms(),
    )
    return _enter(request, found)


def _register(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    return _enter(
        request, accounts.register(**said, ip=address_of(request), now_ms=clock.cloud_ms())
    )


def _enter(request: HttpRequest, found: Account) -> HttpResponse:
    """Log in for Django, and bind the visitor's session, which keeps its seat and role."""
    now_ms = clock.cloud_ms()
    session = logins.hold_session(account=found, visitor=known_visitor(request), now_ms=now_ms)
    login(request, found.user, backend=BACKEND)
    request.session[SESSION_KEY] = str(session.pk)
    response = _to_account(request, gettext("You are signed in"))
    remember(response, tokens.issue(session.pk))
    return response


def _change_password(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    own, visitor = _own(request), known_visitor(request)
    account_changes.change_password(
        account=own,
        old=said["password"],
        new=said["new_password"],
        ip=address_of(request),
        session_id=visitor.id if visitor and visitor.account_id == own.pk else None,
        now_ms=clock.cloud_ms(),
    )
    update_session_auth_hash(request, own.user)
    return _to_account(request, gettext("The password is changed; all other logins have ended"))


def _delete(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    account_changes.delete_account(
        account=_own(request),
        password=said["password"],
        ip=address_of(request),
        now_ms=clock.cloud_ms(),
    )
    logout(request)
    response = _to_account(request, gettext("The account is deleted"))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


_ACTS: dict[str, Act] = {
    "login": _log_in,
    "register": _register,
    "password": _change_password,
    "delete": _delete,
}


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the session stays in its room as a guest's."""
    visitor = known_visitor(request)
    if visitor is not None and _has_own(request):
        logins.let_go(account=_own(request), session_id=visitor.id, now_ms=clock.cloud_ms())
    logout(request)
    return _to_account(request, gettext("You are signed out"))


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is kept of the account, as a JSON file."""
    if not _has_own(request):
        return HttpResponseRedirect(reverse("account"))
    data = account_data.everything(_own(request))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="xiaowo-account.json"'
    return response
