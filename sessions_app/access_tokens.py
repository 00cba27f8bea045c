"""Access tokens of accounts: signed JWTs that name the login they came of, for 15 minutes.

Signed with the first of ``AUTH_SIGNING_KEYS``, read with any of them: a new key is put in front,
the old one taken away a quarter of an hour later, and nobody notices.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt
from django.conf import settings
from django.utils.crypto import salted_hmac

from common.errors import Code, Problem

LIFETIME_S: Final = 15 * 60
_ALGORITHM: Final = "HS256"
_ISSUER: Final = "xiaowo"
# Every JWT begins with {" in base64; a guest token is hexadecimal there.
_BEGINNING: Final = "eyJ"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says."""

    account_id: UUID
    family_id: UUID


def is_one(token: str) -> bool:
    """Tell whether this looks like an access token rather than a guest's."""
    return token.startswith(_BEGINNING)


def issue(claims: Claims, *, now_ms: int) -> str:
    """Return a token; letters, digits, "-", "_", "." only."""
    kid, secret = next(iter(_keyring().items()))
    said = {
        "iss": _ISSUER,
        "sub": claims.account_id.hex,
        "fam": claims.family_id.hex,
        "iat": now_ms // 1000,
        "exp": now_ms // 1000 + LIFETIME_S,
    }
    return jwt.encode(said, secret, algorithm=_ALGORITHM, headers={"kid": kid})


def read(token: str, *, now_ms: int) -> Claims:
    """Return what a token says.

    Raises ``Problem(EXPIRED_TOKEN)`` after 15 minutes, ``Problem(INVALID_TOKEN)`` for all else.
    """
    try:
        said = _verified(token)
        claims = Claims(UUID(hex=said["sub"]), UUID(hex=said["fam"]))
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Problem(Code.INVALID_TOKEN) from error
    if said["exp"] * 1000 <= now_ms:
        raise Problem(Code.EXPIRED_TOKEN)
    return claims


def _verified(token: str) -> dict[str, Any]:
    secret = _keyring()[jwt.get_unverified_header(token)["kid"]]
    # The dates are judged by the cloud clock, which all workers share, not by this machine's.
    options: Any = {
        "require": ["exp", "iat", "iss", "sub"],
        "verify_exp": False,
        "verify_iat": False,
    }
    return jwt.decode(token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options=options)


def _keyring() -> dict[str, str]:
    """Return secrets by kid, the one to sign with first; by default made out of SECRET_KEY."""
    if settings.AUTH_SIGNING_KEYS:
        return dict(settings.AUTH_SIGNING_KEYS)
    return dict(map(_derived, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]))


def _derived(key: str) -> tuple[str, str]:
    made = salted_hmac("xiaowo.access-token", "key", secret=key, algorithm="sha512").hexdigest()
    return salted_hmac("xiaowo.access-token", "kid", secret=key).hexdigest()[:8], made
