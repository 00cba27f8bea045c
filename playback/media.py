"""Which links may be shown. Looks at the text only; the page tries the link itself."""

from typing import Final
from urllib.parse import urlsplit

from common.errors import Code, Problem

MAX_URL: Final = 2048
MAX_TITLE: Final = 200
# The project's own clips, whatever host the page is opened under.
OWN_PREFIX: Final = "/static/demo/"


def check_media_url(text: str) -> str:
    """Return the address in its stored form.

    Raises ``Problem(MEDIA_INVALID)`` unless it is http(s) with a host, without user and password,
    or one of our own clips; ``Problem(TOO_LONG)`` above 2048 characters.
    """
    url = text.strip()
    if len(url) > MAX_URL:
        raise Problem(Code.TOO_LONG, details={"media_url": [f"≤ {MAX_URL}"]})
    if not url.isprintable() or " " in url or "\\" in url:
        raise _invalid()
    if url.startswith(OWN_PREFIX) and ".." not in url:
        return url
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise _invalid() from error
    if parts.scheme.lower() not in ("http", "https") or not has_host or "@" in parts.netloc:
        raise _invalid()
    return url


def _invalid() -> Problem:
    return Problem(Code.MEDIA_INVALID, details={"media_url": ["http(s)://…"]})
