"""Finding a room's code in whatever people paste: a code, a link, or what a chat app made of both.

Pure. The page does the same in ``static/js/lib/code.js``; both are held by
``tests/vectors/codes.json``.
"""

import re
import unicodedata
from typing import Final

_LINK: Final = re.compile(r"/room/([0-9a-z]{6})(?![0-9a-z])", re.IGNORECASE)
# From the beginning of a word only: else a long word without "://" would be tried at each letter.
_ADDRESS: Final = re.compile(r"(?<!\S)\S*://\S*", re.IGNORECASE)
_WORD: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])")
_GAPS: Final = re.compile(r"[\s\-_.·,]+")


def find_room_code(text: str) -> str | None:
    """Return the code in upper case: of a link, of a text that is nothing else, of one in a text.

    A word of six letters counts in a longer text only with a digit or in capitals, since others
    are just words. None when there is no code, or more than one that is not in a link.
    """
    plain = _visible(text)
    linked = _LINK.search(plain)
    if linked:
        return linked[1].upper()
    alone = _GAPS.sub("", plain)
    if re.fullmatch(r"[0-9A-Za-z]{6}", alone):
        return alone.upper()
    words = {word.upper() for word in _WORD.findall(_ADDRESS.sub(" ", plain)) if _is_odd(word)}
    return words.pop() if len(words) == 1 else None


def _visible(text: str) -> str:
    """Full-width letters become plain ones; invisible characters go."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def _is_odd(word: str) -> bool:
    has_digit = any(c.isdigit() for c in word)
    return (has_digit and not word.isdigit()) or (word.isupper() and word.isalpha())
