"""What the details of the audit log are called at the desk; the CSV file keeps them as they are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.utils.dateparse import parse_datetime
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.desk import words
from rooms.templatetags.clock import clock_time

# A cell of the list holds no more.
LONGEST: Final = 200
# Of use to machines alone.
UNSAID: Final = frozenset({"effective_at"})

NAMES: Final[dict[str, Any]] = {
    "account": _("Account"),
    "ban": _("Banned"),
    "current_time": _("Position"),
    "drift_ms": _("Off by"),
    "fields": _("Edited"),
    "filters": _("Filters"),
    "lines": _("Lines taken back"),
    "media_url": _("Film"),
    "members": _("Members"),
    "message_id": _("Chat line"),
    "minutes": _("Minutes"),
    "name": _("Name"),
    "nickname": _("Nickname"),
    "outcome": _("Outcome"),
    "permissions": _("May"),
    "playback_rate": _("Speed"),
    "reason": _("Why"),
    "rebuilt_from": _("In place of"),
    "record": _("Entry"),
    "role": _("Role"),
    "session_id": _("Session"),
    "title": _("Title"),
    "title_only": _("Only the title"),
    "until": _("Until"),
}

ROOM: Final[dict[str, Any]] = {
    "description": _("Description"),
    "is_locked": _("Locked"),
    "is_private": _("Private"),
    "max_users": _("Seats"),
    "name": _("Name"),
    "password": _("Password"),
    "settings": _("Settings"),
}

RIGHTS: Final[dict[str, Any]] = {
    "control": _("Control the picture"),
    "chat": _("Chat"),
    "media": _("Put on another film"),
    "manage": _("Manage the room and its members"),
}

REASONS: Final[dict[str, Any]] = {
    **words.REASONS,
    "absence": _("The host was away"),
    "return": _("The host is back"),
    "timeout": _("No connection any more"),
}

# Of the list's address; whatever else a filter is called begins with one of these.
FILTERS: Final[dict[str, Any]] = {
    "q": _("Search"),
    "by": _("By whom"),
    "activity_type": _("What"),
    "created_at": _("When"),
}


def in_words(details: Mapping[str, Any]) -> str:
    """Put the details of a line into words; what has none yet is shown by its key."""
    told = {key: value for key, value in details.items() if value not in (None, "", {}, [])}
    parts = [
        _pair(NAMES.get(key, key), SAYING.get(key, _plain)(value))
        for key, value in told.items()
        if key not in UNSAID
    ]
    return " · ".join(parts)[:LONGEST]


def _pair(name: Any, value: str) -> str:
    return gettext("{name}: {value}").format(name=name, value=value)


def _aside(name: Any, value: str) -> str:
    return gettext("{name} ({value})").format(name=name, value=value)


def _list(items: Iterable[Any]) -> str:
    return gettext(", ").join(map(str, items))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value)


def _called(names: Mapping[str, Any]) -> Callable[[Any], str]:
    return lambda value: str(names.get(value, value))


def _fields(value: Any) -> str:
    """Name what was edited; Django's own fields come with names that are words already."""
    return _list(ROOM.get(field, field) for field in value)


def _rights(value: Any) -> str:
    return _list(_aside(RIGHTS.get(name, name), _plain(given)) for name, given in value.items())


def _record(value: Any) -> str:
    """Name the kind of an entry; its table may be of a version before."""
    try:
        return str(apps.get_model(value)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(value)


def _moment(value: Any) -> str:
    moment = parse_datetime(str(value))
    return str(localize(localtime(moment))) if moment else str(value)


def _filters(value: Any) -> str:
    return _list(_aside(_filter(name), str(words.ACTS.get(v, v))) for name, v in value.items())


def _filter(name: str) -> Any:
    return FILTERS.get(name.partition("__")[0], name)


SAYING: Final[dict[str, Callable[[Any], str]]] = {
    "current_time": clock_time,
    "drift_ms": lambda value: gettext("{seconds} s").format(seconds=round(value / 1000, 1)),
    "fields": _fields,
    "filters": _filters,
    "outcome": _called(words.OUTCOMES),
    "permissions": _rights,
    "playback_rate": lambda value: f"{value:g}×",
    "reason": _called(REASONS),
    "record": _record,
    "role": _called(words.ROLES),
    "until": _moment,
}
