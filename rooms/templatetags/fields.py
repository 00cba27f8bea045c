"""Form fields with all that is said of them."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def described(field: BoundField, hint: str) -> SafeString:
    """Draw the field, tied to its hint and to what is wrong with it (``parts/field.html``)."""
    said = {"hint": hint, "error": field.errors}
    ids = " ".join(f"{field.auto_id}_{part}" for part, is_said in said.items() if is_said)
    return field.as_widget(attrs={"aria-describedby": ids} if ids else {})
