"""Who is calling: the address of the client behind the proxies that we trust."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

Network = IPv4Network | IPv6Network


def parse_networks(texts: Sequence[str]) -> list[Network]:
    """Turn ``["10.0.0.0/8", "::1"]`` into networks; raises ValueError on a bad one."""
    return [ip_network(text, strict=False) for text in texts]


def client_ip(*, peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the client's address.

    ``X-Forwarded-For`` is read from the right, and only as far as each hop is a trusted proxy,
    so a client cannot invent an address for itself.
    """
    address = _plain(peer)
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not _is_trusted(address, trusted):
            break
        candidate = _plain(hop)
        if candidate == "":
            break
        address = candidate
    return address


def shorten_ip(address: str) -> str:
    """Cut an address to its /24 (IPv4) or /48 (IPv6) network; "" stays ""."""
    if not address:
        return ""
    parsed = ip_address(address)
    prefix = 24 if parsed.version == 4 else 48
    return str(ip_network(f"{parsed}/{prefix}", strict=False).network_address)


def bare_address(address: str) -> str:
    """Return scheme, host and path of an address; query, fragment and user may hold tokens.

    A path alone stays one; what is no address becomes "".
    """
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = f"{parts.hostname}{port}" if parts.hostname else ""
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def caller_key(address: str) -> str:
    """Return under which name calls of an address are counted: IPv6 by its /64 network.

    One household has all of a /64, so counted one by one its addresses would never run out.
    """
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/64", strict=False).network_address)


def _plain(text: str) -> str:
    try:
        parsed = ip_address(_without_port(text))
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


def _without_port(text: str) -> str:
    # Some proxies write 1.2.3.4:80 or [::1]:80.
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    if not address:
        return False
    parsed = ip_address(address)
    return any(parsed.version == network.version and parsed in network for network in trusted)
