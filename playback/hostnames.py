"""The name of a link's host in one spelling, and the rule that counts for it. Pure.

Browsers take ``FILMS.example.``, ``ｆｉｌｍｓ.example``, ``films%2Eexample`` and ``2130706433`` for
what they stand for; a rule that could be walked around by spelling would be none.
"""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from idna import IDNAError, uts46_remap

EVERYWHERE: Final = "*"
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")


def host_of(url: str) -> str:
    """Return the host of a link, "" for a path on this server or what names no host."""
    try:
        return normal_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def normal_host(text: str) -> str:
    """Return a host as the network knows it, "" when it names none."""
    host = unquote(text).strip("[]")
    try:
        return _plain_address(ip_address(host))
    except ValueError:
        pass
    plain = _in_ascii(host).strip(".")
    if not _NAME.fullmatch(plain):
        return ""
    return _address(plain) if _NUMBER.fullmatch(plain.rpartition(".")[2]) else plain


def _plain_address(address: IPv4Address | IPv6Address) -> str:
    """Return an address as text; ``::ffff:203.0.113.7`` leads where ``203.0.113.7`` does."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _in_ascii(host: str) -> str:
    """Return a name as browsers ask for it, "" when they would ask for none.

    Source: WHATWG URL, "domain to ASCII", that is UTS 46, which also takes names that IDNA 2008
    does not, such as those with a snowman.
    """
    try:
        mapped = uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(map(_label_in_ascii, mapped.split(".")))
    except (IDNAError, UnicodeError):
        return ""


def _label_in_ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _address(text: str) -> str:
    """Return an IPv4 address that is written with one to four numbers in any base, as browsers do.

    Source: WHATWG URL, "IPv4 parser".
    """
    numbers = []
    for part in text.split("."):
        if not _NUMBER.fullmatch(part):
            return ""
        base = 16 if part.startswith("0x") else 8 if part.startswith("0") and part != "0" else 10
        digits = part.removeprefix("0x") if base == 16 else part
        try:
            numbers.append(int(digits or "0", base))
        except ValueError:
            return ""
    *heads, last = numbers
    if len(heads) > 3 or any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        return ""
    return str(ip_address(sum(n << 8 * (3 - i) for i, n in enumerate(heads)) + last))


def verdict_on(host: str, rules: Mapping[str, bool]) -> bool | None:
    """Return what the narrowest rule says of a host: True, False, or None when none does.

    Of a host that cannot be read nobody knows where it leads: any rule forbids it.
    """
    if not host:
        return False if rules else None
    name = host
    while name:
        if name in rules:
            return rules[name]
        # An address has nothing above it.
        name = "" if _is_address(host) else name.partition(".")[2]
    return rules.get(EVERYWHERE)


def _is_address(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()
