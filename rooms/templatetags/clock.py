"""Times as people read them."""

from django import template

register = template.Library()


@register.filter
def clock_time(seconds: float) -> str:
    """Write 75 as 1:15 and 3675 as 1:01:15, like ``static/js/lib/format.js``."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
