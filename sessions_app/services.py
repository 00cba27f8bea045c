"""Making, changing and ending sessions."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from common import clock
from common.errors import Code, Problem
from common.ids import new_id
from common.passes import take_away
from sessions_app import avatars, names, tokens
from sessions_app.models import Account, RefreshToken, TokenFamily, UserSession
from sessions_app.selectors import view_of
from sessions_app.signals import session_ending, session_renamed
from sessions_app.wire import NewSessionView, SessionView


def create_session(*, nickname: str | None, avatar: str | None, now_ms: int) -> NewSessionView:
    """Make a visitor; whoever gives no nickname gets a playful one."""
    session = make_session(nickname=nickname, avatar=avatar, now_ms=now_ms)
    return NewSessionView(session=view_of(session), token=tokens.issue(session.pk))


def make_session(*, nickname: str | None, avatar: str | None, now_ms: int) -> UserSession:
    """Make the record of a visitor."""
    now = clock.to_datetime(now_ms)
    session_id = new_id(now_ms=now_ms)
    return UserSession.objects.create(
        id=session_id,
        nickname=nickname or names.playful_nickname(secrets.choice, get_language() or ""),
        avatar=avatar or avatars.path_for(session_id.hex[-12:]),
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(seconds=tokens.LIFETIME_S),
    )


def update_session(
    *, session_id: UUID, nickname: str | None, avatar: str | None, now_ms: int
) -> SessionView:
    """Change the name or the face; what is None stays."""
    session = UserSession.objects.select_related("account__user").get(pk=session_id)
    session.nickname = nickname or session.nickname
    session.avatar = avatar or session.avatar
    session.updated_at = clock.to_datetime(now_ms)
    session.save(update_fields=["nickname", "avatar", "updated_at"])
    session_renamed.send(
        sender=UserSession,
        session_id=session_id,
        nickname=session.nickname,
        avatar=session.avatar,
        now_ms=now_ms,
    )
    return view_of(session)


def set_room(*, session_id: UUID, room_id: str | None, now_ms: int) -> None:
    """Remember in which room a session sits; None for nowhere."""
    UserSession.objects.filter(pk=session_id).update(
        room_id=room_id, updated_at=clock.to_datetime(now_ms)
    )


def clear_room(*, session_id: UUID, room_id: str, now_ms: int) -> None:
    """Forget the room, unless the session sits in another one by now."""
    UserSession.objects.filter(pk=session_id, room_id=room_id).update(
        room_id=None, updated_at=clock.to_datetime(now_ms)
    )


def clear_rooms(*, seats: QuerySet, now_ms: int) -> None:
    """Forget the rooms of the sessions that have left these seats, unless they sit elsewhere now.

    ``seats`` are rows with a ``session`` and a ``room``.
    """
    left = seats.filter(session=OuterRef("pk"), room=OuterRef("room"))
    UserSession.objects.filter(Exists(left)).update(
        room_id=None, updated_at=clock.to_datetime(now_ms)
    )


def end_session(*, session_id: UUID, now_ms: int) -> None:
    """Delete a session; its seat is given up and its token is worth nothing from now on."""
    with transaction.atomic():
        hold_sessions([session_id])
        about = {"session_id": session_id, "now_ms": now_ms}
        followed: list[Any] = session_ending.send(sender=UserSession, **about)
        session = UserSession.objects.filter(pk=session_id)
        # From here on nothing new can point to it: one line would make the deletion fail.
        session.select_for_update().first()
        session.delete()
    take_away()
    for _receiver, tell in followed:
        tell()


def hold_sessions(session_ids: Collection[UUID]) -> set[UUID]:
    """Keep sessions as they are until the caller's transaction is over; returns those that exist.

    Whoever writes seats holds their sessions first, before any other row: so nobody sits down with
    a session that is being ended, and no two wait for each other.
    """
    rows = UserSession.objects.select_for_update(no_key=True).filter(pk__in=session_ids)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def hold_account(account_id: UUID) -> None:
    """Let no two sessions of an account sit down at once, after the session is held."""
    Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()


def require_session(*, session_id: UUID) -> None:
    """Hold one session; raises ``Problem(INVALID_TOKEN)`` for one that was ended."""
    if not hold_sessions([session_id]):
        raise Problem(Code.INVALID_TOKEN)


def delete_expired(*, now_ms: int) -> int:
    """Delete the sessions whose day is over and that sit in no room; returns how many rows.

    Tokens and logins that have run out go as well.
    """
    over = {"expires_at__lte": clock.to_datetime(now_ms)}
    deleted, _ = UserSession.objects.filter(room__isnull=True, **over).delete()
    RefreshToken.objects.filter(**over).delete()
    TokenFamily.objects.filter(**over).delete()
    return deleted
