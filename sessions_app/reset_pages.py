"""``/account/reset``: a new password for whoever can read the account's mail."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common import clock, guard
from common.errors import Problem
from common.http.middleware import address_of
from common.net import caller_key
from sessions_app import account_changes
from sessions_app.account_forms import NewPasswordForm, ResetForm

log = logging.getLogger(__name__)

# Mails within ten minutes: asked for by one address, and to one mailbox.
ASKED_LIMIT = 10
MAILBOX_LIMIT = 3
_HIDDEN = "set"
_KEPT = "xiaowo_reset"


class Answered(HttpResponseRedirect):
    """A redirect after which something is done, so that nobody can time whether it was."""

    def __init__(self, to: str, work: Callable[[], None]) -> None:
        super().__init__(to)
        self._work = work

    def close(self) -> None:
        """The client has its answer."""
        try:
            self._work()
        finally:
            super().close()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Send a mail to whoever is known under an address; the answer does not tell."""
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            guard.spend(_limits(email, address_of(request)))
        except Problem as problem:
            form.refuse(problem)
        else:
            messages.success(
                request, gettext("If there is an account with this address, a mail is on its way")
            )
            return Answered(reverse("account"), _mails(request, email))
    return render(request, "account_reset.html", {"form": form}, status=400 if form.errors else 200)


def _limits(email: str, ip: str) -> dict[str, int]:
    mailbox = hashlib.sha256(email.casefold().encode()).hexdigest()
    return {f"reset:{caller_key(ip)}": ASKED_LIMIT, f"mail:{mailbox}": MAILBOX_LIMIT}


def _mails(request: HttpRequest, email: str) -> Callable[[], None]:
    language, root = get_language(), request.build_absolute_uri("/").rstrip("/")

    def send() -> None:
        with override(language):
            for user in PasswordResetForm().get_users(email):
                _send(user, root)

    return send


def _send(user: Any, root: str) -> None:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("account-new-password", args=[uid, default_token_generator.make_token(user)])
    text = gettext(
        "Somebody, probably you, has asked for a new password for {name} at Xiaowo. It is set "
        "here:\n\n{link}\n\nIf it was not you, nothing has to be done."
    ).format(name=user.get_username(), link=root + path)
    try:
        send_mail(gettext("A new password for Xiaowo"), text, None, [user.email])
    except OSError:
        log.exception("a mail could not be sent")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set the password; the token moves into the login cookie, out of sight of other sites."""
    if token != _HIDDEN:
        request.session[_KEPT] = token
        return HttpResponseRedirect(reverse("account-new-password", args=[uid, _HIDDEN]))
    user = _user_of(uid, request.session.get(_KEPT, ""))
    if user is None:
        return render(request, "account_reset.html", {"is_over": True}, status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account_changes.reset_password(
                user=user, new=form.cleaned_data["new_password"], now_ms=clock.cloud_ms()
            )
        except Problem as problem:
            form.refuse(problem)
        else:
            del request.session[_KEPT]
            messages.success(request, gettext("The password is changed; please sign in"))
            return HttpResponseRedirect(reverse("account"))
    context = {"form": form, "name": user.get_username()}
    return render(request, "account_new_password.html", context, status=400 if form.errors else 200)


def _user_of(uid: str, token: str) -> User | None:
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None
