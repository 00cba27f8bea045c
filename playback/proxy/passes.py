"""Passes for what a playlist names: the proxy signs what it has written into one itself.

So it need not remember playlists, and every worker honours what another one has signed.
"""

from typing import Final
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer

from playback.proxy.kinds import Asked

PATH: Final = "/api/v1/proxy/video"
_SIGNER: Final = "xiaowo.proxy"
LIFETIME_S: Final = 24 * 3600
# The same address in a playlist that is loaded again and again stays the same for this long.
_STEP_S: Final = 3600


def through_proxy(url: str, asked: Asked, *, now_s: int) -> str:
    """Return the proxy's address for something that a playlist names."""
    until_s = (now_s // _STEP_S + 1) * _STEP_S + LIFETIME_S
    written = f"{asked.value}.{until_s}.{_signature(url, asked.value, str(until_s))}"
    return f"{PATH}?{urlencode({'url': url, 'pass': written})}"


def read_pass(written: str, url: str, *, now_s: int) -> Asked | None:
    """Return what a pass is good for, None when it is not good for this link, or too old."""
    asked, _, rest = written.partition(".")
    until_s, _, signature = rest.partition(".")
    try:
        Signer(salt=_SIGNER).unsign(f"{_payload(url, asked, until_s)}:{signature}")
        return Asked(asked) if now_s <= int(until_s) else None
    except (BadSignature, ValueError):
        return None


def _signature(url: str, asked: str, until_s: str) -> str:
    return Signer(salt=_SIGNER).signature(_payload(url, asked, until_s))


def _payload(url: str, asked: str, until_s: str) -> str:
    return f"{asked} {until_s} {url}"
