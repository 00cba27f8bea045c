"""Sentences of the debug panel; only a page that asked for debugging gets them."""

from django.utils.translation import gettext


def debug_texts() -> dict[str, str]:
    """Return key → text in the active language."""
    return {
        "debug_cut": gettext("Cut the line"),
        "debug_reconnect": gettext("Take the line up again"),
        "debug_sent": gettext("Sent."),
        "debug_no_json": gettext("The data must be a JSON object."),
    }
