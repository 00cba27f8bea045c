"""Why a link does not play, as far as its first bytes tell.

A page that fails to load a link learns nothing about the reason: browsers hide it from scripts.
"""

import asyncio
import re
from typing import Final

import msgspec

from common.errors import Code, Problem
from playback.proxy.kinds import Asked, Kind, judge
from playback.proxy.upstream import WHOLE_S, Rules, Upstream, open_upstream

# The head of a page, a playlist, or a film that was written to be streamed.
LOOKED_AT: Final = 128 * 1024
_HEADERS: Final = {"Range": f"bytes=0-{LOOKED_AT - 1}"}
# Possessive, because the body may be anybody's: thousands of comments are looked at once each.
_PAGE: Final = re.compile(
    rb"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|script)", re.I | re.S
)
# Sample entries of an MP4, and the same names in the CODECS attribute of a playlist.
_HEVC: Final = re.compile(rb"hvc1|hev1|dvh1|dvhe")
_REFUSED: Final = frozenset({401, 402, 403, 407, 451})
_GONE: Final = frozenset({404, 410})


class ProbeView(msgspec.Struct, frozen=True):
    """What was found behind a link.

    ``finding``: film | page | missing | refused | type | unreachable | timeout | failed;
    ``status`` is 0 when nobody answered.
    """

    finding: str
    status: int = 0
    content_type: str = ""
    is_playlist: bool = False
    # Other sites' pages may read it; HLS needs that.
    allows_pages: bool = False
    # Jumping needs it.
    has_ranges: bool = False
    # H.265, which many browsers do not play.
    is_hevc: bool = False


async def probe(url: str, *, rules: Rules, origin: str) -> ProbeView:
    """Look at a link with the eyes of a page from ``origin``.

    Raises ``Problem`` INVALID, TOO_LONG or NOT_PERMITTED for a link that may not be looked at;
    everything else is a finding.
    """
    headers = {**_HEADERS, "Origin": origin}
    try:
        upstream = await open_upstream(url, rules=rules, headers=headers)
        try:
            async with asyncio.timeout(WHOLE_S):
                return await _look(upstream, origin)
        finally:
            await upstream.close()
    except TimeoutError:
        return ProbeView("timeout")
    except Problem as problem:
        return _finding_of(problem)


def _finding_of(problem: Problem) -> ProbeView:
    if problem.code is Code.NETWORK:
        slow = "timeout" in (problem.details or {}).get("url", ())
        return ProbeView("timeout" if slow else "unreachable")
    if problem.code is Code.MEDIA_INVALID:
        # Redirects without an end.
        return ProbeView("failed")
    raise problem


async def _look(upstream: Upstream, origin: str) -> ProbeView:
    status, headers = upstream.status, upstream.headers
    finding = _by_status(status)
    head = b"" if finding else await upstream.start(LOOKED_AT)
    kind = None
    if not finding:
        finding, kind = _by_content(upstream, head)
    return ProbeView(
        finding=finding,
        status=status,
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower()[:100],
        is_playlist=kind is Kind.PLAYLIST,
        allows_pages=headers.get("access-control-allow-origin") in ("*", origin),
        has_ranges=status == 206 or headers.get("accept-ranges") == "bytes",
        is_hevc=bool(_HEVC.search(head)),
    )


def _by_status(status: int) -> str:
    if status in _REFUSED:
        return "refused"
    if status in _GONE:
        return "missing"
    return "" if status in (200, 206) else "failed"


def is_page(head: bytes) -> bool:
    """Tell whether a body begins like a page, whatever it is called."""
    return _PAGE.match(head) is not None


def _by_content(upstream: Upstream, head: bytes) -> tuple[str, Kind | None]:
    content_type = upstream.headers.get("content-type", "")
    if "html" in content_type.lower() or is_page(head):
        return "page", None
    try:
        kind, _ = judge(content_type, upstream.target.path, Asked.FILM)
    except Problem:
        return "type", None
    if kind is Kind.PLAYLIST and not head.lstrip(b"\xef\xbb\xbf").startswith(b"#EXTM3U"):
        return "type", None
    return "film", kind
