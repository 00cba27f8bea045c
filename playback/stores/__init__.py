"""Where the newest states live."""

from playback.stores.memory import MemoryStore
from playback.stores.protocol import Store

store: Store = MemoryStore()
