"""Where the proxy may go. Pure: spelling of links, and which IP addresses are somebody's own.

Source: SPEC §6. The spelling is judged as browsers do (WHATWG URL); the address is judged again
after every name has been resolved, because only then it is known.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import quote, urlsplit

from common.errors import Code, Problem
from common.net import Network

IpAddress = IPv4Address | IPv6Address

MAX_URL: Final = 2048
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PATH_SAFE: Final = "%/:@!$&'()*+,;=~-._"
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_BRACKETED: Final = re.compile(r"\[[0-9a-f.]*+:[0-9a-f:.]*+\](:[0-9]*)?", re.IGNORECASE)
# "0x7f.1", "2130706433", "127.1": forms of an address that only resolvers understand.
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)")

# IANA's special-purpose registries, multicast, and the metadata service that has a public address.
_CLOSED_V4: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only what is given out to the world, less what stands for something else: Teredo and
# other protocols, documentation, 6to4. Mapped, translated, local and multicast lie outside anyway.
_OPEN_V6: Final = IPv6Network("2000::/3")
_CLOSED_V6: Final = tuple(
    ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


@dataclass(frozen=True, slots=True)
class Target:
    """A link taken apart: ASCII host in lower case, the port as a number, path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the link in one spelling."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_target(text: str, *, ports: Collection[int]) -> Target:
    """Take a link apart.

    Raises ``Problem(TOO_LONG)`` above 2048 characters, and ``Problem(INVALID)`` for anything but
    http(s), for users and passwords, other ports than the given ones, and hosts in odd spellings.
    """
    url = text.strip()
    if len(url) > MAX_URL:
        raise Problem(Code.TOO_LONG, details={"url": [f"≤ {MAX_URL}"]})
    if not url.isprintable() or " " in url or "\\" in url:
        raise _invalid("http(s)://…")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise _invalid("http(s)://…") from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or "@" in parts.netloc:
        raise _invalid("http(s)://…")
    if "[" in parts.netloc and not _BRACKETED.fullmatch(parts.netloc):
        raise _invalid("host")
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = f"?{quote(parts.query, safe=_PATH_SAFE + '?')}" if parts.query else ""
    return Target(scheme, _host(host), _port(scheme, port, ports), path + query)


def _port(scheme: str, given: int | None, ports: Collection[int]) -> int:
    port = DEFAULT_PORTS[scheme] if given is None else given
    if port not in ports:
        raise _invalid("port")
    return port


def _host(text: str) -> str:
    if ":" in text:
        return _literal(text)
    try:
        # Also folds full-width digits and dots, which would hide an address.
        name = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise _invalid("host") from error
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise _invalid("host")
    return _literal(name) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def _literal(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise _invalid("host") from error


def may_reach(address: IpAddress, *, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether an address belongs to the world at large, or is allowed by name."""
    if any(address.version == network.version and address in network for network in allowed):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def check_literal(target: Target, *, allowed: Sequence[Network] = ()) -> None:
    """Refuse a link to a bare address that is closed, before anything is resolved.

    Raises ``Problem(NOT_PERMITTED)``.
    """
    try:
        address = ip_address(target.host)
    except ValueError:
        return
    if not may_reach(address, allowed=allowed):
        raise closed()


def check_host(host: str, *, allow: Sequence[str], deny: Sequence[str]) -> None:
    """Hold the operator's lists: a name counts for everything below it, no list allows all.

    Raises ``Problem(NOT_PERMITTED)``.
    """
    if _is_listed(host, deny) or (allow and not _is_listed(host, allow)):
        raise Problem(Code.NOT_PERMITTED, details={"url": ["host"]})


def _is_listed(host: str, names: Sequence[str]) -> bool:
    plain = [name.lower().removeprefix("*.").strip(".") for name in names]
    return any(host == name or host.endswith(f".{name}") for name in plain if name)


def closed() -> Problem:
    """Return the refusal of an address that is not the world's."""
    return Problem(Code.NOT_PERMITTED, details={"url": ["address"]})


def _invalid(what: str) -> Problem:
    return Problem(Code.INVALID, details={"url": [what]})
