"""The page docs/reference/rights.md, made of the very cases that the tests run.

.venv/bin/python -m scripts.rights_table > docs/reference/rights.md

``tests/unit/test_rights_page.py`` fails when page and cases differ.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import django

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "rights.md"
ORDER: Final = (
    "host", "admin", "manager", "guest", "spectator", "timed-muted",
    "superuser", "operator", "moderator", "staff",
)  # fmt: skip

HEAD: Final = """# Who may do what, and where

Made of the cases that `test_rights_table.py`, `test_staff_reading.py` and `test_desk_rights.py` in
`tests/http` run; `.venv/bin/python -m scripts.rights_table > docs/reference/rights.md` renews it,
and a test fails when the two differ. Those tests also see to it that what is refused has changed
nothing.

A *manager* is a guest with the right `manage`, a *spectator* one without `control` and `chat`,
*timed-muted* one who may not speak for a while.
Rights are given and taken one by one ([how](http.md#moderation)): these are examples."""
HTTP: Final = """## Over HTTP

Below `/api/v1/rooms/{id}`, in a private room. `{victim}` and `{prey}` are guests, `{deputy}` and
`{second}` admins, `{knocker}` asks to come in; `{own}` is a chat line of the caller's, `{theirs}`
somebody else's. Refused is with 2003, saying something with 3007. A stranger, who has a session and
no seat, may nothing of it (2003), nor may who has no session (2001; 2003 for the members)."""
HTTP_FOOT: Final = """`·`: for the host it means leaving, or nothing. Who has handed the room over
does not close it any more."""
STAFF: Final = """The staff sit in no room. What they read of a private one over the API
(*staff*: who is in no group):"""
SOCKET: Final = """## Over the socket

Strangers are closed with 4403, who has no session with 4401."""
DESK: Final = """## In the admin

By group of the staff ([moderate](../how-to/moderate.md)); a superuser may all of it. Members of the
room, its host too, and staff without a group may nothing. What is done stands in the audit log."""
PAGES: Final = "Pages below `/admin/`, and for whom they open:"
# A test of its own, since it would end the table's: the host does.
ENDS: Final = "close the room"


def row(cells: Iterable[str]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join([row(head), "|" + "---|" * len(head), *map(row, rows)])


def columns(allowed: Iterable[set[str]]) -> list[str]:
    """Return all who may something, the mightiest first."""
    found: set[str] = set().union(*allowed)
    return sorted(found, key=lambda who: (ORDER.index(who) if who in ORDER else len(ORDER), who))


def marks(everybody: Sequence[str], allowed: set[str]) -> list[str]:
    """Say of each whether they may."""
    return ["yes" if who in allowed else "no" for who in everybody]


def http() -> str:
    """Return the table of calls; Django must be set up, here and below."""
    from tests.http.rights_cases import ALL, NOT_FOR_HOSTS, TABLE

    people = columns([ALL, *(what.who for what in TABLE.values())])
    rows = []
    for name, what in TABLE.items():
        told = dict(zip(people, marks(people, what.who), strict=True))
        if name in NOT_FOR_HOSTS:
            told["host"] = "yes" if name == ENDS else "·"
        rows.append([name, f"`{what.method} {what.path}`".replace(" `", "`"), *told.values()])
    return table(["what", "call", *people], rows)


def staff() -> str:
    """Return the table of what the staff read over the API."""
    from tests.http.test_staff_reading import READS

    people = columns(who for _, who in READS.values())
    return table(
        ["what", "call", *people],
        ([name, f"`GET {path}`", *marks(people, who)] for name, (path, who) in READS.items()),
    )


def socket() -> str:
    """Return the table of frames."""
    from tests.http.rights_cases import ALL, FRAMES

    people = columns([ALL])
    return table(
        ["what", "frame", *people, "refused with"],
        (
            [name, f"`{kind}`", *marks(people, who), str(code)]
            for name, (kind, _, who, code) in FRAMES.items()
        ),
    )


def desk() -> str:
    """Return the table of actions in the admin."""
    from tests.http.rights_cases import DESK

    people = columns(deed.who for deed in DESK.values())
    return table(
        ["what", "page", *people, "in the audit log"],
        (
            [name, f"`rooms/{deed.page}`", *marks(people, deed.who), f"`{deed.told}`"]
            for name, deed in DESK.items()
        ),
    )


def pages() -> str:
    """Return the table of the admin's pages."""
    from tests.http.test_desk_rights import PAGES as OPEN

    people = columns(OPEN.values())
    return table(
        ["page", *people], ([f"`{name}`", *marks(people, who)] for name, who in OPEN.items())
    )


def page() -> str:
    """Return the whole page."""
    parts = (
        *(HEAD, HTTP, http(), HTTP_FOOT, STAFF, staff()),
        *(SOCKET, socket(), DESK, desk(), PAGES, pages()),
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowo.settings")
    django.setup()
    print(page(), end="")
