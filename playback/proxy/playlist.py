"""HLS playlists whose entries lead through the proxy (RFC 8216). Pure."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from common.errors import Code, Problem
from playback.proxy.kinds import Asked

_URI: Final = re.compile(r'(?<![A-Z-])URI="([^"]*)"')
_KEYS: Final = ("#EXT-X-KEY:", "#EXT-X-SESSION-KEY:")

# Of a playlist that somebody made to be expensive, not more is taken apart or written.
MAX_LINES: Final = 20_000
MAX_WRITTEN: Final = 8 * 2**20

Through = Callable[[str, Asked], str]


def rewrite(text: str, *, base: str, through: Through) -> str:
    """Return the playlist with every http(s) address that it names led through the proxy.

    ``base`` is where it came from, ``through`` makes an address of ours. Byte ranges stay: the
    page asks for them and they are passed on. Raises ``Problem(MEDIA_INVALID)`` for what is no
    playlist, and for more than 20 000 lines or names, or 8 MiB of addresses of ours.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or not lines[0].startswith("#EXTM3U"):
        raise Problem(Code.MEDIA_INVALID, details={"url": ["playlist"]})
    if len(lines) > MAX_LINES or text.count("URI=") > MAX_LINES:
        raise _too_large()
    bounded = _bounded(through)
    return "\n".join(_line(line, base, bounded) for line in lines) + "\n"


def _bounded(through: Through) -> Through:
    written = 0

    def led(url: str, asked: Asked) -> str:
        nonlocal written
        address = through(url, asked)
        written += len(address)
        if written > MAX_WRITTEN:
            raise _too_large()
        return address

    return led


def _too_large() -> Problem:
    return Problem(Code.MEDIA_INVALID, details={"url": ["size"]})


def _line(line: str, base: str, through: Through) -> str:
    stripped = line.strip()
    if not stripped.startswith("#"):
        return _lead(stripped, Asked.ENTRY, base, through) if stripped else line
    if not stripped.startswith("#EXT"):
        return line
    asked = Asked.KEY if stripped.startswith(_KEYS) else Asked.ENTRY
    return _URI.sub(lambda found: f'URI="{_lead(found[1], asked, base, through)}"', line)


def _lead(named: str, asked: Asked, base: str, through: Through) -> str:
    try:
        url = urljoin(base, named)
    except ValueError:
        return named
    # "data:" and the like hold what they name, or are for the player itself.
    return through(url, asked) if url.startswith(("http://", "https://")) else named
