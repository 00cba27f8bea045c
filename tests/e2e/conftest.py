"""One server and one browser for each module of browser tests; fresh people for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.watcher import CLIP_URL, PATIENCE_MS, Watcher
from tests.support.browser import find_chromium, launch_arguments
from tests.support.process import Server, running_server

# A page on a busy machine takes its time, and a test that waits in vain may do so, too.
expect.set_options(timeout=PATIENCE_MS)

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A real server with an empty record.

    Not counted: tests/http, tests/realtime and tests/servers run the same lines, and count.
    """
    with running_server(counted=False) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium.

    For one module at a time: while Playwright is up its event loop holds this thread, on which
    the asynchronous tests of other modules want to run.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        yield chromium
        chromium.close()


Arrive = Callable[..., Watcher]


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Arrive]:
    """Make somebody with a browser of their own; what went wrong in their pages fails the test."""
    people: list[Watcher] = []

    def make(name: str, **options: object) -> Watcher:
        options.setdefault("viewport", DESKTOP)
        options.setdefault("locale", "zh-CN")
        # What a worker fetches passes by a page's routes; its own tests let it in.
        options.setdefault("service_workers", "block")
        person = Watcher(browser.new_context(**options), name)  # type: ignore[arg-type]
        people.append(person)
        return person

    yield make
    for person in people:
        person.context.close()
    assert {person.name: person.errors for person in people if person.errors} == {}


@pytest.fixture
def film() -> str:
    """What the room shows; a module may have another one."""
    return CLIP_URL


@pytest.fixture
def host(server: Server, arrive: Arrive, film: str) -> Watcher:
    """Has made a room and clicked into it."""
    person = arrive("host")
    person.create_room(server.base, film=film)
    person.join()
    return person


@pytest.fixture
def guest(host: Watcher, arrive: Arrive) -> Watcher:
    """Has come in by the room's link."""
    person = arrive("guest")
    person.join(host.page.url)
    host.wait_for_company(2)
    return person
