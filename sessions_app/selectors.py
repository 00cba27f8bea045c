"""Reading sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import F

from common import clock
from common.errors import Code, Problem
from sessions_app import access_tokens, tokens
from sessions_app.models import Account, TokenFamily, UserSession
from sessions_app.wire import SessionView, UserView


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is calling, as other apps see it; ``family_id`` with an access token only."""

    id: UUID
    nickname: str
    avatar: str
    room_id: str | None
    account_id: UUID | None = None
    family_id: UUID | None = None

    @property
    def is_authenticated(self) -> bool:
        """DRF asks this of ``request.user``; a visitor with a session is known."""
        return True


def get_visitor(*, token: str, now_ms: int) -> Visitor:
    """Return who a token stands for: a guest's, or an account's access token.

    Raises ``Problem`` EXPIRED_TOKEN or INVALID_TOKEN; also for a session that was ended, a login
    that was revoked, an account that is gone.
    """
    family_id = None
    session: UserSession | None
    if access_tokens.is_one(token):
        claims = access_tokens.read(token, now_ms=now_ms)
        family_id, session = claims.family_id, _session_of(claims)
    else:
        session = UserSession.objects.filter(pk=tokens.read(token)).first()
    if session is None:
        raise Problem(Code.INVALID_TOKEN)
    if clock.to_ms(session.expires_at) <= now_ms:
        raise Problem(Code.EXPIRED_TOKEN)
    return visitor_of(session, family_id)


def _session_of(claims: access_tokens.Claims) -> UserSession | None:
    living = TokenFamily.objects.select_related("session").filter(
        pk=claims.family_id,
        account_id=claims.account_id,
        session__account_id=claims.account_id,
        revoked_at__isnull=True,
        account__user__is_active=True,
    )
    family = living.first()
    return family.session if family else None


def visitor_of(session: UserSession, family_id: UUID | None = None) -> Visitor:
    """Make the visitor out of the record."""
    return Visitor(
        session.pk,
        session.nickname,
        session.avatar,
        session.room_id,
        session.account_id,
        family_id,
    )


def session_view(session_id: UUID) -> SessionView:
    """Return a session's own view of itself; raises ``Problem(INVALID_TOKEN)`` if it is gone."""
    session = UserSession.objects.select_related("account__user").filter(pk=session_id).first()
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
        account=session.account.user.get_username() if session.account else None,
        created_at=clock.iso(clock.to_ms(session.created_at)),
        expires_at=clock.iso(clock.to_ms(session.expires_at)),
    )


def user_view(account: Account) -> UserView:
    """Translate an account."""
    return UserView(
        id=str(account.pk),
        username=account.user.get_username(),
        email=account.user.email,
        created_at=clock.iso(clock.to_ms(account.created_at)),
    )


def staff_user(account_id: UUID) -> User | None:
    """Return the user of an account that is one of the staff."""
    staff = User.objects.filter(account__pk=account_id, is_active=True, is_staff=True)
    return staff.first()


def count_seen_since(*, since_ms: int) -> int:
    """Count the visitors that have come into a room, left one or changed their name since then."""
    since = clock.to_datetime(since_ms)
    return UserSession.objects.filter(updated_at__gte=since, updated_at__gt=F("created_at")).count()


def existing_sessions(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that stand for sessions which still exist."""
    return set(UserSession.objects.filter(pk__in=ids).values_list("pk", flat=True))


def account_of_session(session_id: UUID) -> UUID | None:
    """Return the account that holds a session."""
    return UserSession.objects.filter(pk=session_id).values_list("account_id", flat=True).first()
