"""One film, playlist or key on its way through: what is asked for, and what comes of the answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

from common import metrics
from common.errors import Code, Problem
from playback.proxy.kinds import Asked, Kind, judge
from playback.proxy.passes import through_proxy
from playback.proxy.playlist import rewrite
from playback.proxy.upstream import WHOLE_S, Rules, Upstream, open_upstream

# A list of ten thousand segments has one megabyte; a key has sixteen bytes.
MAX_PLAYLIST: Final = 4 * 2**20
MAX_KEY: Final = 1024
_PASSED_ON: Final = ("content-length", "content-range", "accept-ranges", "etag", "last-modified")
_GOOD: Final = frozenset({200, 206, 304, 416})
# Some servers answer nobody who only asks for the head.
_NO_HEAD: Final = frozenset({400, 403, 405, 501})
_PAGE_HEADERS: Final = {
    "Cache-Control": "private, max-age=3600",
    # It comes from elsewhere and is shown under our name: it shall run nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asks for; ``headers`` are its range and what it has already."""

    url: str
    asked: Asked
    headers: Mapping[str, str]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What goes to the page: ``body`` is whole for a playlist or a key, else it streams."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None = None
    stream: Upstream | None = None


async def fetch(wish: Wish, *, rules: Rules) -> Passage:
    """Fetch what is asked for, as far as its head; a streaming passage must be closed.

    Raises ``Problem``: MEDIA_INVALID for what is no film, is not there, is kept back or is too
    large; NETWORK for a server that is not well; and all that ``open_upstream`` raises.
    """
    upstream = await _open(wish, rules)
    try:
        passage = await _passage(wish, upstream, rules)
    except BaseException:
        await upstream.close()
        raise
    if passage.stream is None:
        await upstream.close()
    return passage


async def _open(wish: Wish, rules: Rules) -> Upstream:
    method = "HEAD" if wish.is_head else "GET"
    upstream = await open_upstream(wish.url, rules=rules, headers=wish.headers, method=method)
    if wish.is_head and upstream.status in _NO_HEAD:
        await upstream.close()
        upstream = await open_upstream(wish.url, rules=rules, headers=wish.headers)
    if _kind(upstream, wish)[0] is Kind.PLAYLIST and upstream.status != 200:
        # Ranges of a list that will be rewritten mean nothing.
        await upstream.close()
        upstream = await open_upstream(wish.url, rules=rules, headers={}, method=method)
    return upstream


def _kind(upstream: Upstream, wish: Wish) -> tuple[Kind, str]:
    check_status(upstream.status)
    if upstream.status in (304, 416):
        return Kind.MEDIA, ""
    return judge(upstream.headers.get("content-type", ""), upstream.target.path, wish.asked)


def check_status(status: int) -> None:
    """Raise ``Problem`` for an answer that is none."""
    if status in _GOOD:
        return
    code = Code.MEDIA_INVALID if status < 500 else Code.NETWORK
    raise Problem(code, details={"url": [f"HTTP {status}"]})


async def _passage(wish: Wish, upstream: Upstream, rules: Rules) -> Passage:
    kind, content_type = _kind(upstream, wish)
    headers = {**_PAGE_HEADERS, "Content-Type": content_type}
    if kind is Kind.PLAYLIST:
        headers["Cache-Control"] = "no-store"
        return Passage(200, headers, body=await _playlist(wish, upstream))
    if kind is Kind.KEY:
        return Passage(upstream.status, headers, body=await _whole(upstream, MAX_KEY))
    _check_size(upstream, rules)
    headers |= {name: upstream.headers[name] for name in _PASSED_ON if name in upstream.headers}
    if upstream.headers.get("content-encoding", "identity") != "identity":
        raise Problem(Code.MEDIA_INVALID, details={"url": ["encoding"]})
    has_body = upstream.status in (200, 206) and not wish.is_head
    if not has_body:
        return Passage(upstream.status, headers, body=b"")
    return Passage(upstream.status, headers, stream=upstream)


async def _playlist(wish: Wish, upstream: Upstream) -> bytes:
    if wish.is_head:
        return b""
    text = (await _whole(upstream, MAX_PLAYLIST)).decode("utf-8", "replace")
    now_s = int(time.time())
    written = await asyncio.to_thread(
        # Signing thousands of links takes a while, for which all others would stand still.
        rewrite,
        text,
        base=upstream.target.url,
        through=lambda url, asked: through_proxy(url, asked, now_s=now_s),
    )
    return written.encode()


async def _whole(upstream: Upstream, limit: int) -> bytes:
    try:
        async with asyncio.timeout(WHOLE_S):
            body = await upstream.start(limit + 1)
    except TimeoutError as error:
        raise Problem(Code.NETWORK, details={"url": ["timeout"]}) from error
    if len(body) > limit:
        raise Problem(Code.MEDIA_INVALID, details={"url": ["size"]})
    return body


def _check_size(upstream: Upstream, rules: Rules) -> None:
    total = upstream.headers.get("content-range", "").rpartition("/")[2]
    for length in (total, upstream.headers.get("content-length", "")):
        if length.isdigit() and int(length) > rules.max_bytes:
            raise Problem(Code.MEDIA_INVALID, details={"url": ["size"]})


async def streamed(upstream: Upstream) -> AsyncIterator[bytes]:
    """Yield the body and hang up when it is over, breaks, or nobody listens any more."""
    try:
        async for piece in upstream.pieces():
            metrics.proxy_bytes.inc(len(piece))
            yield piece
    finally:
        await upstream.close()
