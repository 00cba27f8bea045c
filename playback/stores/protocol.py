"""What a store of playback states promises; memory and Redis are twins behind it."""

from collections.abc import Callable
from typing import Protocol

from playback.domain.state import State

Change = Callable[[State], State | None]


class Store(Protocol):
    """The one owner of the newest states. Every method is atomic per room."""

    def peek(self, room_id: str) -> State | None:
        """Return what this process knows, without asking anybody."""

    def note_of(self, state: State) -> bytes | None:
        """Return what other workers should hear of a change; None when there are none."""

    def learn(self, room_id: str, state: State) -> None:
        """Take a state that was shown or written by somebody; a newer one is kept."""

    async def load(self, room_id: str) -> State | None:
        """Return the state, None when the store does not have the room."""

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return what to begin with anew, given what is written down of the room."""

    async def put_if_absent(self, room_id: str, state: State) -> State:
        """Bring a room in from the record; whoever came first wins. Returns what holds."""

    async def change(self, room_id: str, change: Change) -> tuple[State, bool]:
        """Apply a pure function to the state.

        Returns (what holds now, whether it is new). ``change`` may run more than once; what it
        raises comes out and nothing has changed. Raises KeyError for a room not in the store.
        """

    async def catch_up(self) -> list[str]:
        """Bring back what could not be shared when it was changed; returns the rooms."""

    def trim(self, keep: set[str]) -> None:
        """Drop what is remembered of rooms that others own as well, but for these."""

    async def forget(self, room_id: str) -> None:
        """Drop a room."""
