"""The start page's forms, which work without a script."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.texts import clean_text
from rooms.codes import find_room_code
from rooms.playful import playful_room_name
from rooms.serializers import NAME_MAX, PASSWORD_MAX, URL_MAX

SEATS = 7


class CreateRoomForm(forms.Form):
    """Make a room."""

    name = forms.CharField(
        label=_("Name of the room"),
        max_length=NAME_MAX,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    media_url = forms.CharField(
        label=_("Link to the video"),
        max_length=URL_MAX,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://…"}
        ),
    )
    description = forms.CharField(label=_("Description"), max_length=500, required=False)
    is_private = forms.BooleanField(label=_("Private room"), required=False)
    # What was typed comes back with the errors, this too; the page is never stored.
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
    )
    max_users = forms.IntegerField(label=_("Seats"), min_value=1, initial=SEATS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The operator's limit of seats is known when the form is made."""
        super().__init__(*args, **kwargs)
        self.fields["max_users"].widget.attrs["max"] = settings.ROOM_MAX_USERS_LIMIT
        self.fields["name"].initial = playful_room_name(secrets.choice)

    def clean_name(self) -> str:
        """Judge the name by what people see of it; whoever gives none gets a playful one."""
        return clean_text(self.cleaned_data["name"]) or playful_room_name(secrets.choice)

    def clean_max_users(self) -> int:
        """Nothing given means seven; the operator's limit holds."""
        seats = self.cleaned_data.get("max_users") or SEATS
        if seats > settings.ROOM_MAX_USERS_LIMIT:
            limit = settings.ROOM_MAX_USERS_LIMIT
            raise forms.ValidationError(_("A room has 1 to {seats} seats.").format(seats=limit))
        return int(seats)

    def clean(self) -> dict[str, Any]:
        """A room needs a film, and a private one a password."""
        cleaned = super().clean() or {}
        if not cleaned.get("media_url") and "media_url" not in self.errors:
            self.add_error("media_url", _("Paste a link, or take one of the built-in clips"))
        if cleaned.get("is_private") and not cleaned.get("password"):
            self.add_error("password", _("A private room needs a password"))
        return cleaned


class JoinRoomForm(forms.Form):
    """Go to a room by its code, or by whatever was pasted that holds one."""

    code = forms.CharField(
        label=_("Room code"),
        max_length=URL_MAX,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code in upper case."""
        code = find_room_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("No room code found. It has six letters or digits; the whole link works, too.")
            )
        return code


class PasswordForm(forms.Form):
    """The password of a private room."""

    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
