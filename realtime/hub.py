"""The sockets of this process, by room: what the bus publishes is handed to each as ready text."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from common import clock, metrics
from common.bus import Broadcast, Message, NewPicture, RightsChanged, Shut, Turn
from common.errors import Close
from common.net import caller_key
from common.wire import Frame, FrameType, encode
from realtime.direct import Ready
from rooms.roles import Actor

# Chat and news of people that follow each other so soon go out in one write, this many at most:
# in a full room under load one line would else cost a write to each socket.
TOGETHER_S: Final = 0.01
TOGETHER: Final = 64

_direct = metrics.deliveries.labels("direct")
_queued = metrics.deliveries.labels("queued")


class Transport(Protocol):
    """What the hub needs of a socket; both return at once."""

    def send_text(self, text: str) -> None:
        """Queue one frame."""

    def send_ready(self, ready: Ready) -> bool:
        """Write a frame at once, or queue it; True when it went straight to the socket."""

    def shut(self, code: Close) -> None:
        """Close the socket."""


@dataclass(slots=True, eq=False)
class Connection:
    """One socket in a room. Until the first picture went out, broadcasts wait in ``held``."""

    id: str
    room_id: str
    actor: Actor
    transport: Transport
    last_heard_ms: int
    # Two pages of one session may come in at once, on two workers: the later one stays.
    turn: Turn = (0, 0, "")
    sync_tolerance: float = 0.05
    held: list[str] | None = field(default_factory=list)

    def deliver(self, text: str) -> None:
        """Hand one frame over, in order, never before the first picture."""
        hub.flush(self.room_id)
        if self.held is not None:
            self.held.append(text)
        else:
            self.transport.send_text(text)

    def deliver_ready(self, ready: Ready) -> bool:
        """Hand over a frame that many get; True when it went straight to the socket."""
        if self.held is not None:
            self.held.extend(ready.texts)
            return False
        return self.transport.send_ready(ready)

    def open_with(self, first: str) -> None:
        """Send the first picture, then what came meanwhile."""
        waiting, self.held = self.held or [], None
        self.transport.send_text(first)
        for text in waiting:
            self.transport.send_text(text)


class Hub:
    """Knows every socket of the process. Not thread-safe: everything happens on the loop."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Connection]] = {}
        self._per_ip: dict[str, int] = {}
        self._total = 0
        # Lines that wait for others, of rooms in which one has just gone out.
        self._together: dict[str, list[str]] = {}

    @property
    def total(self) -> int:
        """Return how many sockets there are."""
        return self._total

    @property
    def rooms(self) -> set[str]:
        """Return the rooms that have a socket here."""
        return set(self._rooms)

    def is_in(self, room_id: str) -> bool:
        """Tell whether a room has a socket here."""
        return room_id in self._rooms

    def of(self, room_id: str) -> list[Connection]:
        """Return the sockets of a room."""
        return list(self._rooms.get(room_id, ()))

    def admit(self, ip: str, *, limit: int, limit_per_ip: int) -> bool:
        """Count one more socket from an address; False, and not counted, when it is too many."""
        caller = caller_key(ip)
        from_here = self._per_ip.get(caller, 0)
        if self._total >= limit or from_here >= limit_per_ip:
            return False
        self._per_ip[caller] = from_here + 1
        self._total += 1
        metrics.active_connections.set(self._total)
        return True

    def dismiss(self, ip: str) -> None:
        """Count one socket less; the opposite of a successful ``admit``."""
        caller = caller_key(ip)
        left = self._per_ip.pop(caller) - 1
        if left:
            self._per_ip[caller] = left
        self._total -= 1
        metrics.active_connections.set(self._total)

    def connections(self) -> Iterator[Connection]:
        """Yield every socket; the set may change meanwhile."""
        for members in list(self._rooms.values()):
            yield from list(members)

    def add(self, connection: Connection) -> None:
        """Start to deliver to a socket: what is published from now on."""
        self.flush(connection.room_id)
        self._rooms.setdefault(connection.room_id, set()).add(connection)
        metrics.active_rooms.set(len(self._rooms))

    def remove(self, connection: Connection) -> None:
        """Stop; a socket that is not here is no error."""
        members = self._rooms.get(connection.room_id, set())
        if connection not in members:
            return
        members.discard(connection)
        if not members:
            del self._rooms[connection.room_id]
        metrics.active_rooms.set(len(self._rooms))

    def receive(self, room_id: str, message: Message) -> None:
        """Take what the bus publishes."""
        if isinstance(message, Broadcast) and message.can_wait and message.only_session is None:
            self._soon(room_id, message.text)
            return
        self.flush(room_id)
        members = self.of(room_id)
        match message:
            case Broadcast():
                _broadcast(members, message)
            case Shut():
                for connection in _shut(members, message):
                    self.remove(connection)
            case RightsChanged():
                _change_rights(members, message)
            case NewPicture():
                _show(members, message)

    def _soon(self, room_id: str, text: str) -> None:
        """Send a line at once; those that follow within a moment go together."""
        members = self._rooms.get(room_id)
        if not members:
            return
        waiting = self._together.get(room_id)
        if waiting is not None:
            waiting.append(text)
            if len(waiting) >= TOGETHER:
                self.flush(room_id)
            return
        _hand_over(list(members), Ready(text))
        self._wait(room_id)

    def _wait(self, room_id: str) -> None:
        self._together[room_id] = []
        asyncio.get_running_loop().call_later(TOGETHER_S, self._end_wait, room_id)

    def _end_wait(self, room_id: str) -> None:
        if self._together.get(room_id):
            self.flush(room_id)
            self._wait(room_id)
        else:
            self._together.pop(room_id, None)

    def flush(self, room_id: str) -> None:
        """Send the lines that wait: something else is to follow them."""
        waiting = self._together.get(room_id)
        if waiting:
            self._together[room_id] = []
            _hand_over(self.of(room_id), Ready(*waiting))


