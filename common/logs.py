"""Logs: one JSON object a line on stdout, with ids, without secrets."""

import json
import logging
import re
from typing import Any

from common import clock, context

_MASKED = "***"
_SECRETS = [
    re.compile(r"(?i)([?&](?:token|access_token|refresh_token|password)=)[^&\s\"']+"),
    # The link that sets a new password.
    re.compile(r"(/account/reset/[^/\s]+/)[^/\s?\"']+"),
    re.compile(r"(?i)(bearer[\s.,]+)[A-Za-z0-9._:~+/=-]+"),
    re.compile(r"(?i)((?:xiaowo_session|csrftoken|sessionid)=)[^;\s\"']+"),
    re.compile(
        r"(?i)([\"']?(?:password|token|secret|secret_key)[\"']?\s*[:=]\s*[\"']?)[^\s\"',}&]+"
    ),
]


def mask(text: str) -> str:
    """Replace whatever looks like a token or a password."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<1>{_MASKED}", text)
    return text


def _masked(fact: Any) -> Any:
    if isinstance(fact, str):
        return mask(fact)
    if isinstance(fact, dict):
        return {name: _masked(value) for name, value in fact.items()}
    return [_masked(value) for value in fact] if isinstance(fact, list) else fact


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; extra fields go in through ``extra={"facts": {…}}``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": clock.iso(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
            "request_id": context.request_id.get(),
            "room_id": context.room_id.get(),
            "session_id": context.session_id.get(),
        }
        line.update(_masked(getattr(record, "facts", {})))
        if record.exc_info:
            line["error"] = mask(self.formatException(record.exc_info))
        return json.dumps({key: value for key, value in line.items() if value != ""}, default=str)


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING for this format."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "common.logs.JsonFormatter"}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "json",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Daphne's own access lines and Django's 4xx warnings repeat ours.
            "django": {"handlers": ["stdout"], "level": level, "propagate": False},
            "django.request": {"level": "ERROR"},
            "daphne": {"level": "WARNING"},
            "asyncio": {"level": "WARNING"},
        },
    }
