"""Who may do what: one table role × right, and overrides per member. Pure.

Source: SPEC §2 "Who may do what".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.errors import Code, Problem


class Right(StrEnum):
    """What may be allowed."""

    CONTROL = "control"
    CHAT = "chat"
    MANAGE = "manage"
    MEDIA = "media"


HOST: Final = "host"
ADMIN: Final = "admin"
GUEST: Final = "guest"
# Somebody of the staff, who sits in no room: stands above its host (decision 19).
OPERATOR: Final = "operator"
ABOVE_ALL: Final = frozenset({HOST, OPERATOR})

_ALL: Final = frozenset(Right)
# A guest's control depends on the room's ``allow_control``.
DEFAULTS: Final[Mapping[str, frozenset[Right]]] = {
    OPERATOR: _ALL,
    HOST: _ALL,
    ADMIN: _ALL,
    GUEST: frozenset({Right.CONTROL, Right.CHAT}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something in a room; a dated copy of what the record says."""

    session_id: str
    role: str
    permissions: Mapping[str, bool]
    allow_control: bool
    nickname: str = ""
    avatar: str = ""
    # Cloud ms; 0 for who was never muted.
    muted_until_ms: int = 0

    @property
    def uuid(self) -> UUID | None:
        """Return the session for the record, None for who acts without one."""
        return UUID(self.session_id) if self.session_id else None

    def changed(
        self,
        *,
        allow_control: bool | None = None,
        role: str | None = None,
        permissions: Mapping[str, bool] | None = None,
        nickname: str | None = None,
        avatar: str | None = None,
        muted_until_ms: int | None = None,
    ) -> "Actor":
        """Return a copy with what is not None put in place."""
        return replace(
            self,
            allow_control=self.allow_control if allow_control is None else allow_control,
            role=role or self.role,
            permissions=self.permissions if permissions is None else permissions,
            nickname=nickname or self.nickname,
            avatar=avatar or self.avatar,
            muted_until_ms=self.muted_until_ms if muted_until_ms is None else muted_until_ms,
        )


def has_right(actor: Actor, right: Right) -> bool:
    """Tell whether the actor may; the host always may."""
    if actor.role in ABOVE_ALL:
        return True
    override = actor.permissions.get(right.value)
    if override is not None:
        return override
    if right is Right.CONTROL and actor.role == GUEST and not actor.allow_control:
        return False
    return right in DEFAULTS[actor.role]


def require_voice(actor: Actor, *, now_ms: int) -> None:
    """Raise ``Problem(BANNED)`` for who may not speak, now or at all; a host is never muted."""
    if not has_right(actor, Right.CHAT):
        raise Problem(Code.BANNED, details={"permission": [Right.CHAT.value]})
    left_ms = actor.muted_until_ms - now_ms
    if actor.role != HOST and left_ms > 0:
        raise Problem(Code.BANNED, details={"muted": ["chat"]}, retry_after_s=-(-left_ms // 1000))


def require_owner(actor: Actor) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` for all but the host and operators."""
    if actor.role not in ABOVE_ALL:
        raise Problem(Code.NOT_PERMITTED, details={"role": [HOST]})


def rights_of(actor: Actor) -> dict[str, bool]:
    """Return all rights as the page wants them."""
    return {right.value: has_right(actor, right) for right in Right}


def require(actor: Actor, right: Right) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` that names what is missing."""
    if not has_right(actor, right):
        raise Problem(Code.NOT_PERMITTED, details={"permission": [right.value]})


def require_may_change(
    actor: Actor,
    *,
    target_role: str,
    on_oneself: bool,
    wants_role: bool,
    wants_rights: bool,
    granted: Sequence[str] = (),
) -> None:
    """Check a change of another member.

    Managers change guests; only the host makes or unmakes admins and hands over; nobody changes
    their own role or rights; nobody grants what they lack. The host is changed by nobody: an
    operator makes somebody else host first.
    Raises ``Problem(NOT_PERMITTED)`` with the reason.
    """
    if not (wants_role or wants_rights):
        return
    require(actor, Right.MANAGE)
    if on_oneself:
        raise Problem(Code.NOT_PERMITTED, details={"session_id": ["oneself"]})
    is_below = actor.role not in ABOVE_ALL and (wants_role or target_role != GUEST)
    if is_below or target_role == HOST:
        raise Problem(Code.NOT_PERMITTED, details={"role": [HOST]})
    for name in granted:
        require(actor, Right(name))


def require_may_kick(actor: Actor, *, target_role: str) -> None:
    """Check a kick: managers may, an admin only by the host, the host only by an operator."""
    require(actor, Right.MANAGE)
    if actor.role == OPERATOR:
        return
    if target_role == HOST or (target_role == ADMIN and actor.role != HOST):
        raise Problem(Code.NOT_PERMITTED, details={"role": [HOST]})
