"""The states of one process. Atomic because nothing in here awaits."""

from collections.abc import Sequence

from playback.domain.state import State
from playback.stores.protocol import Change, Line, LineOf


class MemoryStore:
    """See ``Store``."""

    keeps_lines = False

    def __init__(self) -> None:
        self._states: dict[str, State] = {}

    def peek(self, room_id: str) -> State | None:
        """Return what is known."""
        return self._states.get(room_id)

    def note_of(self, room_id: str, state: State) -> None:
        """There are no others."""
        return

    def hear(self, room_id: str, note: bytes) -> None:
        """There are no others."""

    def learn(self, room_id: str, state: State) -> None:
        """There is nobody who could know more."""

    async def load(self, room_id: str) -> State | None:
        """Return the state or None."""
        return self._states.get(room_id)

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return the record: there is nothing else that outlives a process."""
        return recorded

    async def put_if_absent(self, room_id: str, state: State) -> State:
        """Bring a room in."""
        return self._states.setdefault(room_id, state)

    async def change(
        self, room_id: str, change: Change, line_of: LineOf | None = None
    ) -> tuple[State, bool]:
        """Apply a pure function; its line lives as long as the state does, in the recorder."""
        state = self._states[room_id]
        changed = change(state)
        if changed is None:
            return state, False
        self._states[room_id] = changed
        return changed, True

    async def recorded(self, names: Sequence[str]) -> None:
        """Nothing was kept."""

    async def left_behind(self, *, now_ms: int) -> list[Line]:
        """Nothing outlives the process."""
        return []

    async def catch_up(self) -> list[str]:
        """Nothing is shared."""
        return []

    def trim(self, keep: set[str]) -> None:
        """Nobody else has these rooms."""

    async def forget(self, room_id: str) -> None:
        """Drop a room."""
        self._states.pop(room_id, None)
