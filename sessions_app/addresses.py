"""Which addresses are always let in, and which never: a list in the admin, known here by heart."""

import logging
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from django.db import DatabaseError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from common.db import in_db
from common.errors import Problem
from common.net import Network, parse_networks
from sessions_app.models import AddressRule

log = logging.getLogger(__name__)

# What the admin of another worker wrote is known here after so long.
KEEP_MS: Final = 5_000


class AddressBook:
    """The list as it was a moment ago."""

    def __init__(self) -> None:
        self._rules: list[tuple[Network, bool]] = []
        self._read_ms: int | None = None
        self._judge = lru_cache(maxsize=4096)(self._find)

    async def judge(self, ip: str, now_ms: int) -> bool | None:
        """Return True for an address that is always let in, False for one that never is."""
        if self._read_ms is None or now_ms - self._read_ms >= KEEP_MS:
            # Before it is read: whoever comes meanwhile need not read it as well.
            self._read_ms = now_ms
            await self._read()
        return self._judge(ip) if self._rules else None

    def forget(self) -> None:
        """Read anew next time."""
        self._read_ms = None

    async def _read(self) -> None:
        try:
            rules = await in_db(_all_rules)
        except (Problem, DatabaseError):
            log.warning("the list of addresses cannot be read; the last one counts")
            return
        if rules != self._rules:
            self._rules = rules
            self._judge.cache_clear()

    def _find(self, ip: str) -> bool | None:
        try:
            address = ip_address(ip)
        except ValueError:
            return None
        for network, is_allowed in self._rules:
            if address.version == network.version and address in network:
                return is_allowed
        return None


def _all_rules() -> list[tuple[Network, bool]]:
    """Return the rules, the narrowest network first: it knows best."""
    rows = AddressRule.objects.values_list("network", "is_allowed")
    rules = [(parse_networks([text])[0], is_allowed) for text, is_allowed in rows]
    return sorted(rules, key=_narrowness)


def _narrowness(rule: tuple[Network, bool]) -> tuple[int, int, int]:
    return (-rule[0].prefixlen, rule[0].version, int(rule[0].network_address))


book = AddressBook()


@receiver((post_save, post_delete), sender=AddressRule)
def _forget(**_: object) -> None:
    book.forget()
