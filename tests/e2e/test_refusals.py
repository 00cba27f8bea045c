"""What a server answers that lets nobody call too often, and one that fails: each has its page."""

import sqlite3
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import PATIENCE_MS
from tests.support.process import Server, running_server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

# Reached by no page's visit, and soon by who means it.
BURST = 150


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Counts calls, and lets one address hold one socket."""
    limits = {
        "RATE_LIMIT_ENABLED": "true",
        "RATE_LIMIT_IP_BURST": str(BURST),
        "RATE_LIMIT_IP_PER_S": "1",
        "RATE_LIMIT_SESSION_BURST": str(BURST),
        "MAX_CONNECTIONS_PER_IP": "1",
    }
    with running_server(counted=False, **limits) as running:
        yield running


def change(server: Server, *statements: str) -> None:
    with sqlite3.connect(server.data / "xiaowo.sqlite3", timeout=20) as record:
        for statement in statements:
            record.execute(statement)
    record.close()


def test_every_refusal_is_a_page_with_a_way_on(server: Server, arrive: Arrive):
    host, visitor = arrive("host", **STILL), arrive("visitor", **STILL)
    visitor.may_be_told = {403, 404, 429, 500}
    page = visitor.page
    address = host.create_room(server.base)
    expect(host.page.get_by_test_id("join")).to_be_enabled()

    page.goto(address)
    expect(page.locator("#over-dialog")).to_contain_text("连接太多了")
    shoot(page, "over-too-many")
    host.page.goto(server.base)
    page.locator("[data-action=reload]").click()
    expect(page.get_by_test_id("join")).to_be_enabled()

    page.goto(server.base)
    visitor.context.clear_cookies()
    page.get_by_test_id("create-room").click()
    shoot(page, "form-too-old")

    change(server, "ALTER TABLE demo_clips RENAME TO elsewhere")
    page.goto(server.base)
    shoot(page, "broken")
    change(server, "ALTER TABLE elsewhere RENAME TO demo_clips")

    with httpx.Client(base_url=server.base) as guesser:
        for _ in range(20):
            guesser.get("/room/NOROOM")
        page.goto(f"{server.base}/room/ABSENT")
        shoot(page, "too-many")
        wait_for(guesser, 429)
    page.goto(server.base)
    shoot(page, "slowly")
    change(
        server,
        "INSERT INTO address_rules (network, is_allowed, note, created_at)"
        " VALUES ('127.0.0.1', 0, '', '2026-01-01')",
    )
    with httpx.Client(base_url=server.base) as other:
        wait_for(other, 403)
    page.goto(server.base)
    shoot(page, "closed-to-you")


def wait_for(caller: httpx.Client, status: int) -> None:
    """Call until the answer is this one."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while caller.get("/manifest.webmanifest").status_code != status:
        assert time.monotonic() < deadline
