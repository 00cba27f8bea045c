"""From services to the sockets: whoever changes a room publishes here and nowhere else.

In one process the message goes straight to the attached hub, in the order of publication and
before ``publish`` returns, so an HTTP answer never overtakes the broadcast it caused. With several
workers a relay carries it to all of them, the sender's own sockets included.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from common.errors import Close

# When a socket came in: cloud ms, a count within its worker, its id. One order for all workers.
Turn = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Ready text for every socket of the room, or for one session only.

    ``note`` is for the other workers themselves: what they should know besides. ``can_wait``: a
    few ms later, together with others like it, is as good. ``made_ms``: when the command
    came that it is about, cloud ms, for measuring; 0 when it is about none.
    """

    text: str
    only_session: str | None = None
    note: bytes | None = None
    can_wait: bool = False
    made_ms: int = 0


@dataclass(frozen=True, slots=True)
class Shut:
    """Close sockets of the room: all, or one session's that came in before another.

    ``before`` is the turn of the one that stays.
    """

    code: Close
    only_session: str | None = None
    before: Turn | None = None


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """What sockets know about rights is out of date; None means unchanged."""

    allow_control: bool | None = None
    session_id: str | None = None
    role: str | None = None
    permissions: dict[str, bool] | None = None
    nickname: str | None = None
    avatar: str | None = None
    # Cloud ms; 0 for who may speak again.
    muted_until_ms: int | None = None


class Picture(Protocol):
    """A whole picture that looks a little different to each receiver."""

    def seen_by(self, actor: Any, /) -> dict[str, Any]:
        """Return the data of ``room_info`` for one receiver."""


@dataclass(frozen=True, slots=True)
class NewPicture:
    """The room was edited: everybody gets a new ``room_info``."""

    picture: Picture
    now_ms: int


Message = Broadcast | Shut | RightsChanged | NewPicture
Sink = Callable[[str, Message], None]


class Relay(Protocol):
    """Carries messages to all workers, this one included."""

    def publish(self, room_id: str, message: Message) -> None:
        """Send a message on its way; returns at once."""

    async def listen(self, room_id: str) -> None:
        """Return when everything published about a room from now on arrives here."""


@dataclass(slots=True)
class Bus:
    """Hands messages to the attached sink; without one (a management command) they end here.

    With a relay they go to the sinks of all workers, in one order for all.
    """

    sink: Sink | None = field(default=None)
    relay: Relay | None = field(default=None)

    def attach(self, sink: Sink, relay: Relay | None = None) -> None:
        """Make ``sink`` the receiver of everything published from now on."""
        self.sink, self.relay = sink, relay

    def publish(self, room_id: str, message: Message) -> None:
        """Hand one message to the room's sockets."""
        if self.relay is not None:
            self.relay.publish(room_id, message)
        elif self.sink is not None:
            self.sink(room_id, message)

    async def listen(self, room_id: str) -> None:
        """Return when nothing that is published about a room passes this process by."""
        if self.relay is not None:
            await self.relay.listen(room_id)


bus = Bus()
