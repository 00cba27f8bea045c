"""The name of a link's host in one spelling, and the rule that counts for it. Pure.

Browsers take ``FILMS.example.``, ``ｆｉｌｍｓ.example``, ``films%2Eexample`` and ``2130706433`` for
what they stand for; a rule that could be walked around by spelling would be none.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

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
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        plain = host.encode("idna").decode().lower().strip(".")
    except UnicodeError:
        return ""
    if not _NAME.fullmatch(plain):
        return ""
    return _address(plain) if _NUMBER.fullmatch(plain.rpartition(".")[2]) else plain


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
    """Return what the narrowest rule says of a host: True, False, or None when none does."""
    name = host
    while name:
        if name in rules:
            return rules[name]
        # An address has nothing above it.
        name = "" if _is_address(host) else name.partition(".")[2]
    return rules.get(EVERYWHERE)


def _is_address(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()
