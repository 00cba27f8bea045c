"""What the current request is, for log lines and answers: id, room and session."""

import re
import uuid
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
room_id: ContextVar[str] = ContextVar("room_id", default="")
session_id: ContextVar[str] = ContextVar("session_id", default="")

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def choose_request_id(offered: str) -> str:
    """Keep the caller's id when it is a sane one, else make a new UUID."""
    return offered if _SANE.fullmatch(offered) else str(uuid.uuid4())
