"""Making accounts, and telling whose one is by name and password.

Names are compared in ``lookalikes``, passwords judged and hashed by Django; logins are in
``logins``, what becomes of an account in ``account_changes``. Everything here is synchronous.
"""

import hashlib
from typing import Any, Final

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from common import clock, guard
from common.errors import Code, Problem
from common.ids import new_id
from common.net import caller_key
from sessions_app import lookalikes
from sessions_app.models import Account

# Wrong passwords within ten minutes: for one account from one address, from one address, and
# for one account from everywhere; the last is wide, because strangers can use it up.
PAIR_LIMIT: Final = 10
ADDRESS_LIMIT: Final = 50
ACCOUNT_LIMIT: Final = 100
# Accounts that one address may ask for within ten minutes: each costs a hash, which is made slow.
REGISTER_LIMIT: Final = 100


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


def require_password(*, account: Account, password: str, ip: str) -> None:
    """Make sure that it is the owner; raises ``Problem`` WRONG_PASSWORD or TOO_MANY."""
    limits = login_limits(account.name_folded, ip)
    if not guard.try_guess(limits, lambda: account.user.check_password(password)):
        sentence = gettext("The password is wrong")
        raise Problem(Code.WRONG_PASSWORD, details={"password": [sentence]})
