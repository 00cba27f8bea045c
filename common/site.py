"""Whether all workers that share a Redis are of one site: do they sign with the same key?

A worker with another ``SECRET_KEY`` would turn away everybody whom the others let in. Redis keeps
a fingerprint of the key for as long as somebody who has it lives.
"""

from typing import Any, Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis.asyncio import Redis

from common.redis import PREFIX

# Longer than a worker is believed to live without a word.
KEPT_MS: Final = 30_000
# ARGV: time to live, own fingerprint, older ones that count as well. Returns 1 when one of them is
# there, or none was; ours is there then.
SHARE: Final = """
local found = redis.call('GET', KEYS[1])
for number = 2, #ARGV do
  if not found or found == ARGV[number] then
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1])
    return 1
  end
end
return 0
"""


async def is_shared_with_all(redis: Redis) -> bool:
    """Tell whether the other workers have the same key, or one that this one still accepts."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    arguments: list[Any] = [KEPT_MS, *(_fingerprint(key) for key in keys)]
    return bool(await redis.eval(SHARE, 1, f"{PREFIX}:site", *arguments))


def _fingerprint(key: str) -> str:
    return salted_hmac("common.site", "fingerprint", secret=key, algorithm="sha256").hexdigest()
