"""Guest tokens: signed, dated, and nothing else inside than the session's id."""

from uuid import UUID

from django.core import signing

from common.errors import Code, Problem

LIFETIME_S = 24 * 3600
_SALT = "xiaowo.guest-session"


def _signer() -> signing.TimestampSigner:
    # With Django's own ":" a token could not stand in a WebSocket subprotocol (RFC 6455, §4.1).
    return signing.TimestampSigner(salt=_SALT, sep=".")


def issue(session_id: UUID) -> str:
    """Return a token that proves this session for 24 hours; letters, digits, "-", "_", "."."""
    return _signer().sign(session_id.hex)


def read(token: str) -> UUID:
    """Return the session id of a token.

    Raises ``Problem(EXPIRED_TOKEN)`` after 24 hours, ``Problem(INVALID_TOKEN)`` for all else.
    """
    try:
        return UUID(hex=_signer().unsign(token, max_age=LIFETIME_S))
    except signing.SignatureExpired as error:
        raise Problem(Code.EXPIRED_TOKEN) from error
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise Problem(Code.INVALID_TOKEN) from error
