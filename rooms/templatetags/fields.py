"""Form fields with all that is said of them."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def described(field: BoundField, hint: str) -> SafeString:
    """Draw the field, tied to its hint and to what is wrong with it (``parts/field.html``)."""
    said = {"hint": hint, "error": field.errors}
    ids = " ".join(f"{field.auto_id}_{part}" for part, is_said in said.items() if is_said)
    attrs: dict[str, Any] = {"aria-describedby": ids} if ids else {}
    # Among several the browser takes the first: what is wrong is in sight, however long the page.
    return field.as_widget(attrs=attrs | ({"autofocus": True} if _is_to_mend(field) else {}))


def _is_to_mend(field: BoundField) -> bool:
    form = field.form
    is_first = form.visible_fields()[0].name == field.name
    return bool(field.errors) or (is_first and bool(form.non_field_errors()))
