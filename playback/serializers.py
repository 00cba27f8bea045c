"""Bodies of playback calls."""

from typing import Any

from rest_framework import serializers

from common.http.fields import ChoiceText, NumberField, TextField, WholeField
from playback.domain.state import MAX_POSITION_S


class MillisField(NumberField):
    """A time in ms that still is a number of ms, not of universes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=-(2**53), max_value=2**53, **kwargs)


class CommandBody(serializers.Serializer):
    """``{base_version?, client_timestamp?}``, part of every command."""

    base_version = WholeField(required=False, min_value=0)
    client_timestamp = MillisField(required=False, help_text="cloud clock, ms")


class PlayPauseBody(CommandBody):
    """``{current_time?}``, what the caller sees, s."""

    current_time = NumberField(required=False)


class SeekBody(CommandBody):
    """``{current_time}``, s."""

    current_time = NumberField()


class SyncBody(serializers.Serializer):
    """``{current_time?, at?}``; ``at`` is the cloud time of ``current_time``, ms."""

    current_time = NumberField(required=False, min_value=0, max_value=MAX_POSITION_S)
    at = MillisField(required=False)


class PlaybackBody(CommandBody):
    """Any part of the state, absolute."""

    media_url = TextField(max_length=2048, required=False)
    title = TextField(max_length=200, required=False, allow_blank=True)
    playback_rate = NumberField(required=False)
    current_time = NumberField(required=False)
    playback_state = ChoiceText(("playing", "paused"), required=False)
