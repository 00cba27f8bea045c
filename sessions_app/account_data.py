"""What is kept of an account, for its owner to take along."""

from datetime import datetime
from typing import Any

import msgspec

from common import clock
from sessions_app.models import Account
from sessions_app.selectors import user_view, view_of
from sessions_app.signals import account_exporting


def everything(account: Account) -> dict[str, Any]:
    """Return all there is, ready for JSON; apps above add their part by a signal."""
    sessions = list(account.sessions.select_related("account__user").order_by("created_at"))
    data: dict[str, Any] = {
        "user": msgspec.to_builtins(user_view(account)),
        "last_login": _iso(account.user.last_login),
        "sessions": [msgspec.to_builtins(view_of(session)) for session in sessions],
        "logins": [
            {
                "created_at": _iso(family.created_at),
                "expires_at": _iso(family.expires_at),
                "ended_at": _iso(family.revoked_at),
            }
            for family in account.families.order_by("created_at")
        ],
    }
    ids = [session.pk for session in sessions]
    answers: list[Any] = account_exporting.send(sender=Account, session_ids=ids)
    for _receiver, part in answers:
        data |= part
    return data


def _iso(when: datetime | None) -> str | None:
    return clock.iso(clock.to_ms(when)) if when else None
