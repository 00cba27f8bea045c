"""What a page costs who opens it: bytes, time to the picture, shifts, answers to a press."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request, Route

START_LIMIT_BYTES = 60_000
ROOM_LIMIT_BYTES = 120_000
KINDS = ("script", "stylesheet")

# Every command reaches the server so much later; its answer cannot come before.
FAR = """(() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    setTimeout(() => this.readyState === WebSocket.OPEN && send.call(this, data), 200);
  };
})()"""
LARGEST = """() => new Promise((done) => {
  const take = (list) => done(list.getEntries().at(-1).startTime);
  new PerformanceObserver(take).observe({type: "largest-contentful-paint", buffered: true});
})"""
# What moved by itself since the page was opened, and what it was.
WATCH_SHIFTS = """(() => {
  window.__shifts = [];
  const named = ({node}) => (node?.outerHTML ?? node?.textContent ?? "?").slice(0, 80);
  const take = (list) => {
    for (const {hadRecentInput, value, sources} of list.getEntries()) {
      if (!hadRecentInput) window.__shifts.push({value, moved: sources.map(named)});
    }
  };
  new PerformanceObserver(take).observe({type: "layout-shift", buffered: true});
})()"""
# What the server says comes half a second late.
LATE = """(() => {
  const {set} = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(hear) { set.call(this, (event) => setTimeout(() => hear(event), 500)); },
  });
})()"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
PRESS = """async () => {
  const button = document.querySelector("[data-testid=play]");
  const before = button.dataset.state;
  const began = performance.now();
  button.click();
  while (button.dataset.state === before) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
FIRST_PICTURE = """() => new Promise((done) => {
  const video = document.querySelector("video#video");
  const look = () => {
    if (video.readyState >= 2) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


@dataclass(frozen=True)
class Weight:
    """Bytes of script and style as they came over the wire."""

    script: int
    style: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.script + self.style

    def __str__(self) -> str:
        return f"{self.total / 1000:.1f} KB ({self.script} B script, {self.style} B style)"


def weigh(page: Page, address: str) -> Weight:
    """Open an address with nothing kept, and weigh what it fetched."""
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))
    page.goto(address, wait_until="load")
    bytes_of = {
        kind: sum(r.sizes()["responseBodySize"] for r in fetched if r.resource_type == kind)
        for kind in KINDS
    }
    return Weight(bytes_of["script"], bytes_of["stylesheet"])


def largest_paint_ms(page: Page) -> float:
    """Return when the largest thing of the page was painted, after its opening."""
    return float(page.evaluate(LARGEST))


def first_picture_ms(page: Page) -> float:
    """Return when the film had a picture, after the page's opening."""
    return float(page.evaluate(FIRST_PICTURE))


def press_ms(page: Page, times: int = 5) -> list[float]:
    """Press play and pause in turn; return the times until the button shows it, sorted."""
    return sorted(float(page.evaluate(PRESS)) for _ in range(times))


def watch_shifts(context: BrowserContext) -> None:
    """Take note of every shift in the pages that are opened from now on."""
    context.add_init_script(WATCH_SHIFTS)


def shifts(page: Page) -> list[dict[str, Any]]:
    """Return the layout shifts that nobody caused: ``value``, and ``moved``, what did."""
    return list(page.evaluate("() => window.__shifts"))


@contextmanager
def held_back(page: Page, pattern: str) -> Iterator[None]:
    """What a page fetches by such addresses in this block comes at its end."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def cpu_share(browser: Browser, page: Page, seconds: float) -> float:
    """Return how much of one core the whole browser used in the next seconds; 1 is a core."""
    session = browser.new_browser_cdp_session()
    before = _cpu_s(session)
    page.wait_for_timeout(seconds * 1000)
    return (_cpu_s(session) - before) / seconds


def _cpu_s(session: CDPSession) -> float:
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(process["cpuTime"] for process in processes))


@dataclass(frozen=True)
class Work:
    """What one page had the browser do, each second."""

    layouts: float
    styles: float
    script_ms: float
    all_ms: float

    def __str__(self) -> str:
        return (
            f"{self.layouts:.1f} layouts, {self.styles:.1f} styles, "
            f"{self.script_ms:.1f} ms script, {self.all_ms:.1f} ms in all"
        )


def work(page: Page, seconds: float) -> Work:
    """Count what a page does in the next seconds; the machine matters little to it."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = _counts(session)
    page.wait_for_timeout(seconds * 1000)
    after = _counts(session)
    session.detach()
    names = ("LayoutCount", "RecalcStyleCount", "ScriptDuration", "TaskDuration")
    layouts, styles, script_s, all_s = ((after[n] - before[n]) / seconds for n in names)
    return Work(layouts, styles, script_s * 1000, all_s * 1000)


def _counts(session: CDPSession) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}
