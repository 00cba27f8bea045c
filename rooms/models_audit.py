"""What becomes of the audit log when a room is deleted: part of ``rooms.models``."""

from typing import Any

from django.db import models


def keep_operators(collector: Any, field: Any, lines: Any, using: str) -> None:
    """Delete a room's lines with it, but keep what operators did there.

    For ``ForeignKey.on_delete``; one statement each, as with Django's own rules.
    """
    models.CASCADE(collector, field, lines.filter(operator=""), using)
    models.SET_NULL(collector, field, lines.exclude(operator=""), using)


# The lines are looked up in the database, not read beforehand.
keep_operators.lazy_sub_objs = True  # type: ignore[attr-defined]
