"""The account page's forms, which work without a script."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Problem
from sessions_app.lookalikes import NAME_MAX
from sessions_app.serializers import PASSWORD_MAX


def _password(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=PASSWORD_MAX, strip=False, widget=widget)


class AccountForm(forms.Form):
    """A form whose service may refuse what is in it."""

    def refuse(self, problem: Problem) -> None:
        """Show a refusal: at the fields that it names, else above the form."""
        for name, texts in (problem.details or {"": [gettext(problem.sentence)]}).items():
            field = name if name in self.fields else None
            for text in texts:
                self.add_error(field, text)


class LoginForm(AccountForm):
    """Sign in."""

    username = forms.CharField(
        label=_("User name"),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("Password"), "current-password")


class RegisterForm(LoginForm):
    """Make an account."""

    password = _password(_("Password"), "new-password")
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordForm(AccountForm):
    """Set another password."""

    password = _password(_("Present password"), "current-password")
    new_password = _password(_("New password"), "new-password")


class DeleteForm(AccountForm):
    """Delete the account; the password says that it is meant."""

    password = _password(_("Password"), "current-password")


class ResetForm(AccountForm):
    """Ask for a mail with which a new password can be set."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPasswordForm(AccountForm):
    """Set a password by the link of such a mail."""

    new_password = _password(_("New password"), "new-password")
