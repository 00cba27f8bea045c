"""What one worker knows of the shared states: what it saw, heard or did last. Nothing awaits."""

import random
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec.structs import replace

from playback.domain.state import State
from playback.stores.protocol import Change
from playback.stores.shelf import NOTHING, Held, decode, encode

# A new epoch begins further on than all workers together can have counted, and where no other
# epoch begins.
EPOCHS: Final = (1_000_000, 1_000_000_000)


class Copies:
    """The newest state of each room, and under which revision Redis holds it, if it does."""

    def __init__(self) -> None:
        self._states: dict[str, State] = {}
        self._held: dict[str, Held] = {}
        # Rooms of which the others have to be told.
        self.untold: set[str] = set()

    def of(self, room_id: str) -> State | None:
        """Return the newest that is known."""
        return self._states.get(room_id)

    def held(self, room_id: str) -> Held | None:
        """Return what Redis held last, if nothing newer is known; it may have moved on since."""
        return self._held.get(room_id)

    def note(self, room_id: str, held: Held) -> None:
        """Remember what Redis holds, unless more is known.

        An answer that was long under way must not hide what was done since; and what Redis has
        lost is kept here: the room is rebuilt from it.
        """
        known = self._states.get(room_id)
        if held.state is None:
            self._held.pop(room_id, None)
        elif known is None or held.state.version >= known.version:
            self._states[room_id] = held.state
            self._held[room_id] = held

    def learn(self, room_id: str, state: State) -> None:
        """Keep the newer of this and what is known."""
        known = self._states.get(room_id)
        if known is None or known.version < state.version:
            self._states[room_id] = state
            self._held.pop(room_id, None)

    def note_of(self, room_id: str, state: State) -> bytes:
        """Return a state for the copies of the others."""
        held = self._held.get(room_id, NOTHING)
        revision = held.revision if held.state is state else b""
        # A field more than the state has; who does not know it passes over it.
        return encode(state)[:-1] + b',"revision":"' + revision + b'"}'

    def hear(self, room_id: str, note: bytes) -> None:
        """Keep the newer of a note and what is known; raises ``msgspec.MsgspecError``."""
        state = decode(note)
        revision = msgspec.json.decode(note, type=_Revision).revision
        known = self._states.get(room_id)
        if known is None or known.version < state.version:
            self.learn(room_id, state)
            if revision:
                self._held[room_id] = Held(revision.encode(), state)

    def above(self, room_id: str, held: Held) -> State | None:
        """Return what Redis has to be brought to, so that nobody is shown less than before.

        None when what it holds will do. The newer of the two commands counts.
        """
        own, other = self._states.get(room_id), held.state
        if own is None or other is None or other.version >= own.version:
            return None
        if other.last_command_ms > own.last_command_ms:
            return replace(other, version=own.version + 1)
        return own

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return the newer of the two commands, in an epoch above all that is known."""
        known = self._states.get(room_id)
        if known is None and recorded.version == 0:
            # Nobody has done anything yet.
            return recorded
        both = [recorded] if known is None else [recorded, known]
        newest = max(both, key=lambda state: (state.last_command_ms, state.version))
        highest = max(state.version for state in both)
        return replace(newest, version=highest + _epoch())

    def put_alone(self, room_id: str, state: State) -> State:
        """Bring a room in that the others have to be told of; whoever came first wins."""
        self.untold.add(room_id)
        return self._states.setdefault(room_id, state)

    def change_alone(self, room_id: str, change: Change) -> tuple[State, bool]:
        """Apply a pure function without the others; raises KeyError and what it raises.

        Every change begins an epoch: others may have heard of the one before, by a message that
        was given up and arrived all the same, and count on from there.
        """
        state = self._states[room_id]
        changed = change(state)
        if changed is None:
            return state, False
        changed = replace(changed, version=changed.version + _epoch())
        self._states[room_id] = changed
        self._held.pop(room_id, None)
        self.untold.add(room_id)
        return changed, True

    def trim(self, is_needed: Callable[[str, State], bool]) -> None:
        """Drop what is not needed, unless nobody else knows of it yet."""
        needless = [
            room_id
            for room_id, state in self._states.items()
            if room_id not in self.untold and not is_needed(room_id, state)
        ]
        for room_id in needless:
            self.forget(room_id)

    def forget(self, room_id: str) -> None:
        """Drop a room."""
        self._states.pop(room_id, None)
        self._held.pop(room_id, None)
        self.untold.discard(room_id)


class _Revision(msgspec.Struct):
    revision: str = ""


def _epoch() -> int:
    return random.randint(*EPOCHS)  # noqa: S311
