"""Reading sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from common import clock
from common.errors import Code, Problem
from sessions_app import tokens
from sessions_app.models import UserSession
from sessions_app.wire import SessionView


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is calling, as other apps see it."""

    id: UUID
    nickname: str
    avatar: str
    room_id: str | None

    @property
    def is_authenticated(self) -> bool:
        """DRF asks this of ``request.user``; a visitor with a session is known."""
        return True


def get_visitor(*, token: str, now_ms: int) -> Visitor:
    """Return who a token stands for.

    Raises ``Problem`` INVALID_TOKEN, also for a session that was ended, or EXPIRED_TOKEN.
    """
    session = UserSession.objects.filter(pk=tokens.read(token)).first()
    if session is None:
        raise Problem(Code.INVALID_TOKEN)
    if clock.to_ms(session.expires_at) <= now_ms:
        raise Problem(Code.EXPIRED_TOKEN)
    return Visitor(session.pk, session.nickname, session.avatar, session.room_id)


def session_view(session_id: UUID) -> SessionView:
    """Return a session's own view of itself; raises ``Problem(INVALID_TOKEN)`` if it is gone."""
    session = UserSession.objects.filter(pk=session_id).first()
    if session is None:
        raise Problem(Code.INVALID_TOKEN)
    return view_of(session)


def view_of(session: UserSession) -> SessionView:
    """Translate a record."""
    return SessionView(
        id=str(session.pk),
        nickname=session.nickname,
        avatar=session.avatar,
        room_id=session.room_id,
        account=None,
        created_at=clock.iso(clock.to_ms(session.created_at)),
        expires_at=clock.iso(clock.to_ms(session.expires_at)),
    )


def existing_sessions(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that stand for sessions which still exist."""
    return set(UserSession.objects.filter(pk__in=ids).values_list("pk", flat=True))
