"""Connections to checked addresses only.

A name is resolved here once, every address that it has is judged, and the socket is opened to one
of those: between the check and the use there is nothing that a name server could change. TLS still
names the host and checks its certificate, because that is done above by the link, not the address.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cache
from ipaddress import ip_address
from typing import Any, Final

import certifi
import httpcore

from common.net import Network
from playback.proxy.address import IpAddress, closed, may_reach

# Of a name with many addresses, so many are tried.
TRIED: Final = 3

Resolve = Callable[[str, int], Awaitable[Sequence[IpAddress]]]


async def resolve(host: str, port: int) -> Sequence[IpAddress]:
    """Return every address of a host; raises OSError when there is none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A zone ("fe80::1%eth0") is no part of an address that the world knows.
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, checks and connects in one step."""

    def __init__(self, allowed: Sequence[Network], resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._below = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host.

        Raises ``Problem(NOT_PERMITTED)`` when any of its addresses is closed, and httpcore's
        ``ConnectError`` or ``ConnectTimeout``.
        """
        addresses = await self._addresses(host, port, timeout)
        if not all(may_reach(address, allowed=self._allowed) for address in addresses):
            raise closed()
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:TRIED]:
            try:
                return await self._below.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int, timeout: float | None) -> Sequence[IpAddress]:
        try:
            async with asyncio.timeout(timeout):
                return list(dict.fromkeys(await self._resolve(host, port)))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError("no such host") from error

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks for between tries."""
        await asyncio.sleep(seconds)


@cache
def tls() -> ssl.SSLContext:
    """Return the context that checks certificates; reading the authorities takes a while."""
    return ssl.create_default_context(cafile=certifi.where())


def open_pool(backend: CheckedBackend) -> httpcore.AsyncConnectionPool:
    """Return a pool for one fetch; nothing is kept, so each connection is checked anew."""
    return httpcore.AsyncConnectionPool(
        ssl_context=tls(), max_connections=1, max_keepalive_connections=0, network_backend=backend
    )
