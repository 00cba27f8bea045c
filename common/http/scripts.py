"""Which form of a page's script is delivered (decision 7)."""

from django.conf import settings


def script(name: str) -> str:
    """Return the static name of a page's script: as it is written under DEBUG, else joined."""
    return f"js/{name}" if settings.DEBUG else f"js/joined/{name}"
