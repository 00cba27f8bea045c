"""What people type, as others read it."""

import unicodedata
from typing import Final

# U+200C/U+200D join letters and emoji families; the other format characters hide or reorder text.
JOINERS: Final = "\u200c\u200d"


def clean_text(text: str) -> str:
    """Drop control and invisible characters; white space is folded to single spaces."""
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(
        c for c in folded if c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    return kept.strip().strip(JOINERS)
