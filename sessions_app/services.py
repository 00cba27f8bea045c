"""Making, changing and ending sessions."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from common import clock
from common.ids import new_id
from common.passes import take_away
from sessions_app import avatars, names, tokens
from sessions_app.models import RefreshToken, TokenFamily, UserSession
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
    session_ending.send(sender=UserSession, session_id=session_id, now_ms=now_ms)
    UserSession.objects.filter(pk=session_id).delete()
    take_away()


def delete_expired(*, now_ms: int) -> int:
    """Delete the sessions whose day is over and that sit in no room; returns how many rows.

    Tokens and logins that have run out go as well.
    """
    over = {"expires_at__lte": clock.to_datetime(now_ms)}
    deleted, _ = UserSession.objects.filter(room__isnull=True, **over).delete()
    RefreshToken.objects.filter(**over).delete()
    TokenFamily.objects.filter(**over).delete()
    return deleted
