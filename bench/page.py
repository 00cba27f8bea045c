#!/usr/bin/env python3
"""What the pages cost: bytes, time to the picture, an own press far away, and the machine at rest.

    .venv/bin/python -m bench.page [--runs 5] [--rest-seconds 20]

Starts its own server and browser. Times are medians of ``--runs`` openings with a warm cache; the
share of a core is that of the whole browser, in a room that stands and in one that plays with its
buttons faded; what its page does is counted beside it. Bounded: a few seconds for each run, and
five times ``--rest-seconds``.
"""

import argparse
import statistics

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support import budgets
from tests.support.browser import find_chromium, launch_arguments
from tests.support.process import running_server

SIZE = {"width": 1280, "height": 800}
FILM = "/static/demo/xiaowo-demo.mp4"


def row(what: str, figure: str, goal: str) -> None:
    """Print one line of the table."""
    print(f"{what:<46}{figure:>16}   {goal}")


def visitor(browser: Browser) -> BrowserContext:
    """Return a browser of somebody's own."""
    return browser.new_context(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]


def make_room(page: Page, base: str) -> str:
    """Make a room on the start page; returns its address."""
    page.goto(base)
    page.locator('input[name="name"]').fill("bench")
    page.locator('input[name="media_url"]').fill(FILM)
    page.get_by_test_id("create-room").click()
    page.wait_for_url("**/room/*")
    return page.url


def join(page: Page) -> None:
    """Click the overlay away, and wait for the film."""
    page.get_by_test_id("join").click()
    page.wait_for_function("() => document.querySelector('#video').readyState >= 3")


def show_weights(browser: Browser, base: str, room: str) -> None:
    """Bytes over the wire, compressed as they come."""
    for name, address, limit in (
        ("start page", base, budgets.START_LIMIT_BYTES),
        ("room", room, budgets.ROOM_LIMIT_BYTES),
    ):
        context = visitor(browser)
        weight = budgets.weigh(context.new_page(), address)
        row(f"script and style, {name}", f"{weight.total / 1000:.1f} KB", f"≤ {limit // 1000} KB")
        context.close()


def show_opening(browser: Browser, room: str, runs: int) -> None:
    """Times of a page that the browser has seen before."""
    context = visitor(browser)
    budgets.watch_shifts(context)
    page = context.new_page()
    page.goto(room)
    budgets.first_picture_ms(page)
    paints, pictures, shifts = [], [], []
    for _ in range(runs):
        page.reload()
        pictures.append(budgets.first_picture_ms(page))
        paints.append(budgets.largest_paint_ms(page))
        shifts.append(sum(shift["value"] for shift in budgets.shifts(page)))
    row("largest paint, room", f"{statistics.median(paints):.0f} ms", "< 1000 ms")
    row("from the link to the first picture", f"{statistics.median(pictures):.0f} ms", "< 1000 ms")
    row("layout shift while joining", f"{max(shifts):.4f}", "0")
    context.close()


def show_press(browser: Browser, base: str, runs: int) -> None:
    """How long until one's own press is seen, with the server 200 ms away."""
    context = visitor(browser)
    context.add_init_script(budgets.FAR)
    page = context.new_page()
    make_room(page, base)
    join(page)
    presses = budgets.press_ms(page, runs)
    row("own press shown, RTT 200 ms", f"{statistics.median(presses):.0f} ms", "< 100 ms")
    context.close()


def show_rest(browser: Browser, base: str, seconds: float) -> None:
    """The share of a core of a room that stands; beside it, of one that plays."""
    context = visitor(browser)
    page = context.new_page()
    make_room(page, base)
    join(page)
    page.wait_for_timeout(3000)
    standing = budgets.cpu_share(browser, page, seconds)
    row("a room that stands, share of a core", f"{standing * 100:.1f} %", "< 3 %")
    print(f"  of its page, a second: {budgets.work(page, seconds)}")
    page.get_by_test_id("play").click()
    page.mouse.move(5, 5)
    page.wait_for_selector("#room[data-idle]")
    playing = budgets.cpu_share(browser, page, seconds)
    row("a room that plays (decoding in software)", f"{playing * 100:.1f} %", "")
    print(f"  of its page, a second: {budgets.work(page, seconds)}")
    context.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rest-seconds", type=float, default=20)
    args = parser.parse_args()
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        host = visitor(browser)
        room = make_room(host.new_page(), server.base)
        host.close()
        show_weights(browser, server.base, room)
        show_opening(browser, room, args.runs)
        show_press(browser, server.base, args.runs)
        show_rest(browser, server.base, args.rest_seconds)
        browser.close()


if __name__ == "__main__":
    main()
