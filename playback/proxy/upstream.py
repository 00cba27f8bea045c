"""Fetching a film from where it lies: through redirects, piece by piece, and never for ever."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

import httpcore

from common.errors import Code, Problem
from common.net import Network
from playback.hosts import refusal
from playback.proxy.address import Target, check_host, check_literal, parse_target
from playback.proxy.connect import CheckedBackend, Resolve, open_pool, resolve

log = logging.getLogger("xiaowo.proxy")

MAX_REDIRECTS: Final = 3
CONNECT_S: Final = 5.0
# Between two pieces; a film that stands still for longer will not come any more.
READ_S: Final = 10.0
# From the opening to the first header: each hop has its own limits, all of them have this one.
HEADERS_S: Final = 15.0
# What is read before it is handed on: lists, keys, and the beginnings that are looked at.
WHOLE_S: Final = 15.0
AGENT: Final = "Mozilla/5.0 (compatible; Xiaowo/1.0)"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TIMEOUTS: Final = {"connect": CONNECT_S, "read": READ_S, "write": READ_S, "pool": CONNECT_S}


@dataclass(frozen=True, slots=True)
class Rules:
    """Where fetching may go, and how much and how long it may take."""

    ports: Sequence[int]
    allow_hosts: Sequence[str] = ()
    deny_hosts: Sequence[str] = ()
    allow_networks: Sequence[Network] = ()
    max_bytes: int = 2**32
    max_s: float = 3600.0
    resolve: Resolve = field(default=resolve)
    # Of a host in its one spelling: the operator does not want its films here.
    is_denied: Callable[[str], bool] = field(default=lambda _host: False)

    def target(self, url: str) -> Target:
        """Return a link taken apart; raises ``Problem`` when it may not be fetched."""
        target = parse_target(url, ports=self.ports)
        check_host(target.host, allow=self.allow_hosts, deny=self.deny_hosts)
        if self.is_denied(target.host):
            raise refusal("url")
        check_literal(target, allowed=self.allow_networks)
        return target


class Upstream:
    """An answer that has begun: its head is here, its body comes as it is asked for.

    Whoever opened it closes it; after ``rules.max_s`` it closes by itself, read or not.
    """

    def __init__(
        self,
        target: Target,
        answer: httpcore.Response,
        pool: httpcore.AsyncConnectionPool,
        rules: Rules,
    ) -> None:
        self.target = target
        self.status = answer.status
        self.headers = _headers(answer)
        self.on_close: Callable[[], None] = lambda: None
        self._answer, self._pool, self._rules = answer, pool, rules
        self._closing: asyncio.Task[None] | None = None
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(rules.max_s, self._expire)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body; raises ``Problem(NETWORK)`` when it breaks off or goes on for ever."""
        taken = 0
        try:
            async for piece in self._answer.aiter_stream():
                taken += len(piece)
                if taken > self._rules.max_bytes:
                    raise Problem(Code.NETWORK, details={"url": ["size"]})
                yield piece
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise broken(error) from error

    async def start(self, limit: int) -> bytes:
        """Return the first bytes of the body, at most so many."""
        kept = bytearray()
        async for piece in self.pieces():
            kept += piece
            if len(kept) >= limit:
                break
        return bytes(kept[:limit])

    def _expire(self) -> None:
        self._closing = asyncio.ensure_future(self.close())

    async def close(self) -> None:
        """Hang up; does nothing the second time."""
        self._timer.cancel()
        on_close, self.on_close = self.on_close, lambda: None
        on_close()
        try:
            await self._answer.aclose()
        finally:
            await self._pool.aclose()


async def open_upstream(
    url: str, *, rules: Rules, headers: Mapping[str, str], method: str = "GET"
) -> Upstream:
    """Ask for a link and follow at most three redirects, each held against the rules.

    Raises ``Problem``: INVALID or TOO_LONG for the link, NOT_PERMITTED for where it leads,
    MEDIA_INVALID for going round in circles, NETWORK when nobody answers.
    """
    target = rules.target(url)
    try:
        async with asyncio.timeout(HEADERS_S):
            for _ in range(MAX_REDIRECTS + 1):
                upstream = await _ask(target, rules, headers, method)
                if upstream.status not in _REDIRECTS or "location" not in upstream.headers:
                    return upstream
                await upstream.close()
                target = rules.target(_location(target, upstream.headers["location"]))
    except TimeoutError as error:
        raise Problem(Code.NETWORK, details={"url": ["timeout"]}) from error
    raise Problem(Code.MEDIA_INVALID, details={"url": ["redirects"]})


def _location(target: Target, named: str) -> str:
    try:
        return urljoin(target.url, named)
    except ValueError as error:
        raise Problem(Code.INVALID, details={"url": ["redirect"]}) from error


async def _ask(target: Target, rules: Rules, headers: Mapping[str, str], method: str) -> Upstream:
    pool = open_pool(CheckedBackend(rules.allow_networks, rules.resolve))
    try:
        answer = await pool.handle_async_request(_request(target, headers, method))
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        await pool.aclose()
        raise broken(error) from error
    except BaseException:
        await pool.aclose()
        raise
    return Upstream(target, answer, pool, rules)


def _request(target: Target, headers: Mapping[str, str], method: str) -> httpcore.Request:
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    own: dict[str, str] = {
        "Host": target.authority,
        "User-Agent": AGENT,
        "Accept": "*/*",
        # What is packed could not be counted, cut or rewritten.
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in {**own, **headers}.items()]
    return httpcore.Request(method, url, headers=pairs, extensions={"timeout": _TIMEOUTS})


def _headers(answer: httpcore.Response) -> dict[str, str]:
    pairs: list[tuple[bytes, bytes]] = answer.headers
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def broken(error: Any) -> Problem:
    """Return the refusal for a connection that was not made or did not hold."""
    is_slow = isinstance(error, httpcore.TimeoutException)
    return Problem(Code.NETWORK, details={"url": ["timeout" if is_slow else "unreachable"]})
