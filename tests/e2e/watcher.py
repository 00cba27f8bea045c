"""Somebody who watches in a real browser, with real clicks."""

from bisect import bisect_left
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.clip import CLIP, read_frame_number
from tests.support.patience import until

CLIP_URL = "/static/demo/xiaowo-demo.mp4"
PATIENCE_MS = 45_000

# Brightness of the cells' middles in the picture that is shown now.
READ_CELLS = """(clip) => {
  const video = document.querySelector("video#video");
  const canvas = document.createElement("canvas");
  canvas.width = clip.width; canvas.height = clip.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, clip.width, clip.height);
  const {x, y, cell_width, cell_height, count} = clip.cells;
  const row = pen.getImageData(0, y + cell_height / 2, clip.width, 1).data;
  return Array.from({length: count}, (_, i) => {
    const at = 4 * Math.floor(x + (i + 0.5) * cell_width);
    return (row[at] + row[at + 1] + row[at + 2]) / 3;
  });
}"""

# True time and playhead every 50 ms. The mean of the clock before and after the read is used.
RECORD = """(ms) => new Promise((resolve) => {
  const video = document.querySelector("video#video");
  const samples = [];
  const timer = setInterval(() => {
    const before = performance.now();
    const position = video.currentTime;
    const now = performance.timeOrigin + (before + performance.now()) / 2;
    samples.push([now, position]);
    if (samples.length * 50 >= ms) { clearInterval(timer); resolve(samples); }
  }, 50);
})"""

# What the press that comes next makes of the button, seen in the press itself.
NOTE_PRESS = """(button) => {
  const note = () => { window.__pressed = button.dataset.state; };
  button.addEventListener("click", note, {once: true});
}"""