def _broadcast(members: list[Connection], message: Broadcast) -> None:
    only = message.only_session
    meant = [one for one in members if only is None or one.actor.session_id == only]
    _hand_over(meant, Ready(message.text))
    if message.made_ms and meant:
        metrics.delivery.observe(max(0, clock.cloud_ms() - message.made_ms) / 1000)


def _hand_over(members: list[Connection], ready: Ready) -> None:
    straight = sum(one.deliver_ready(ready) for one in members)
    _direct.inc(straight * len(ready.texts))
    _queued.inc((len(members) - straight) * len(ready.texts))


def _shut(members: list[Connection], message: Shut) -> list[Connection]:
    meant = [
        connection
        for connection in members
        if message.only_session in (None, connection.actor.session_id)
        and (message.before is None or connection.turn < message.before)
    ]
    for connection in meant:
        connection.transport.shut(message.code)
    return meant


def _change_rights(members: list[Connection], message: RightsChanged) -> None:
    for connection in members:
        mine = message.session_id in (None, connection.actor.session_id)
        connection.actor = connection.actor.changed(
            allow_control=message.allow_control,
            role=message.role if mine else None,
            permissions=message.permissions if mine else None,
            nickname=message.nickname if mine else None,
            avatar=message.avatar if mine else None,
            muted_until_ms=message.muted_until_ms if mine else None,
        )


def _show(members: list[Connection], message: NewPicture) -> None:
    for connection in members:
        picture = message.picture.seen_by(connection.actor)
        connection.sync_tolerance = picture["room"].settings["sync_tolerance"]
        connection.deliver(picture_frame(connection, picture, message.now_ms))


def picture_frame(connection: Connection, picture: object, now_ms: int) -> str:
    """Encode ``room_info`` for one socket."""
    return encode(Frame("", FrameType.ROOM_INFO, connection.room_id, "", now_ms, picture))


hub = Hub()
