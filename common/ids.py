"""Identifiers: time-ordered UUIDs for records and short codes for rooms."""

import secrets
import string
from uuid import UUID

ROOM_CODE_ALPHABET = string.digits + string.ascii_uppercase
ROOM_CODE_LENGTH = 6


def new_id(*, now_ms: int) -> UUID:
    """Make a version-7 UUID (RFC 9562): it sorts by the time it was made."""
    value = (now_ms & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_room_code() -> str:
    """Draw a room code, e.g. ``8XA92B``; the caller sees to it that it is free."""
    return "".join(secrets.choice(ROOM_CODE_ALPHABET) for _ in range(ROOM_CODE_LENGTH))


def parse_room_code(text: str) -> str | None:
    """Return the code in upper case, or None when the text cannot be one."""
    code = text.strip().upper()
    if len(code) == ROOM_CODE_LENGTH and set(code) <= set(ROOM_CODE_ALPHABET):
        return code
    return None


def parse_uuid(text: str) -> UUID | None:
    """Return the UUID, or None when the text is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None
