"""Small helps for the pages of the desk."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(value: Any, words: Mapping[Any, Any]) -> Any:
    """Return what a value is called."""
    return words.get(value, value)
