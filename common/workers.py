"""Who this worker is among others, and which of them live."""

import uuid
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from redis.asyncio import Redis

from common.redis import PREFIX

# A worker that has not been heard of for so long is dead.
ALIVE_MS: Final = 10_000

NAME: Final = uuid.uuid4().hex[:12]


def connection_id() -> str:
    """Return a new name for a socket; it says which worker holds it."""
    return f"{NAME}.{uuid.uuid4().hex}"


def worker_of(name: str) -> str:
    """Return the worker that holds a socket, or that made something."""
    return name.split(".", 1)[0]


def name_of(id_: UUID) -> str:
    """Return a name for something that this worker made; the id is one of ``common.ids``."""
    return f"{NAME}.{id_.hex}"


def made_at_ms(name: str) -> int:
    """Return when something was made, cloud ms; 0 for what ``name_of`` did not name."""
    try:
        return UUID(name.split(".", 1)[1]).int >> 80
    except (IndexError, ValueError):
        return 0


def is_first_of(connections: Iterable[str]) -> bool:
    """Tell whether of the workers that hold these sockets this one does what one has to do.

    Every worker comes to the same answer by itself; where there are no sockets all say yes.
    """
    names = {worker_of(connection) for connection in connections}
    return not names or min(names) == NAME


async def say_alive(redis: Redis) -> bool:
    """Be alive for the next ten seconds; False when that was not known, or was lost."""
    return await redis.set(_key(NAME), 1, px=ALIVE_MS, get=True) is not None


async def say_goodbye(redis: Redis) -> None:
    """Be gone from now on."""
    await redis.delete(_key(NAME))


async def dead_among(redis: Redis, names: set[str]) -> set[str]:
    """Return those of these workers that do not live."""
    ordered = sorted(names)
    if not ordered:
        return set()
    found = await redis.mget([_key(name) for name in ordered])
    return {name for name, alive in zip(ordered, found, strict=True) if alive is None}


def _key(name: str) -> str:
    return f"{PREFIX}:worker:{name}"


class Leader:
    """One process among many does what must be done once; another takes over when it dies.

    A process of its own for housekeeping goes before the workers, which lead while there is none.
    """

    _KEY: Final = f"{PREFIX}:leader"
    _HOUSEKEEPER: Final = f"{PREFIX}:housekeeper"
    # Keeps the lock if it is ours or nobody's; returns 1 then. ARGV: who, time to live, whether it
    # is a housekeeper.
    _KEEP: Final = """
    local holder = redis.call('GET', KEYS[1])
    if ARGV[3] == '1' then
      redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
    elseif redis.call('EXISTS', KEYS[2]) == 1 then
      if holder == ARGV[1] then redis.call('DEL', KEYS[1]) end
      return 0
    end
    if holder and holder ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1
    """
    # Deletes what bears our name.
    _LEAVE: Final = """
    for _, key in ipairs(KEYS) do
      if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
    end
    """

    def __init__(self, redis: Redis, *, is_housekeeper: bool = False) -> None:
        self._is_housekeeper = is_housekeeper
        self._keep = redis.register_script(self._KEEP)
        self._leave = redis.register_script(self._LEAVE)

    async def is_me(self) -> bool:
        """Tell whether this process leads, and if so, lead on."""
        arguments: list[Any] = [NAME, ALIVE_MS, int(self._is_housekeeper)]
        return bool(await self._keep(keys=[self._KEY, self._HOUSEKEEPER], args=arguments))

    async def resign(self) -> None:
        """Let another one lead at once."""
        await self._leave(keys=[self._KEY, self._HOUSEKEEPER], args=[NAME])
