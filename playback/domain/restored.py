"""Reading a state that another version, or another hand, has written down. Pure."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import fields

from playback.domain.state import MAX_POSITION_S, MAX_RATE, MIN_RATE, Phase, State


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _is_between(low: float, high: float) -> Callable[[Any], bool]:
    def judge(value: Any) -> bool:
        return isinstance(value, int | float) and math.isfinite(value) and low <= value <= high

    return judge


_IS_SANE: Final[dict[str, Callable[[Any], bool]]] = {
    "media_url": _is_text,
    "title": _is_text,
    "phase": lambda value: value in set(Phase),
    "anchor_position": _is_between(0, MAX_POSITION_S),
    "anchor_ms": _is_count,
    "rate": _is_between(MIN_RATE, MAX_RATE),
    "duration": _is_between(0, MAX_POSITION_S),
    "version": _is_count,
    "updated_by": _is_text,
    "last_command_ms": _is_count,
}
_BLANK: Final = State(media_url="")


def restored(facts: Mapping[str, Any]) -> tuple[State, list[str]]:
    """Return the state that these facts make, and which of them could not be used.

    What is missing, or makes no sense, is as in a room in which nothing has happened yet.
    """
    odd = [name for name, is_sane in _IS_SANE.items() if not is_sane(facts.get(name))]
    told = {
        field.name: getattr(_BLANK, field.name) if field.name in odd else facts[field.name]
        for field in fields(State)
    }
    return State(**{**told, "phase": Phase(told["phase"])}), odd
