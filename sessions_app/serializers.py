"""Bodies of session calls."""

import re

from rest_framework import serializers

from common.http.fields import NameField, TextField
from sessions_app.lookalikes import NAME_MAX

PASSWORD_MAX = 128
TOKEN_MAX = 4096
NICKNAME_MAX = 32
_AVATAR = re.compile(r"/avatars/[A-Za-z0-9_-]{1,64}\.svg")


class SessionBody(serializers.Serializer):
    """``{nickname?, avatar?}``; the avatar is one that this server draws."""

    nickname = NameField(max_length=NICKNAME_MAX, required=False, allow_null=True)
    avatar = TextField(max_length=200, required=False, allow_null=True)

    def validate_avatar(self, value: str | None) -> str | None:
        """Accept only our own drawings: anything else would be fetched by everybody's page."""
        if value is not None and not _AVATAR.fullmatch(value):
            raise serializers.ValidationError("/avatars/<seed>.svg")
        return value


class LoginBody(serializers.Serializer):
    """``{username, password}``."""

    username = TextField(max_length=NAME_MAX)
    password = TextField(max_length=PASSWORD_MAX, trim_whitespace=False)


class EmailTextField(TextField, serializers.EmailField):
    """An address for mail; numbers and booleans are refused."""


class RegisterBody(LoginBody):
    """``{username, password, email?}``."""

    email = EmailTextField(max_length=254, required=False, allow_null=True, allow_blank=True)


class RefreshBody(serializers.Serializer):
    """``{refresh_token}``."""

    refresh_token = TextField(max_length=TOKEN_MAX)


class LogoutBody(serializers.Serializer):
    """``{refresh_token?}``; without it the access token says which login ends."""

    refresh_token = TextField(max_length=TOKEN_MAX, required=False, allow_null=True)
