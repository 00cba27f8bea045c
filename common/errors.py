"""Every error that a client can be told: its code, its sentence, its HTTP status and close code.

Source: SPEC §3 (codes) and §4 (close codes). Nothing else in the project knows a number.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final


class Code(IntEnum):
    """Stable error codes of the contract."""

    INTERNAL = 1001
    DATABASE = 1002
    NETWORK = 1003
    INVALID_TOKEN = 2001
    EXPIRED_TOKEN = 2002
    NOT_PERMITTED = 2003
    WRONG_PASSWORD = 2004
    TOO_MANY = 2005
    ROOM_NOT_FOUND = 3001
    ROOM_FULL = 3002
    ALREADY_IN_ROOM = 3003
    MEDIA_INVALID = 3004
    CONFLICT = 3005
    ROOM_EXPIRED = 3006
    BANNED = 3007
    KEY_REUSED = 3008
    MISSING = 4001
    INVALID = 4002
    TOO_LONG = 4003
    MALFORMED = 4004
    TOO_LARGE = 4005
    NO_ADDRESS = 4006


HTTP_STATUS: Final[Mapping[Code, int]] = {
    Code.INTERNAL: 500,
    Code.DATABASE: 503,
    Code.NETWORK: 503,
    Code.INVALID_TOKEN: 401,
    Code.EXPIRED_TOKEN: 401,
    Code.NOT_PERMITTED: 403,
    Code.WRONG_PASSWORD: 403,
    Code.TOO_MANY: 429,
    Code.ROOM_NOT_FOUND: 404,
    Code.ROOM_FULL: 409,
    Code.ALREADY_IN_ROOM: 409,
    Code.MEDIA_INVALID: 422,
    Code.CONFLICT: 409,
    Code.ROOM_EXPIRED: 410,
    Code.BANNED: 403,
    Code.KEY_REUSED: 422,
    Code.MISSING: 400,
    Code.INVALID: 400,
    Code.TOO_LONG: 400,
    Code.MALFORMED: 400,
    Code.TOO_LARGE: 413,
    Code.NO_ADDRESS: 404,
}

# English is the catalogue's key; the translators ask gettext for the reader's language.
SENTENCES: Final[Mapping[Code, str]] = {
    Code.INTERNAL: "Something went wrong on the server",
    Code.DATABASE: "The database cannot be reached",
    Code.NETWORK: "A part of the server cannot be reached",
    Code.INVALID_TOKEN: "The token is not valid",
    Code.EXPIRED_TOKEN: "The token has expired",
    Code.NOT_PERMITTED: "You may not do this",
    Code.WRONG_PASSWORD: "The password is wrong",
    Code.TOO_MANY: "Too many requests, try again later",
    Code.ROOM_NOT_FOUND: "There is no such room",
    Code.ROOM_FULL: "The room is full",
    Code.ALREADY_IN_ROOM: "You are in this room already",
    Code.MEDIA_INVALID: "This is not a link to a video",
    Code.CONFLICT: "The room has moved on in the meantime",
    Code.ROOM_EXPIRED: "The room has expired",
    Code.BANNED: "You have been banned or muted here",
    Code.KEY_REUSED: "This idempotency key was used for another request",
    Code.MISSING: "Something is missing",
    Code.INVALID: "Something is not valid",
    Code.TOO_LONG: "Something is too long",
    Code.MALFORMED: "The request cannot be read",
    Code.TOO_LARGE: "The request is too large",
    Code.NO_ADDRESS: "There is no such address",
}


class Close(IntEnum):
    """WebSocket close codes of the contract."""

    NORMAL = 1000
    POLICY = 1008
    TOO_BIG = 1009
    INTERNAL = 1011
    RESTART = 1012
    TOKEN = 4401
    FORBIDDEN = 4403
    NO_ROOM = 4404
    SILENT = 4408
    ELSEWHERE = 4409
    ROOM_OVER = 4410
    TOO_SLOW = 4413
    TOO_MANY = 4429


# How a refused connection is closed, by the error that refused it.
CLOSE_FOR: Final[Mapping[Code, Close]] = {
    Code.INVALID_TOKEN: Close.TOKEN,
    Code.EXPIRED_TOKEN: Close.TOKEN,
    Code.NOT_PERMITTED: Close.FORBIDDEN,
    Code.WRONG_PASSWORD: Close.FORBIDDEN,
    Code.BANNED: Close.FORBIDDEN,
    Code.ROOM_FULL: Close.FORBIDDEN,
    Code.ROOM_NOT_FOUND: Close.NO_ROOM,
    Code.ROOM_EXPIRED: Close.ROOM_OVER,
    Code.ALREADY_IN_ROOM: Close.ELSEWHERE,
    Code.TOO_MANY: Close.TOO_MANY,
    Code.DATABASE: Close.INTERNAL,
    Code.INTERNAL: Close.INTERNAL,
}

Details = Mapping[str, Sequence[str]]


class Problem(Exception):
    """A request that is refused.

    ``details`` maps a field to its sentences (never internals), ``data`` is what the caller
    needs to go on (the current state, say), ``retry_after_s`` says when to come back. ``sentence``
    is an untranslated one that says more than the code's own.
    """

    def __init__(
        self,
        code: Code,
        *,
        details: Details | None = None,
        data: Any = None,
        retry_after_s: int | None = None,
        sentence: str = "",
    ) -> None:
        self._sentence = sentence or SENTENCES[code]
        super().__init__(self._sentence)
        self.code = code
        self.details = details
        self.data = data
        self.retry_after_s = retry_after_s

    @property
    def sentence(self) -> str:
        """The untranslated sentence, of the code unless another was given."""
        return self._sentence
