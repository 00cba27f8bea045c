"""Text frames from clients, read in one piece where they come in one piece.

Autobahn reads a frame in a dozen steps, made for frames that come in parts; a page's frames come
whole. What is anything else than one whole text frame is left to it. Pure; the hook is in
``xiaowo/below_daphne.py``, the decision in docs/decisions/0008.
"""

from typing import Final

# RFC 6455, section 5.2: FIN and the opcode of a text frame; the mask bit before the length.
_TEXT: Final = 0x81
_MASKED: Final = 0x80
_SHORT, _MIDDLE = 125, 126
_MASK_BYTES: Final = 4
_NO_MASK: Final = bytes(_MASK_BYTES)


def text_of(data: bytes) -> str | None:
    """Return the text of exactly one whole masked text frame.

    None for anything else: parts, several, control frames, lengths written longer than need be or
    above 64 KiB, no mask, no UTF-8.
    """
    if len(data) < 2 + _MASK_BYTES or data[0] != _TEXT or data[1] < _MASKED:
        return None
    length, start = data[1] - _MASKED, 2 + _MASK_BYTES
    if length == _MIDDLE:
        length, start = int.from_bytes(data[2:4]), 4 + _MASK_BYTES
        if length <= _SHORT:
            return None
    elif length > _MIDDLE:
        return None
    if len(data) != start + length:
        return None
    try:
        return _unmasked(data[start - _MASK_BYTES : start], data[start:]).decode()
    except UnicodeDecodeError:
        return None


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    if mask == _NO_MASK:
        return payload
    size = len(payload)
    key = (mask * (size // _MASK_BYTES + 1))[:size]
    # One long number instead of a loop over bytes.
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(size)
