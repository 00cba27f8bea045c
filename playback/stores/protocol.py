"""What a store of playback states promises; memory and Redis are twins behind it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from playback.domain.state import State

Change = Callable[[State], State | None]


class Line(NamedTuple):
    """What is to be written down of a change; the name is ``common.workers.name_of`` its id."""

    name: str
    text: bytes


LineOf = Callable[[State], Line]


class Store(Protocol):
    """The one owner of the newest states. Every method is atomic per room."""

    keeps_lines: bool
    """Whether the lines of changes outlive this process while all is well."""

    def peek(self, room_id: str) -> State | None:
        """Return what this process knows, without asking anybody."""

    def note_of(self, room_id: str, state: State) -> bytes | None:
        """Return what other workers should hear of a change; None when there are none."""

    def hear(self, room_id: str, note: bytes) -> None:
        """Take another worker's note; what is newer than it is kept."""

    def learn(self, room_id: str, state: State) -> None:
        """Take a state that was shown or written by somebody; a newer one is kept."""

    async def load(self, room_id: str) -> State | None:
        """Return the state, None when the store does not have the room."""

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return what to begin with anew, given what is written down of the room."""

    async def put_if_absent(self, room_id: str, state: State) -> State:
        """Bring a room in from the record; whoever came first wins. Returns what holds."""

    async def change(
        self, room_id: str, change: Change, line_of: LineOf | None = None
    ) -> tuple[State, bool]:
        """Apply a pure function to the state.

        Returns (what holds now, whether it is new). ``change`` may run more than once; what it
        raises comes out and nothing has changed. Raises KeyError for a room not in the store.
        The line of a change outlives this process if the state does, until it is ``recorded``.
        """

    async def recorded(self, names: Sequence[str]) -> None:
        """The lines of these names are in the record, and need to be kept no longer."""

    async def left_behind(self, *, now_ms: int) -> list[Line]:
        """Return some lines that nobody is going to write down any more, unless it is done now."""

    async def catch_up(self) -> list[str]:
        """Bring back what could not be shared when it was changed; returns the rooms."""

    def trim(self, keep: set[str]) -> None:
        """Drop what is remembered of rooms that others own as well, but for these."""

    async def forget(self, room_id: str) -> None:
        """Drop a room."""
