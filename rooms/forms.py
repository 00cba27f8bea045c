"""The start page's forms, which work without a script."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.http.fields import clean_text
from common.ids import ROOM_CODE_LENGTH, parse_room_code
from rooms.serializers import NAME_MAX, PASSWORD_MAX, URL_MAX


class CreateRoomForm(forms.Form):
    """Make a room."""

    name = forms.CharField(label=_("Name of the room"), max_length=NAME_MAX)
    media_url = forms.CharField(label=_("Link to the video"), max_length=URL_MAX)
    description = forms.CharField(label=_("Description"), max_length=500, required=False)
    is_private = forms.BooleanField(label=_("Private room"), required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    max_users = forms.IntegerField(label=_("Seats"), min_value=1, initial=7, required=False)

    def clean_name(self) -> str:
        """Judge the name by what people see of it."""
        name = clean_text(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Something is missing"))
        return name

    def clean_max_users(self) -> int:
        """Nothing given means seven; the operator's limit holds."""
        seats = self.cleaned_data.get("max_users") or 7
        if seats > settings.ROOM_MAX_USERS_LIMIT:
            raise forms.ValidationError(f"1–{settings.ROOM_MAX_USERS_LIMIT}")
        return int(seats)

    def clean(self) -> dict[str, Any]:
        """A private room needs a password."""
        cleaned = super().clean() or {}
        if cleaned.get("is_private") and not cleaned.get("password"):
            self.add_error("password", _("A private room needs a password"))
        return cleaned


class JoinRoomForm(forms.Form):
    """Go to a room by its code, or by a pasted link that ends in one."""

    code = forms.CharField(label=_("Room code"), max_length=URL_MAX)

    def clean_code(self) -> str:
        """Return the code in upper case."""
        text = self.cleaned_data["code"].strip().split("?")[0].split("#")[0].rstrip("/")
        code = parse_room_code(text.rsplit("/", 1)[-1][-ROOM_CODE_LENGTH - 1 :])
        if code is None:
            raise forms.ValidationError(_("A room code has six letters or digits"))
        return code


class PasswordForm(forms.Form):
    """The password of a private room."""

    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