class Watcher:
    """One page of one person."""

    def __init__(self, context: BrowserContext, name: str) -> None:
        self.context = context
        self.name = name
        self.errors: list[str] = []
        # A test that ends the server expects its pages to be refused meanwhile.
        self.may_be_refused = False
        # Pages that say what is wrong answer with its status, which the browser notes.
        self.may_be_told: set[int] = set()
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: Any) -> None:
        is_refusal = self.may_be_refused and (
            message.text.startswith("WebSocket connection to")
            or "net::ERR_CONNECTION_REFUSED" in message.text
        )
        is_told = any(f"with a status of {status} " in message.text for status in self.may_be_told)
        if message.type == "error" and not is_refusal and not is_told:
            self.errors.append(message.text)

    def create_room(self, base: str, name: str = "Film night", film: str = CLIP_URL) -> str:
        """Fill in the start page's form; returns the room's address."""
        self.page.goto(base)
        self.page.locator('input[name="name"]').fill(name)
        self.page.locator('input[name="media_url"]').fill(film)
        self.page.get_by_test_id("create-room").click()
        self.page.wait_for_url("**/room/*")
        return self.page.url

    def join(self, address: str | None = None) -> None:
        """Open the room and click the overlay away."""
        if address is not None:
            self.page.goto(address)
        self.page.get_by_test_id("join").click()
        expect(self.page.locator("#join-overlay")).to_be_hidden()
        self.wait("video.readyState >= 2")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript condition about ``video`` holds."""
        self.page.wait_for_function(
            f"() => {{ const video = document.querySelector('video#video'); return {condition}; }}"
        )

    def wait_for_company(self, count: int) -> None:
        """Wait until so many members are shown, and all of them as ready."""
        ready = self.page.locator('[data-testid="member"][data-ready="true"]')
        expect(ready).to_have_count(count, timeout=PATIENCE_MS)

    def wait_to_be_beside(self, other: "Watcher") -> None:
        """Wait until both are at the same place, as far as two questions one by one can tell."""
        until(lambda: abs(self.position - other.position) < 1)

    def press(self, test_id: str) -> None:
        """Click something."""
        self.page.get_by_test_id(test_id).click()

    def play(self) -> None:
        """Have the film play, by the button, as soon as everybody here has loaded it."""
        self._turn("paused", "playing")

    def pause(self) -> None:
        """Have the film stand, by the button, as soon as it plays: nobody is waited for."""
        self._turn("playing", "paused")

    def _turn(self, before: str, after: str) -> None:
        """Press the button; once more where that did something else.

        The host is asked when somebody has come to load in that very moment, and the room may have
        come to wait for somebody: after a pause of the whole machine pages lose their lines.
        """
        until(lambda: self._press_at(before) == after)

    def _press_at(self, before: str) -> str:
        """Press the button as soon as it shows a state; returns the one that it shows then."""
        button = self.page.get_by_test_id("play")
        loading = self.page.locator('[data-testid=member][data-online=true][data-ready="false"]')
        if before == "paused":
            expect(loading).to_have_count(0)
        expect(button).to_have_attribute("data-state", before)
        button.evaluate(NOTE_PRESS)
        button.click()
        return str(self.page.evaluate("window.__pressed"))

    def look_away(self, is_hidden: bool) -> None:
        """Hide the page or show it again, as the browser would tell it."""
        self.page.evaluate(
            """(hidden) => {
              Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
              document.dispatchEvent(new Event("visibilitychange"));
            }""",
            is_hidden,
        )

    def seek_to(self, seconds: float) -> None:
        """Drag the bar: nothing is sent before the hand lets go."""
        bar = self.page.get_by_test_id("seek")
        box = bar.bounding_box()
        assert box is not None
        share = seconds / CLIP["duration"]
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + 2, middle)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] * share / 2, middle, steps=4)
        self.page.mouse.move(box["x"] + box["width"] * share, middle, steps=4)
        self.page.mouse.up()

    @property
    def position(self) -> float:
        """The playhead, s."""
        return float(self.page.evaluate("document.querySelector('video#video').currentTime"))

    @property
    def is_paused(self) -> bool:
        """Whether the player stands."""
        return bool(self.page.evaluate("document.querySelector('video#video').paused"))

    def draw(self) -> None:
        """Wait until what the player has decoded is on the screen."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def show(self, seconds: float) -> None:
        """Move this page's player alone, as no person could: to look at the clip itself."""
        self.page.evaluate(
            """(seconds) => new Promise((done) => {
              const video = document.querySelector("video#video");
              video.addEventListener("seeked", done, {once: true});
              video.currentTime = seconds;
            })""",
            seconds,
        )
        self.draw()

    def frame_number(self) -> int:
        """Read the number that is burnt into the picture."""
        return read_frame_number(self.page.evaluate(READ_CELLS, CLIP))

    def record(self, seconds: float) -> Any:
        """Start to record the playhead; returns a handle for ``recorded``."""
        return self.page.evaluate_handle(
            f"() => {{ window.__recording = ({RECORD})({seconds * 1000}); return 0; }}"
        )

    def recorded(self) -> list[list[float]]:
        """Wait for the recording's end."""
        self.page.set_default_timeout(60_000)
        samples = self.page.evaluate("() => window.__recording")
        self.page.set_default_timeout(PATIENCE_MS)
        return samples  # type: ignore[no-any-return]


def differences_ms(one: list[list[float]], other: list[list[float]]) -> list[float]:
    """Compare two recordings on a grid of 25 ms of true time; absolute differences in ms."""
    start = max(one[0][0], other[0][0])
    end = min(one[-1][0], other[-1][0])
    grid = [start + step * 25 for step in range(int((end - start) / 25))]
    return sorted(abs(_at(one, t) - _at(other, t)) * 1000 for t in grid)


def _at(samples: list[list[float]], moment: float) -> float:
    right = min(max(1, bisect_left(samples, [moment])), len(samples) - 1)
    (t0, p0), (t1, p1) = samples[right - 1], samples[right]
    return p0 + (p1 - p0) * (moment - t0) / (t1 - t0)
