"""Names and faces to choose from, drawn anew for every page."""

import secrets
from typing import Final

from django.utils.translation import get_language

from sessions_app import avatars, names
from sessions_app.selectors import Visitor

NAMES: Final = 12
FACES: Final = 11
SEED_BYTES: Final = 6


def faces_for(visitor: Visitor) -> list[str]:
    """Return addresses of faces, the visitor's own first."""
    drawn = [avatars.path_for(secrets.token_hex(SEED_BYTES)) for _ in range(FACES)]
    return [visitor.avatar, *drawn]


def nicknames() -> list[str]:
    """Return playful names in the reader's language."""
    language = get_language() or ""
    return [names.playful_nickname(secrets.choice, language) for _ in range(NAMES)]
