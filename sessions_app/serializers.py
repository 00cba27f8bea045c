"""Bodies of session calls."""

import re

from rest_framework import serializers

from common.http.fields import NameField, TextField

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
