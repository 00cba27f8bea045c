"""Where the newest states live: in this process, or in Redis for all workers."""

from django.conf import settings

from common.redis import shared
from playback.stores.memory import MemoryStore
from playback.stores.protocol import Store
from playback.stores.redis import RedisStore

store: Store = RedisStore(shared()) if settings.REDIS_URL else MemoryStore()
