"""What becomes of an account: another password, suspended, deleted. Synchronous."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from common.errors import Code, Problem
from sessions_app import families, logins, services
from sessions_app.accounts import account_of, require_good_password, require_password
from sessions_app.models import Account


def suspend(account: Account, *, now_ms: int) -> None:
    """Keep an account from signing in until it is restored; its sessions end at once."""
    account.user.is_active = False
    account.user.save(update_fields=["is_active"])
    # Ending the logins sets the sessions free.
    session_ids = list(account.sessions.values_list("pk", flat=True))
    families.revoke(account.families.all(), now_ms=now_ms)
    for session_id in session_ids:
        services.end_session(session_id=session_id, now_ms=now_ms)


def restore(account: Account) -> None:
    """Let a suspended account sign in again."""
    account.user.is_active = True
    account.user.save(update_fields=["is_active"])


def change_password(
    *, account: Account, old: str, new: str, ip: str, session_id: UUID | None, now_ms: int
) -> None:
    """Set another password; everybody who is signed in elsewhere is signed out.

    Raises ``Problem`` WRONG_PASSWORD, TOO_MANY, or INVALID with what is wrong with the new one.
    """
    require_password(account=account, password=old, ip=ip)
    require_good_password(new, account.user, field="new_password")
    account.user.set_password(new)
    account.user.save(update_fields=["password"])
    logins.sign_out_everywhere(account, now_ms=now_ms, keep=session_id)


def reset_password(*, user: User, new: str, now_ms: int) -> None:
    """Set a password for whoever has read the account's mail; all logins end.

    Raises ``Problem(INVALID)`` with what is wrong with it.
    """
    require_good_password(new, user, field="new_password")
    user.set_password(new)
    user.save(update_fields=["password"])
    logins.sign_out_everywhere(account_of(user, now_ms=now_ms), now_ms=now_ms)


def delete_account(*, account: Account, password: str, ip: str, now_ms: int) -> None:
    """Delete an account with its sessions and logins; seats are given up.

    What was said in rooms stays there, under the name of then, as long as the room. Raises
    ``Problem`` WRONG_PASSWORD, TOO_MANY, or NOT_PERMITTED for an operator's.
    """
    require_password(account=account, password=password, ip=ip)
    if account.user.is_staff:
        raise Problem(Code.NOT_PERMITTED, details={"account": ["staff"]})
    for session_id in list(account.sessions.values_list("pk", flat=True)):
        services.end_session(session_id=session_id, now_ms=now_ms)
    get_user_model().objects.filter(pk=account.user_id).delete()
