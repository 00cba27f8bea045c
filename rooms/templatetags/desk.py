"""Small helps for the pages of the desk."""

from collections.abc import Mapping
from typing import Any

from django import template

from rooms.desk import today as numbers

register = template.Library()


@register.simple_tag
def today() -> numbers.Today:
    """Return the numbers of the start page."""
    return numbers.look()


@register.filter
def hours(seconds: int) -> str:
    """Write 5400 as 1.5."""
    return f"{seconds / 3600:.1f}"


@register.filter
def named(value: Any, words: Mapping[Any, Any]) -> Any:
    """Return what a value is called."""
    return words.get(value, value)
