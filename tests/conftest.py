"""What every test may ask for. People are named by role: host, guest, stranger."""

import inspect
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from asgiref.sync import async_to_sync
from django.core.cache import caches

from common.passes import passes
from playback import hosts
from playback.record import recorder
from playback.stores import store
from realtime import ready
from realtime.hub import hub
from rooms.presence import presence
from sessions_app import gate
from sessions_app.addresses import book
from tests.people import Person
from tests.support import measured
from xiaowo import health

LONGEST = ("tests/servers/postgres/", "tests/servers/", "tests/e2e/", "tests/processes/")

# A busy machine is no bug: examples may take as long as they need.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose files take longest, so that two processes end together."""

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("django_db")
        if mark is not None and mark.kwargs.get("transaction"):
            # It leaves an empty database, also without what the migrations have put there.
            return 100
        return next((n for n, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), 99)

    # Within a folder the order stays the one that was drawn.
    items.sort(key=place)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run ``async def`` tests so that the ORM stays on the test's own thread and transaction."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    async_to_sync(pyfuncitem.obj)(**{name: pyfuncitem.funcargs[name] for name in names})
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was measured to the process that writes the summary, if that is another one."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["measured"] = measured.LINES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a process of pytest-xdist has measured."""
    measured.LINES.extend(getattr(node, "workeroutput", {}).get("measured", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, and how many tests ran in a real browser and on real servers."""
    passed = terminalreporter.stats.get("passed", [])
    for kind in ("browser", "servers"):
        ran = sum(kind in report.keywords for report in passed)
        terminalreporter.write_line(f"{kind}: {ran} tests ran")
    for line in measured.LINES:
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _fresh_process(settings: Any) -> Iterator[None]:
    """What a process keeps in memory is empty, and hashing passwords is quick."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    yield
    presence.rooms.clear()
    presence.paused_ms.clear()
    presence._left.clear()
    store._states.clear()  # type: ignore[attr-defined]
    recorder.__init__()  # type: ignore[misc]
    hub.__init__()  # type: ignore[misc]
    ready._waiting.clear()
    ready._last.clear()
    caches["default"].clear()
    passes.drop()
    gate.buckets.__init__()  # type: ignore[misc]
    book.__init__()  # type: ignore[misc]
    hosts.book.__init__()  # type: ignore[misc]
    health.kept_report.forget()
    health.kept_cause.forget()


@pytest.fixture
def host(db: None) -> Person:
    """Makes the room."""
    return Person.arrive("host")


@pytest.fixture
def guest(db: None) -> Person:
    """Comes in later."""
    return Person.arrive("guest")


@pytest.fixture
def stranger(db: None) -> Person:
    """Has a session and sits in no room."""
    return Person.arrive("stranger")


@pytest.fixture
def room(host: Person) -> str:
    """A public room, its host inside."""
    return host.make_room()["id"]


@pytest.fixture
def full_house(host: Person, guest: Person, room: str) -> str:
    """A public room with host and guest inside."""
    guest.ok("POST", f"/rooms/{room}/join")
    return room
