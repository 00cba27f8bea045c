"""Logins: a family of tokens each. A refresh token works once; using one twice ends its family.

Source: SPEC §3 "Sessions and accounts".
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from common.errors import Code, Problem
from common.ids import new_id
from common.passes import take_away
from sessions_app import access_tokens, tokens
from sessions_app.models import Account, RefreshToken, TokenFamily, UserSession
from sessions_app.wire import TokenPair

LIFETIME: Final = timedelta(days=14)


def open_family(*, account: Account, session: UserSession, now_ms: int) -> TokenPair:
    """Begin a login, inside the caller's transaction."""
    now = clock.to_datetime(now_ms)
    family = TokenFamily.objects.create(
        id=new_id(now_ms=now_ms),
        account=account,
        session=session,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return _new_pair(family, now_ms)


def find(refresh_token: str) -> RefreshToken:
    """Return the record of a refresh token; raises ``Problem(INVALID_TOKEN)``."""
    found = RefreshToken.objects.select_related("family__session", "family__account__user")
    token = found.filter(digest=_digest(refresh_token)).first()
    if token is None:
        raise refused("unknown")
    return token


def take(token: RefreshToken, *, now_ms: int) -> TokenPair | None:
    """Use a token up and return what takes its place; None when it had been used before."""
    now = clock.to_datetime(now_ms)
    unused = RefreshToken.objects.filter(digest=token.digest, used_at__isnull=True)
    # One statement: of two that come at the same moment one finds it used.
    if not unused.update(used_at=now):
        return None
    token.family.expires_at = now + LIFETIME
    token.family.save(update_fields=["expires_at"])
    return _new_pair(token.family, now_ms)


def require_living(token: RefreshToken, *, now_ms: int) -> None:
    """Raise ``Problem`` INVALID_TOKEN for a login that is over, EXPIRED_TOKEN after 14 days."""
    if token.family.revoked_at is not None or not token.family.account.user.is_active:
        raise refused("revoked")
    if token.used_at is None and clock.to_ms(token.expires_at) <= now_ms:
        raise Problem(Code.EXPIRED_TOKEN)


def refused(why: str) -> Problem:
    """Return the refusal of a refresh token."""
    return Problem(Code.INVALID_TOKEN, details={"refresh_token": [why]})


@transaction.atomic
def revoke(families: "QuerySet[TokenFamily]", *, now_ms: int) -> None:
    """End logins; a session that no login holds any more is a guest's again, for a day."""
    now = clock.to_datetime(now_ms)
    held = families.filter(session__isnull=False)
    session_ids = list(held.values_list("session_id", flat=True))
    families.filter(revoked_at__isnull=True).update(revoked_at=now)
    release_sessions(session_ids, now_ms=now_ms)
    take_away()


def release_sessions(session_ids: Iterable[UUID], *, now_ms: int) -> None:
    """Give sessions back to guests unless a login holds them."""
    now = clock.to_datetime(now_ms)
    living = TokenFamily.objects.filter(
        session=OuterRef("pk"), revoked_at__isnull=True, expires_at__gt=now
    )
    UserSession.objects.filter(~Exists(living), pk__in=session_ids).update(
        account=None, expires_at=now + timedelta(seconds=tokens.LIFETIME_S), updated_at=now
    )


def _new_pair(family: TokenFamily, now_ms: int) -> TokenPair:
    refresh_token = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        digest=_digest(refresh_token),
        family=family,
        issued_at=clock.to_datetime(now_ms),
        expires_at=family.expires_at,
    )
    claims = access_tokens.Claims(family.account_id, family.pk)
    return TokenPair(access_tokens.issue(claims, now_ms=now_ms), refresh_token)


def _digest(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode("utf-8", "surrogatepass")).hexdigest()
