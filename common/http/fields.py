"""Fields that take exactly their type: a number is not a text, a text is not a number."""

import math
from typing import Any

from rest_framework import serializers

from common.texts import clean_text


class TextField(serializers.CharField):
    """A string; numbers and booleans are refused."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text; raises a validation error for anything but a string."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class NameField(TextField):
    """A name that people read: visible, trimmed, at least one character."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Clean first, so that length and emptiness are judged by what people see."""
        if isinstance(data, str):
            data = clean_text(data)
        return super().run_validation(data)


class FlagField(serializers.BooleanField):
    """true or false; "yes", 1 and "on" are refused."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the flag; raises a validation error for anything else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeField(serializers.IntegerField):
    """A whole number; texts and booleans are refused."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number; raises a validation error for anything else."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class NumberField(serializers.FloatField):
    """A finite number; NaN, infinities, texts and booleans are refused."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number; raises a validation error for anything else."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        # An int may be too large for a float at all.
        if isinstance(data, int) and abs(data) > 2**53:
            self.fail("invalid")
        if not math.isfinite(data):
            self.fail("invalid")
        return float(data)


class ChoiceText(TextField):
    """One of a few words."""

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = words

    def to_internal_value(self, data: Any) -> str:
        """Return the word; raises a validation error for any other."""
        word = super().to_internal_value(data)
        if word not in self.words:
            raise serializers.ValidationError(" | ".join(self.words))
        return word
