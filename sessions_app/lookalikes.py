"""Names that look alike: the one place that says when two account names are one to the eye. Pure.

Unicode's list of confusables has six thousand lines, most of them for scripts and symbols that a
name may not hold here. What is left is small: width, ligatures and styled letters go by NFKC, case
by folding; a name is written in one script, marks included; what is not drawn is refused; marks
that can be overlooked count for nothing; and the letters that Latin, Greek and Cyrillic share to
the eye are listed below.
"""

import unicodedata
from typing import Final

from common.texts import is_ignorable

NAME_MAX: Final = 64
_MARKS: Final = "_-.@+"
# Scripts by the first word of a letter's name. Those in one group may stand in one name.
_GROUPS: Final = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL", "LATIN", "IDEOGRAPHIC"}),
    frozenset({"KATAKANA-HIRAGANA", "CJK", "HIRAGANA", "KATAKANA", "LATIN"}),
)
# Here marks are added to letters that are whole without them. Elsewhere they are the vowels.
_MARKED: Final = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"})
# Greek capitals look like others than their small letters do.
_CAPITALS: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
# Small letters of Greek, Cyrillic and phonetic alphabets, and digits, beside what they look like.
# Because of "I" and "l" all of i, l and 1 are one; they are told apart in small letters only.
_SHAPES: Final = str.maketrans(
    {
        **dict(zip("авгекмнорстухјѕһԁԛԝьґ", "abrekmhopctyxjshdqwbr", strict=True)),
        **dict(zip("αβγεκνορτυχηω", "abyekvoptuxnw", strict=True)),
        **dict.fromkeys("i1ıіιӏ", "l"),
        **dict(zip("ɑɡ0ー", "ago一", strict=True)),
    }
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


def plain(name: str) -> str:
    """Return the name as it is kept: trimmed, of normal width (NFKC)."""
    return unicodedata.normalize("NFKC", name).strip()


def folded(name: str) -> str:
    """Return what is compared when somebody signs in: the plain name without its case."""
    return unicodedata.normalize("NFKC", plain(name).casefold())


def skeleton(name: str) -> str:
    """Return what the eye sees of a name; two names with the same one look alike."""
    seen = folded(_bare(plain(name)).translate(_CAPITALS)).translate(_SHAPES)
    for pair, letter in _PAIRS:
        seen = seen.replace(pair, letter)
    return seen


def _bare(name: str) -> str:
    """Leave out what can be overlooked: é is e, and what is not drawn is nothing."""
    kept, script = list[str](), ""
    for c in unicodedata.normalize("NFD", name):
        if not _is_mark(c):
            script = _script(c)
        elif script in _MARKED:
            continue
        if not is_ignorable(c):
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def is_writable(name: str) -> bool:
    """Tell whether a plain name holds letters, digits and ``_-.@+`` only, of one script."""
    is_one = _is_one(name) and _has_own_marks(name)
    return all(_is_allowed(c) for c in name) and any(c.isalnum() for c in name) and is_one


def _is_allowed(c: str) -> bool:
    kinds = ("Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd")
    return c in _MARKS or (unicodedata.category(c) in kinds and not is_ignorable(c))


def _is_one(name: str) -> bool:
    scripts = {_script(c) for c in name if c.isalpha()}
    return len(scripts) < 2 or any(scripts <= group for group in _GROUPS)


def _has_own_marks(name: str) -> bool:
    """Tell whether each mark is of its letter's script; an é is one letter, not two."""
    letter = ""
    for c in name:
        if not _is_mark(c):
            letter = c
        elif _script(c) != _script(letter):
            return False
    return True


def _is_mark(c: str) -> bool:
    return unicodedata.category(c) in ("Mn", "Mc", "Me")


def _script(c: str) -> str:
    return unicodedata.name(c, "?").split(" ")[0] if c else ""
