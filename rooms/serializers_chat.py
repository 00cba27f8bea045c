"""Bodies of calls about chat."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import RegexField

from common.http.fields import FlagField, TextField
from common.wire import CLIENT_ID
from rooms.services.chat_storing import MENTIONS_MAX, Words

ID_MAX = 64
# Counted after trimming, so a little more may come.
TEXT_MAX = 20_000


class ClientIdField(TextField, RegexField):
    """What the caller calls the line."""


class ChatBody(serializers.Serializer):
    """``{text, client_id?, reply_to?, danmaku?, mentions?}``, as in the frame."""

    text = TextField(max_length=TEXT_MAX, allow_blank=True, trim_whitespace=False)
    client_id = ClientIdField(
        CLIENT_ID,
        max_length=ID_MAX,
        required=False,
        allow_blank=True,
        allow_null=True,
        trim_whitespace=False,
    )
    reply_to = TextField(max_length=ID_MAX, required=False, allow_blank=True, allow_null=True)
    danmaku = FlagField(required=False)
    mentions = serializers.ListField(
        child=TextField(max_length=ID_MAX), required=False, max_length=MENTIONS_MAX
    )

    def words(self) -> Words:
        """Return what was said."""
        said: dict[str, Any] = self.validated_data
        return Words(
            text=said["text"],
            client_id=said.get("client_id") or "",
            reply_to=said.get("reply_to") or "",
            mentions=said.get("mentions", ()),
            is_danmaku=said.get("danmaku", False),
        )
