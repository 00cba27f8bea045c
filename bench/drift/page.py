"""One person's page in a real Chromium, with a wrong clock and a meter in it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.clip import CLIP, read_frame_number

METER = (Path(__file__).parent / "meter.js").read_text(encoding="utf-8")
PATIENCE_MS = 30_000
HOUR_MS = 3_600_000.0
SKEW = 80e-6
VIDEO = "document.querySelector('video#video')"


@dataclass(frozen=True, slots=True)
class Disguise:
    """What is wrong with this page: its clock, and the file that it plays."""

    offset_ms: float = 0.0
    skew: float = 0.0
    eager: bool = False
    swap: tuple[str, str] | None = None

    @classmethod
    def number(cls, index: int, **more: Any) -> "Disguise":
        """Return a different wrong clock for each page: hours off, too fast or too slow."""
        sign = -1 if index % 2 else 1
        return cls(sign * (index * 7 + 3) * HOUR_MS, -sign * SKEW, **more)

    def script(self) -> str:
        """Return the meter with this disguise."""
        facts = {
            "offset_ms": self.offset_ms,
            "skew": self.skew,
            "eager": self.eager,
            "swap": self.swap,
        }
        return METER.replace("(CONFIG)", f"({json.dumps(facts)})")


@dataclass(frozen=True, slots=True)
class Recording:
    """What a page recorded: (true ms, position s, moves) and what was written to the player."""

    samples: list[list[float]]
    events: list[dict[str, Any]] = field(default_factory=list)
    # (true ms, the page's cloud clock minus the truth), from the page's beginning on.
    clocks: list[list[float]] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Count the writes of ``playbackRate`` or ``currentTime``."""
        return sum(event["kind"] == kind for event in self.events)


class Viewer:
    """One page. Everything is done through the page's own buttons."""

    def __init__(self, name: str, context: BrowserContext, base: str, disguise: Disguise) -> None:
        self.name = name
        self.base = base
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.add_init_script(disguise.script())

    def make_room(self, film: str) -> str:
        """Create a room by the start page's form; returns its code."""
        self.page.goto(self.base)
        self.page.locator('input[name="name"]').fill("Drift")
        self.page.locator('input[name="media_url"]').fill(film)
        self.page.get_by_test_id("create-room").click()
        self.page.wait_for_url("**/room/*")
        return self.page.url.rsplit("/", 1)[1].split("?")[0]

    def open(self, room: str) -> None:
        """Go to the room; its debug data is readable."""
        self.page.goto(f"{self.base}/room/{room}?debug=true", wait_until="commit")

    def join(self, room: str) -> None:
        """Go to the room, click into it, wait for the film."""
        self.open(room)
        self.page.get_by_test_id("join").click()
        self.wait("video.readyState >= 3")

    def wait(self, condition: str) -> None:
        """Wait until a condition about ``video`` holds."""
        self.page.wait_for_function(f"() => {{ const video = {VIDEO}; return {condition}; }}")

    def wait_for_company(self, count: int) -> None:
        """Wait until the member list shows so many that are ready."""
        self.page.wait_for_function(
            "(count) => document.querySelectorAll"
            "('[data-testid=member][data-ready=true]').length === count",
            arg=count,
        )

    def press(self, test_id: str) -> float:
        """Click a button; returns the true instant."""
        return float(
            self.page.evaluate(
                "(id) => { const at = meter.truth();"
                " document.querySelector(`[data-testid=${id}]`).click(); return at; }",
                test_id,
            )
        )

    def seek(self, seconds: float) -> float:
        """Let go of the bar at a place; returns the true instant."""
        return float(
            self.page.evaluate(
                "(to) => { const bar = document.querySelector('[data-testid=seek]');"
                " bar.value = to; const at = meter.truth();"
                " bar.dispatchEvent(new Event('change', {bubbles: true})); return at; }",
                seconds,
            )
        )

    def set_speed(self, rate: float) -> None:
        """Choose the room's speed."""
        self.page.get_by_test_id("speed").select_option(f"{rate:g}")

    def slip(self, seconds: float) -> float:
        """Move the playhead behind the product's back; returns the true instant."""
        return float(self.page.evaluate("(by) => meter.slip(by)", seconds))

    def pause_for_the_meter(self, milliseconds: float) -> None:
        """Let true time pass while the page records."""
        self.page.wait_for_timeout(milliseconds)

    @property
    def truth(self) -> float:
        """The true instant, ms."""
        return float(self.page.evaluate("meter.truth()"))

    @property
    def version(self) -> int:
        """The version of the state that the page knows."""
        return int(self.page.evaluate("xiaowo.version"))

    def take(self, start_ms: float, end_ms: float) -> Recording:
        """Return what was recorded between two true instants."""
        return Recording(**self.page.evaluate("(w) => meter.take(...w)", [start_ms, end_ms]))

    def audit(self, pictures: int = 10) -> float:
        """Compare pictures shown with where the playhead was: the largest difference, in frames.

        Raises ValueError when no picture is shown.
        """
        found = self.page.evaluate("(a) => meter.pictures(...a)", [CLIP, pictures])
        if not found:
            raise ValueError(f"{self.name} shows no new picture")
        return max(_frames_off(at, read_frame_number(cells)) for at, cells in found)

    def still(self) -> tuple[float, int]:
        """Return where a paused page stands (s), and the number in the picture that it shows."""
        found = self.page.evaluate(
            """(clip) => new Promise((done) => requestAnimationFrame(() =>
              requestAnimationFrame(() => {
                const video = document.querySelector("video#video");
                const pen = new OffscreenCanvas(clip.width, clip.height).getContext("2d");
                pen.drawImage(video, 0, 0, clip.width, clip.height);
                const {x, y, cell_width, cell_height, count} = clip.cells;
                const row = pen.getImageData(0, y + cell_height / 2, clip.width, 1).data;
                const at = (i) => 4 * Math.floor(x + (i + 0.5) * cell_width);
                done([video.currentTime, Array.from({length: count}, (_, i) => row[at(i)])]);
              })))""",
            CLIP,
        )
        return float(found[0]), read_frame_number(found[1])

    def close(self) -> None:
        """Leave."""
        self.context.close()


def _frames_off(position_s: float, number: int) -> float:
    """Return how many frames lie between a playhead and the picture that bears this number."""
    off = abs(position_s * CLIP["fps"] - 0.5 - number) % CLIP["frames"]
    return min(off, CLIP["frames"] - off)
