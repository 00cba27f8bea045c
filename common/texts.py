"""What people type, as others read it. Pure."""

import unicodedata
from typing import Final

# U+200C/U+200D join letters and emoji families; the other format characters hide or reorder text.
JOINERS: Final = frozenset("\u200c\u200d")
# Say which shape of a sign is meant: coloured emoji, Mongolian letters, the kanji of a name.
SELECTORS: Final = frozenset(
    chr(code)
    for part in (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
    for code in part
)
# What is not drawn: first and last of each range. Source: Default_Ignorable_Code_Point in
# DerivedCoreProperties.txt of Unicode 14.0.
_IGNORABLE: Final = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Signs that are drawn as nothing: the Braille cell without dots, the note without a head.
_BLANKS: Final = dict.fromkeys(map(ord, "\u2800\U0001d159"), " ")


def is_ignorable(c: str) -> bool:
    """Tell whether a character is one that is not drawn at all."""
    return any(first <= ord(c) <= last for first, last in _IGNORABLE)


def is_visible(text: str) -> bool:
    """Tell whether a reader sees anything of a text."""
    return any(_is_seen(c) for c in text.translate(_BLANKS))


def clean_text(text: str) -> str:
    """Drop what is not seen; white space is folded to single spaces.

    Joiners and selectors stay between what they belong to: emoji and many scripts need them.
    """
    folded = " ".join(unicodedata.normalize("NFC", text).translate(_BLANKS).split())
    kept = " ".join("".join(c for c in folded if _is_kept(c)).split()).strip("".join(JOINERS))
    return kept if is_visible(kept) else ""


def _is_kept(c: str) -> bool:
    return c == " " or c in JOINERS or c in SELECTORS or _is_seen(c)


def _is_seen(c: str) -> bool:
    # Not by isprintable: it denies the emoji that are younger than this Python.
    unseen = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
    return unicodedata.category(c) not in unseen and not is_ignorable(c)
