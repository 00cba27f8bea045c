"""Registering, signing in and out, and what becomes of an account.

Names are compared in ``lookalikes``, passwords judged and hashed by Django, logins kept in
``families``. Everything here is synchronous.
"""

import hashlib
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from common import clock, guard
from common.errors import Code, Problem
from common.ids import new_id
from common.net import caller_key
from sessions_app import families, lookalikes, services
from sessions_app.models import Account, TokenFamily, UserSession
from sessions_app.selectors import Visitor, user_view, view_of, visitor_of
from sessions_app.wire import SignedInView, TokenPair

# Wrong passwords within ten minutes: for one account from one address, from one address, and
# for one account from everywhere; the last is wide, because strangers can use it up.
PAIR_LIMIT: Final = 10
ADDRESS_LIMIT: Final = 50
ACCOUNT_LIMIT: Final = 100
# Accounts that one address may ask for within ten minutes: each costs a hash, which is made slow.
REGISTER_LIMIT: Final = 100
NICKNAME_MAX: Final = 32


def register(*, username: str, password: str, email: str, ip: str, now_ms: int) -> Account:
    """Make an account.

    Raises ``Problem`` INVALID with what is wrong with name or password, TOO_LONG, or TOO_MANY when
    the address has asked for too many.
    """
    name = lookalikes.plain(username)
    _require_good_name(name)
    user = User(username=name, email=email)
    require_good_password(password, user)
    guard.spend({f"register:{caller_key(ip)}": REGISTER_LIMIT})
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            return _attach(user, now_ms)
    except IntegrityError as error:
        raise _taken() from error


def _require_good_name(name: str) -> None:
    # Its normal width may be longer than what was typed: ㍿ has four letters.
    if len(name) > lookalikes.NAME_MAX:
        raise Problem(Code.TOO_LONG, details={"username": [f"≤ {lookalikes.NAME_MAX}"]})
    if not lookalikes.is_writable(name):
        raise Problem(Code.INVALID, details={"username": [_rule()]})
    if _is_taken(name):
        raise _taken()


def _is_taken(name: str) -> bool:
    seen = lookalikes.skeleton(name)
    # Operators who were made on the command line have no account until they sign in here.
    others = User.objects.filter(account__isnull=True).values_list("username", flat=True)
    return Account.objects.filter(name_skeleton=seen).exists() or any(
        lookalikes.skeleton(other) == seen for other in others
    )


def _rule() -> str:
    return gettext("Letters, digits and _ - . @ + of one script, without spaces")


def _taken() -> Problem:
    sentence = gettext("This name is taken, or looks like one that is")
    return Problem(Code.INVALID, details={"username": [sentence]})


def require_good_password(password: str, user: Any, *, field: str = "password") -> None:
    """Ask Django's validators; raises ``Problem(INVALID)`` with all their sentences."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Problem(Code.INVALID, details={field: error.messages}) from error


def _attach(user: User, now_ms: int) -> Account:
    name = user.get_username()
    return Account.objects.create(
        id=new_id(now_ms=now_ms),
        user=user,
        name_folded=lookalikes.folded(name),
        name_skeleton=lookalikes.skeleton(name),
        created_at=clock.to_datetime(now_ms),
    )


def check_login(*, username: str, password: str, ip: str, now_ms: int) -> Account:
    """Return the account of a name and a password.

    Raises ``Problem`` WRONG_PASSWORD, the same for a name that nobody has and after the same
    work, or TOO_MANY after too many wrong ones.
    """
    folded = lookalikes.folded(username)
    found: list[Any] = []

    def is_right() -> bool:
        account = Account.objects.select_related("user").filter(name_folded=folded).first()
        name = account.user.get_username() if account else username
        # Django hashes also for a name that nobody has.
        found.append(authenticate(username=name, password=password))
        return found[0] is not None

    if not guard.try_guess(login_limits(username, ip), is_right):
        sentence = gettext("The name or the password is wrong")
        raise Problem(Code.WRONG_PASSWORD, details={"password": [sentence]})
    return account_of(found[0], now_ms=now_ms)


def login_limits(username: str, ip: str) -> dict[str, int]:
    """Return how many wrong passwords are allowed, for ``guard.try_guess``."""
    folded, caller = lookalikes.folded(username), caller_key(ip)
    # Whoever types the password where the name belongs has it stored nowhere.
    name = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        f"login:{name}:{caller}": PAIR_LIMIT,
        f"login:{caller}": ADDRESS_LIMIT,
        f"login:{name}": ACCOUNT_LIMIT,
    }


def account_of(user: User, *, now_ms: int) -> Account:
    """Return a user's account; an operator's is made when it is first needed.

    Raises ``Problem(INVALID)`` when an account has meanwhile been made that looks like it.
    """
    own = Account.objects.select_related("user").filter(user=user)
    account = own.first()
    if account is not None:
        return account
    try:
        with transaction.atomic():
            return _attach(user, now_ms)
    except IntegrityError as error:
        # Or two calls at once needed it first.
        account = own.first()
        if account is None:
            raise _taken() from error
        return account


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
    sign_out_everywhere(account, now_ms=now_ms, keep=session_id)


def reset_password(*, user: User, new: str, now_ms: int) -> None:
    """Set a password for whoever has read the account's mail; all logins end.

    Raises ``Problem(INVALID)`` with what is wrong with it.
    """
    require_good_password(new, user, field="new_password")
    user.set_password(new)
    user.save(update_fields=["password"])
    sign_out_everywhere(account_of(user, now_ms=now_ms), now_ms=now_ms)


def let_go(*, account: Account, session_id: UUID, now_ms: int) -> None:
    """Give the account's session on this device back to a guest, unless a login holds it."""
    own = account.sessions.filter(pk=session_id).values_list("pk", flat=True)
    families.release_sessions(list(own), now_ms=now_ms)


def require_password(*, account: Account, password: str, ip: str) -> None:
    """Make sure that it is the owner; raises ``Problem`` WRONG_PASSWORD or TOO_MANY."""
    limits = login_limits(account.name_folded, ip)
    if not guard.try_guess(limits, lambda: account.user.check_password(password)):
        sentence = gettext("The password is wrong")
        raise Problem(Code.WRONG_PASSWORD, details={"password": [sentence]})


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
