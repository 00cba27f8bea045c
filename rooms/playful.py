"""Names for rooms whose makers give none."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext, gettext_noop

NAMES: Final = (
    gettext_noop("Popcorn corner"),
    gettext_noop("Sofa cinema"),
    gettext_noop("Blanket fort"),
    gettext_noop("Midnight screening"),
    gettext_noop("Balcony cinema"),
    gettext_noop("The back row"),
    gettext_noop("Rainy day cinema"),
    gettext_noop("Two more episodes"),
    gettext_noop("Lights out, film on"),
    gettext_noop("The cosy screening room"),
    gettext_noop("Slippers welcome"),
    gettext_noop("Tea and a film"),
)


def playful_room_name(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a name in the reader's language; ``choose`` picks one (``secrets.choice``, say)."""
    return gettext(choose(NAMES))
