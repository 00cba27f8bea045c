"""Bodies of room calls."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from common.http.fields import (
    ChoiceText,
    FlagField,
    NameField,
    NumberField,
    TextField,
    WholeField,
)
from rooms.models import ReportReason
from rooms.roles import Right

NAME_MAX = 60
PASSWORD_MAX = 128
URL_MAX = 2048
# A year.
MINUTES_MAX = 366 * 24 * 60


class SeatsField(WholeField):
    """How many may sit in the room: 1 to the operator's limit."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number; raises a validation error outside the limits."""
        seats = super().to_internal_value(data)
        limit = settings.ROOM_MAX_USERS_LIMIT
        if not 1 <= seats <= limit:
            raise serializers.ValidationError(f"1–{limit}")
        return seats


class SettingsBody(serializers.Serializer):
    """Any of the settings; unknown names are refused rather than lost."""

    auto_play = FlagField(required=False)
    allow_control = FlagField(required=False)
    sync_tolerance = NumberField(required=False, min_value=0.05, max_value=5)
    away_policy = ChoiceText(("pause_room", "notice_only"), required=False)
    buffer_policy = ChoiceText(("host", "majority", "nobody"), required=False)
    danmaku = FlagField(required=False)
    approval = FlagField(required=False)
    slow_mode = WholeField(required=False, min_value=0, max_value=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse names that are not settings."""
        unknown = sorted(set(self.initial_data or {}) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "?"))
        return attrs

    def to_internal_value(self, data: Any) -> Any:
        """Keep the raw names at hand: nested serializers get no ``initial_data``."""
        self.initial_data = data if isinstance(data, dict) else {}
        return super().to_internal_value(data)


class RoomBody(serializers.Serializer):
    """``{name, media_url, description?, is_private?, password?, max_users?, settings?}``."""

    name = NameField(max_length=NAME_MAX)
    media_url = TextField(max_length=URL_MAX)
    description = TextField(max_length=500, required=False, allow_blank=True)
    is_private = FlagField(required=False)
    password = TextField(
        max_length=PASSWORD_MAX, required=False, allow_blank=True, trim_whitespace=False
    )
    max_users = SeatsField(required=False)
    settings = SettingsBody(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A private room needs its password from the start."""
        if attrs.get("is_private") and not attrs.get("password") and self.instance is None:
            raise serializers.ValidationError({"password": "is_private"}, code="required")
        return attrs


class RoomEditBody(RoomBody):
    """The same for an existing room; ``version`` guards against overwriting."""

    media_url = TextField(max_length=URL_MAX, required=False)
    version = WholeField(required=False, min_value=0)
    is_locked = FlagField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The password may be the one that the room has."""
        return attrs


class JoinBody(serializers.Serializer):
    """``{password?}``."""

    password = TextField(
        max_length=PASSWORD_MAX,
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
    )


class PermissionsField(serializers.Field):
    """Overrides: ``{"control": bool, …}``; other names and values are refused."""

    def to_internal_value(self, data: Any) -> dict[str, bool]:
        """Return the overrides; raises a validation error for anything else."""
        names = {right.value for right in Right}
        if not isinstance(data, dict) or not set(data) <= names:
            raise serializers.ValidationError(" | ".join(sorted(names)))
        if not all(isinstance(value, bool) for value in data.values()):
            raise serializers.ValidationError("true | false")
        return data

    def to_representation(self, value: Any) -> Any:
        """Show as it is."""
        return value


class MemberBody(serializers.Serializer):
    """``{role?, permissions?, nickname?, muted_until?}``; null lets speak again."""

    role = ChoiceText(("host", "admin", "guest"), required=False)
    permissions = PermissionsField(required=False)
    nickname = NameField(max_length=32, required=False)
    muted_until = serializers.DateTimeField(required=False, allow_null=True)


class ReportBody(serializers.Serializer):
    """``{reason, text?}``: why a line is wrong."""

    reason = ChoiceText(tuple(ReportReason.values))
    text = NameField(max_length=300, required=False, allow_blank=True)


class AnswerBody(serializers.Serializer):
    """``{approve}``: whether somebody who asks is let in."""

    approve = FlagField()


class KickBody(serializers.Serializer):
    """``{ban?, minutes?}``: without minutes a kick holds for ten, a ban for good."""

    ban = FlagField(required=False)
    minutes = WholeField(required=False, allow_null=True, min_value=1, max_value=MINUTES_MAX)
