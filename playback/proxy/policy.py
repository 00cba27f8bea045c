"""Who may have what proxied: the operator's mode, the demo clips, and passes."""

from typing import Final

from asgiref.sync import async_to_sync
from django.conf import settings

from common import clock
from common.errors import Code, Problem
from playback.hosts import book, refusal
from playback.models import DemoClip
from playback.proxy.kinds import Asked
from playback.proxy.passes import read_pass
from playback.proxy.upstream import Rules

OFF: Final = "off"
ALL: Final = "all"
_MB: Final = 2**20


def rules() -> Rules:
    """Return where and how much, from the settings and the list of media hosts as last read."""
    return Rules(
        ports=settings.PROXY_PORTS,
        allow_hosts=settings.PROXY_ALLOW_HOSTS,
        deny_hosts=settings.PROXY_DENY_HOSTS,
        allow_networks=settings.PROXY_ALLOW_NETWORKS,
        max_bytes=settings.PROXY_MAX_MB * _MB,
        max_s=settings.PROXY_MAX_SECONDS,
        is_denied=book.denies,
    )


def read_lists() -> None:
    """Know the list of media hosts as it is now, for ``rules``. Not on the event loop."""
    async_to_sync(book.refresh)(clock.cloud_ms())


def require_site(host: str) -> None:
    """Raise ``Problem(MEDIA_INVALID)`` for a host of which the operator wants no films.

    Not on the event loop.
    """
    read_lists()
    if book.denies(host):
        raise refusal("url")


def require_on() -> None:
    """Raise ``Problem(NOT_PERMITTED)`` when this server fetches nothing for anybody."""
    if settings.PROXY_MODE == OFF:
        raise Problem(Code.NOT_PERMITTED, details={"url": ["mode"]})


def permit(url: str, written_pass: str, *, is_visitor: bool, now_s: int) -> Asked:
    """Return what a link may be fetched as.

    Raises ``Problem``: NOT_PERMITTED when the mode is off, or when it is ``demos`` and the link is
    neither a demo clip nor named by one; INVALID_TOKEN when it is ``all`` and nobody in particular
    asks, so that no server becomes everybody's proxy.
    """
    require_on()
    passed = read_pass(written_pass, url, now_s=now_s)
    if passed is not None:
        return passed
    if not _is_demo(url):
        if settings.PROXY_MODE != ALL:
            raise Problem(Code.NOT_PERMITTED, details={"url": ["mode"]})
        if not is_visitor:
            raise Problem(Code.INVALID_TOKEN)
    return Asked.FILM


def _is_demo(url: str) -> bool:
    return DemoClip.objects.filter(url=url, is_active=True).exists()
