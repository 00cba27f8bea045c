"""What is told about rooms, members and messages. Pure.

Times in objects are ISO 8601 in UTC; ``at`` and everything ending in ``_ms`` is milliseconds.
"""

from typing import Any

import msgspec


class RoomView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room as everybody may see it; never with its password. ``is_locked`` only when it is."""

    id: str
    name: str
    description: str
    is_private: bool
    max_users: int
    status: str
    media_url: str
    playback_state: str
    current_time: float
    duration: float
    playback_rate: float
    settings: dict[str, Any]
    version: int
    host_session_id: str | None
    member_count: int
    created_at: str
    last_active_at: str
    is_locked: bool = False


class MemberView(msgspec.Struct, frozen=True):
    """A member; ``permissions`` are the overrides, ``online`` is "has a socket open".

    ``stalled``: the room waits for this member's film just now. ``away``: looks elsewhere, or
    the line is lost.
    """

    session_id: str
    nickname: str
    avatar: str
    role: str
    permissions: dict[str, bool]
    joined_at: str
    last_seen_at: str
    online: bool
    ready: bool
    drift_ms: int | None
    level: str | None
    stalled: bool
    away: bool
    muted_until: str | None = None


class QuoteView(msgspec.Struct, frozen=True):
    """The beginning of the line that is answered; no text when it was deleted since."""

    message_id: str
    nickname: str
    text: str


class DanmakuView(msgspec.Struct, frozen=True):
    """Where a line flies over the picture: which film, and at what position (s)."""

    media_url: str
    position: float


class MessageView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chat line; ``at`` is the cloud clock in ms. ``mentions`` are session ids.

    ``client_id`` is what the page that said it called it; it means something only together with
    ``session_id``.
    """

    message_id: str
    type: str
    session_id: str
    nickname: str
    avatar: str
    text: str
    at: int
    client_id: str = ""
    reply_to: QuoteView | None = None
    mentions: list[str] = []
    danmaku: DanmakuView | None = None


class ChatDeleted(msgspec.Struct, frozen=True):
    """Data of ``chat_deleted``."""

    message_id: str


class ChatCleared(msgspec.Struct, frozen=True):
    """Data of ``chat_cleared``: all lines so far are gone."""


class ReactionView(msgspec.Struct, frozen=True):
    """Data of ``reaction``."""

    emoji: str


class TypingView(msgspec.Struct, frozen=True):
    """Data of ``typing``."""

    is_typing: bool


class SyncFacts(msgspec.Struct, frozen=True):
    """How far the room is ahead of a page's picture, ms, and what the page does about it."""

    drift_ms: int
    level: str


class ReadyView(msgspec.Struct, frozen=True):
    """Who has loaded the film."""

    total_members: int
    ready_members: int
    member_statuses: dict[str, bool]
    member_sync: dict[str, SyncFacts] = {}


class YouView(msgspec.Struct, frozen=True):
    """What the receiver is and may do (effective rights)."""

    session_id: str
    role: str
    permissions: dict[str, bool]


class UserJoined(msgspec.Struct, frozen=True):
    """Data of ``user_joined``."""

    member: MemberView


class UserLeft(msgspec.Struct, frozen=True):
    """Data of ``user_left``; reason is left, timeout or kicked."""

    session_id: str
    reason: str


class SystemNotice(msgspec.Struct, frozen=True):
    """Data of ``system``; ``text`` is for people, ``event`` for programs.

    ``session_ids``: all for whom the room waits, with ``buffering``. ``permissions``: the
    member's overrides as they are now, with ``role_changed``. ``muted_until`` with ``muted``.
    ``nickname`` with ``join_requested``, ``join_approved`` and ``join_refused``, for managers.
    """

    event: str
    text: str
    session_id: str = ""
    role: str = ""
    session_ids: list[str] = []
    permissions: dict[str, bool] | None = None
    muted_until: str | None = None
    nickname: str = ""


class ActivityView(msgspec.Struct, frozen=True):
    """One line of the audit log; ``is_operator`` for what one of the staff did.

    Who that was, and from where, stands in the admin only.
    """

    id: str
    activity_type: str
    is_operator: bool
    actor_session: str | None
    target_session: str | None
    details: dict[str, Any]
    ip_address: str | None
    user_agent: str
    created_at: str


class BanView(msgspec.Struct, frozen=True):
    """Somebody who is kept out; ``expires_at`` is None for good, ``is_ban`` false after a kick."""

    id: str
    session_id: str
    nickname: str
    is_ban: bool
    holds_network: bool
    created_at: str
    expires_at: str | None


class ReportView(msgspec.Struct, frozen=True):
    """A report as its reporter sees it; ``text`` is what they wrote, ``state`` open or handled."""

    id: str
    message_id: str
    reason: str
    text: str
    state: str
    created_at: str


class RequestView(msgspec.Struct, frozen=True):
    """Somebody who asks to be let in; ``state`` is pending, approved or refused."""

    session_id: str
    nickname: str
    avatar: str
    state: str
    asked_at: str


class ComingView(msgspec.Struct, frozen=True):
    """Somebody who ``joined``, ``left``, or ``visited``: came and went."""

    session_id: str
    nickname: str
    what: str


class RoomStats(msgspec.Struct, frozen=True):
    """Numbers of one room."""

    room_id: str
    name: str
    total_members: int
    total_sync_messages: int
    avg_sync_delay_ms: float | None
    last_activity_time: str | None
    member_count: int
    connections: int
