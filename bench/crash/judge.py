"""Tells from a history whether every promise was kept. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bench.crash.history import CLOSE_S, Client, Command, History, Room, Span, View

# A seat without a socket is kept for so long (SPEC §2).
HELD_S: Final = 30.0


class Kind(StrEnum):
    """What may be broken."""

    BACKWARDS = "a client was shown an older state than before"
    TWO_STATES = "two states under one version"
    LOST_COMMAND = "an answered command is not in the record"
    LOST_CHAT = "an answered chat line is not in the record"
    WRONG_END = "a client ended in another state than the room's"
    RECORD_BEHIND = "the record ended in another state than the room's"
    LOST_SEAT = "a member lost the seat"
    LOST_ROLE = "a member's role changed"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def judge(history: History) -> list[Violation]:
    """Return every violation; none if all promises were kept."""
    return [
        *_backwards(history),
        *_two_states(history),
        *_lost_commands(history),
        *_lost_chat(history),
        *_wrong_ends(history),
        *_lost_seats(history),
    ]


def _any(spans: list[Span], at_ms: float) -> bool:
    return any(span.holds(at_ms) for span in spans)


def _backwards(history: History) -> Iterator[Violation]:
    """Versions grow: in the first picture, and with every command of one's own."""
    for client in history.clients:
        newest = 0
        for seen in client.seen:
            version = seen.view.version
            if seen.is_first and version < newest and not _any(history.apart, seen.at_ms):
                text = f"{client.room}: {client.session_id} knew {newest}, came back to {version}"
                yield Violation(Kind.BACKWARDS, text)
            newest = version if seen.is_first else max(newest, version)
        for command, version, at_ms in _commands(client):
            stands_still = version < command.known or (
                version == command.known and command.kind == "seek"
            )
            if stands_still and not _any(history.apart, at_ms):
                text = f"{client.room}: {command.id} was asked at {command.known}, became {version}"
                yield Violation(Kind.BACKWARDS, text)


def _commands(client: Client) -> Iterator[tuple[Command, int, float]]:
    """Yield each answered command with its version and when it was answered."""
    for frame_id, (version, at_ms) in client.acked.items():
        if isinstance(version, int):
            yield client.sent[frame_id], version, at_ms


def _two_states(history: History) -> Iterator[Violation]:
    """Whoever saw a version saw the same state under it; so did the record."""
    known: dict[tuple[str, int], View] = {}
    told: set[tuple[str, int]] = set()
    for room, view in _all_views(history):
        key = (room, view.version)
        first = known.setdefault(key, view)
        if key not in told and not first.is_same_state(view):
            told.add(key)
            yield Violation(Kind.TWO_STATES, f"{room}: {first} and {view}")


def _all_views(history: History) -> Iterator[tuple[str, View]]:
    for client in history.clients:
        for seen in client.seen:
            yield client.room, seen.view
    for name, room in history.rooms.items():
        yield name, room.shown
        yield name, room.recorded


def _lost_commands(history: History) -> Iterator[Violation]:
    broadcast = _broadcast_to_others(history)
    for client in history.clients:
        lines = history.rooms[client.room].lines
        for command, version, _ in _commands(client):
            if version in lines:
                if command.kind == "seek" and not _is_of(command, lines[version].position):
                    text = f"{client.room}: {command} became {version}, {lines[version]}"
                    yield Violation(Kind.LOST_COMMAND, text)
            # A command that changes nothing is answered with the state that holds, to its sender
            # only; a state that was brought back has no line of its own.
            elif command.kind == "seek" or command.id in broadcast:
                text = f"{client.room}: {command} was accepted as {version}"
                yield Violation(Kind.LOST_COMMAND, text)


def _is_of(command: Command, position: float) -> bool:
    return isinstance(command.value, float) and abs(command.value - position) < CLOSE_S


def _broadcast_to_others(history: History) -> set[str]:
    """Return the ids of commands that reached somebody else than their sender."""
    return {
        seen.frame_id
        for client in history.clients
        for seen in client.seen
        if seen.frame_id and seen.frame_id not in client.sent
    }


def _lost_chat(history: History) -> Iterator[Violation]:
    for client in history.clients:
        chat = history.rooms[client.room].chat
        for frame_id, (message_id, _at_ms) in client.acked.items():
            said = client.sent[frame_id].value
            if isinstance(message_id, str) and chat.get(message_id) != said:
                text = f"{client.room}: {said!r} is {chat.get(message_id)!r} there"
                yield Violation(Kind.LOST_CHAT, text)


def _wrong_ends(history: History) -> Iterator[Violation]:
    for client in history.clients:
        shown = history.rooms[client.room].shown
        if not _is_equal(client.belief, shown):
            text = f"{client.room}: {client.session_id} holds {client.belief}, the room is {shown}"
            yield Violation(Kind.WRONG_END, text)
    for name, room in history.rooms.items():
        if not _is_equal(room.recorded, room.shown):
            text = f"{name}: recorded {room.recorded}, shown {room.shown}"
            yield Violation(Kind.RECORD_BEHIND, text)


def _is_equal(one: View | None, other: View) -> bool:
    return one is not None and one.version == other.version and one.is_same_state(other)


def _lost_seats(history: History) -> Iterator[Violation]:
    members: dict[str, list[Client]] = defaultdict(list)
    for client in history.clients:
        members[client.room].append(client)
    for name, there in members.items():
        yield from _lost_in(name, history.rooms[name], there)


def _lost_in(name: str, room: Room, there: list[Client]) -> Iterator[Violation]:
    told_gone = {session_id for client in there for session_id in client.left}
    for client in there:
        if client.longest_away_s >= HELD_S:
            # Then the seat may be given up, and with it the role.
            continue
        if client.session_id in told_gone or client.session_id not in room.members:
            text = f"{name}: {client.session_id}, {client.role}, away for {client.longest_away_s} s"
            yield Violation(Kind.LOST_SEAT, text)
            continue
        found = {room.members[client.session_id]}
        found |= {other.members.get(client.session_id, client.role) for other in there}
        if found != {client.role}:
            text = f"{name}: {client.session_id} was {client.role}, is {sorted(found)}"
            yield Violation(Kind.LOST_ROLE, text)
