"""Signing in and out; what a login is made of is in ``families``. Synchronous."""

from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from common import clock
from sessions_app import families, services
from sessions_app.accounts import account_of
from sessions_app.models import Account, TokenFamily, UserSession
from sessions_app.selectors import Visitor, user_view, view_of, visitor_of
from sessions_app.wire import SignedInView, TokenPair

NICKNAME_MAX: Final = 32


@transaction.atomic
def sign_in(*, account: Account, visitor: Visitor | None, now_ms: int) -> SignedInView:
    """Begin a login; a guest's session is kept and bound, with its seat and role."""
    session = hold_session(account=account, visitor=visitor, now_ms=now_ms)
    pair = families.open_family(account=account, session=session, now_ms=now_ms)
    return SignedInView(
        user=user_view(account),
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        session=view_of(session),
    )


def hold_session(*, account: Account, visitor: Visitor | None, now_ms: int) -> UserSession:
    """Bind the visitor's session to the account, or a new one when it is somebody else's."""
    session = None
    if visitor is not None and visitor.account_id in (None, account.pk):
        session = UserSession.objects.filter(pk=visitor.id).first()
    if session is None:
        nickname = account.user.get_username()[:NICKNAME_MAX]
        session = services.make_session(nickname=nickname, avatar=None, now_ms=now_ms)
    session.account = account
    session.expires_at = clock.to_datetime(now_ms) + families.LIFETIME
    session.save(update_fields=["account", "expires_at"])
    return session


def session_again(*, user: User, session_id: UUID, now_ms: int) -> UserSession:
    """Return the session that a login holds, or a new one when it is gone."""
    account = account_of(user, now_ms=now_ms)
    held = account.sessions.filter(pk=session_id).first()
    visitor = visitor_of(held) if held else None
    return hold_session(account=account, visitor=visitor, now_ms=now_ms)


def refresh(*, refresh_token: str, now_ms: int) -> TokenPair:
    """Exchange a refresh token for a new pair.

    Raises ``Problem`` INVALID_TOKEN, EXPIRED_TOKEN. One that was used before ends its login.
    """
    token = families.find(refresh_token)
    families.require_living(token, now_ms=now_ms)
    with transaction.atomic():
        pair = families.take(token, now_ms=now_ms)
        if pair is not None:
            _keep_session(token.family, now_ms)
    if pair is None:
        # Outside of the transaction above, so that the refusal does not undo it.
        families.revoke(TokenFamily.objects.filter(pk=token.family_id), now_ms=now_ms)
        raise families.refused("used")
    return pair


def _keep_session(family: TokenFamily, now_ms: int) -> None:
    """The session lives as long as its login; one that was ended is followed by a new one."""
    session = family.session
    if session is not None and session.account_id == family.account_id:
        session.expires_at = clock.to_datetime(now_ms) + families.LIFETIME
        session.save(update_fields=["expires_at"])
        return
    family.session = hold_session(account=family.account, visitor=None, now_ms=now_ms)
    family.save(update_fields=["session"])


def sign_out(*, family_id: UUID, now_ms: int) -> None:
    """End one login: none of its tokens is worth anything from now on."""
    families.revoke(TokenFamily.objects.filter(pk=family_id), now_ms=now_ms)


def sign_out_everywhere(account: Account, *, now_ms: int, keep: UUID | None = None) -> None:
    """End all logins; ``keep`` is a session that stays bound."""
    families.revoke(account.families.all(), now_ms=now_ms)
    bound = set(account.sessions.values_list("pk", flat=True)) - {keep}
    families.release_sessions(bound, now_ms=now_ms)
    if keep is not None:
        until = clock.to_datetime(now_ms) + families.LIFETIME
        UserSession.objects.filter(pk=keep).update(account=account, expires_at=until)


def let_go(*, account: Account, session_id: UUID, now_ms: int) -> None:
    """Give the account's session on this device back to a guest, unless a login holds it."""
    own = account.sessions.filter(pk=session_id).values_list("pk", flat=True)
    families.release_sessions(list(own), now_ms=now_ms)
