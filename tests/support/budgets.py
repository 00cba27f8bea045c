"""What a page costs who opens it: bytes, time to the picture, shifts, answers to a press."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request

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
# What moved by itself since the page was opened.
WATCH_SHIFTS = """(() => {
  window.__shifts = [];
  const take = (list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) window.__shifts.push(entry.value);
    }
  };
  new PerformanceObserver(take).observe({type: "layout-shift", buffered: true});
})()"""
SHIFTED = "() => window.__shifts.reduce((sum, value) => sum + value, 0)"
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


def shifted(page: Page) -> float:
    """Return the sum of the layout shifts that nobody caused."""
    return float(page.evaluate(SHIFTED))


def cpu_share(browser: Browser, page: Page, seconds: float) -> float:
    """Return how much of one core the whole browser used in the next seconds; 1 is a core."""
    session = browser.new_browser_cdp_session()
    before = _cpu_s(session)
    page.wait_for_timeout(seconds * 1000)
    return (_cpu_s(session) - before) / seconds


def _cpu_s(session: CDPSession) -> float:
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(process["cpuTime"] for process in processes))
