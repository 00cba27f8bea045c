"""What is done in each case, and what is read off afterwards."""

import signal
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench.drift import films
from bench.drift.figures import (
    Series,
    Spread,
    has_moved,
    longest_gap_ms,
    longest_stand_ms,
    moving_after,
    pair_differences,
    spread,
    together_after,
)
from bench.drift.links import LAN, Link
from bench.drift.page import Recording, Viewer
from bench.drift.stage import Stage

STEADY_AFTER_MS = 3000.0
SOON_MS = 500.0
TOGETHER_MS = 50.0
EXACT_MS = 10.0
AWAY_S = 5.0
TARGET_S = 45.0
# Longer than any hiccup of a page's main thread that may be left out of account.
GAP_MS = 1000.0
# A picture that stands for less than three frames has not stood.
NOTICED_MS = 100.0

FILMS = {
    "silent": films.SILENT,
    "sound": "/static/demo/xiaowo-demo.mp4",
    "long": films.LONG,
    "hls": "/static/demo/hls/video.m3u8",
    "hls with sound": "/static/demo/hls/xiaowo-demo.m3u8",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a case showed. Times in s, differences and clock errors in ms."""

    apart: Spread | None
    time_s: float | None
    rate_writes: int
    seeks: int
    clock_error_ms: float
    audit_frames: float
    # None where the case has nothing but figures.
    is_exact: bool | None = None
    # All pictures ran while they were watched, and were recorded without a gap.
    has_run: bool = True


Act = Callable[[Stage, float], Outcome]


def steady(links: Sequence[Link], film: str = "silent", rate: float = 1.0) -> Act:
    """Play, and watch from 3 s after the start."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather(list(links), FILMS[film])
        if rate != 1.0:
            stage.viewers[0].set_speed(rate)
        _play(stage)
        began = _line_begins(stage.viewers[0])
        found = _watch(stage, began + STEADY_AFTER_MS, seconds)
        takes = [take.samples for take in _takes(stage, began)]
        return _timed(found, together_after(takes, began, TOGETHER_MS))

    return act


def after_start(links: Sequence[Link], film: str = "silent") -> Act:
    """Play, and watch from half a second after the line begins."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather(list(links), FILMS[film])
        _play(stage)
        return _watch(stage, _line_begins(stage.viewers[0]) + SOON_MS, seconds)

    return act


def after_seek(links: Sequence[Link], film: str = "silent") -> Act:
    """Seek while playing; watch from half a second after the new line begins."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather(list(links), FILMS[film])
        _play(stage)
        stage.viewers[0].pause_for_the_meter(5000)
        asker = stage.viewers[-1]
        version = asker.version
        asked = asker.seek(TARGET_S)
        asker.page.wait_for_function("(version) => xiaowo.line.version > version", arg=version)
        found = _watch(stage, _line_begins(asker) + SOON_MS, seconds)
        late = [moving_after(take.samples, asked, TARGET_S) for take in _takes(stage, asked)]
        return _timed(found, None if None in late else max(filter(None, late)))

    return act


def late_join(link: Link, film: str = "silent") -> Act:
    """Two watch; a third comes in: from navigation to less than 50 ms apart."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather([LAN, LAN], FILMS[film])
        _play(stage)
        host = stage.viewers[0]
        host.pause_for_the_meter(4000)
        late = stage.add(link, eager=True)
        navigated = host.truth
        late.open(stage.room)
        late.wait("!video.paused && video.readyState >= 3")
        host.pause_for_the_meter(STEADY_AFTER_MS + seconds * 1000)
        takes = [take.samples for take in _takes(stage, navigated)]
        reached = together_after([takes[0], takes[2]], navigated, TOGETHER_MS)
        found = _watch(stage, host.truth - seconds * 1000, 0)
        return _timed(found, reached)

    return act


def slip(by_s: float, film: str = "silent") -> Act:
    """The playhead of one page slips, as it does when a device is starved."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather([LAN, LAN], FILMS[film])
        _play(stage)
        host, guest = stage.viewers
        host.pause_for_the_meter(8000)
        slipped = guest.slip(by_s)
        found = _watch(stage, slipped + 12_000, seconds)
        takes = [take.samples for take in _takes(stage, slipped)]
        reached = together_after(takes, slipped, EXACT_MS)
        return _timed(found, reached)

    return act


def pauses(links: Sequence[Link], times: int = 6, film: str = "silent") -> Act:
    """Pause again and again, every second time while one page is behind; compare the pictures."""

    def act(stage: Stage, _seconds: float) -> Outcome:
        stage.gather(list(links), FILMS[film])
        equal = True
        began = stage.viewers[0].truth
        for turn in range(times):
            _play(stage)
            stage.viewers[0].pause_for_the_meter(1500 + 170 * turn)
            if turn % 2:
                stage.viewers[-1].slip(-0.4)
            stage.viewers[turn % len(links)].press("play")
            for viewer in stage.viewers:
                viewer.wait("video.paused && !video.seeking && video.readyState >= 2")
            wait_for_one_still(stage.viewers)
            stills = [viewer.still() for viewer in stage.viewers]
            equal = equal and len({number for _at, number in stills}) == 1
        return replace(_read(stage, began, None), is_exact=equal)

    return act


def killed(links: Sequence[Link], film: str = "silent") -> Act:
    """The server dies while all play, and is back 5 s later."""

    def act(stage: Stage, seconds: float) -> Outcome:
        stage.gather(list(links), FILMS[film])
        _play(stage)
        host = stage.viewers[0]
        host.pause_for_the_meter(6000)
        died = host.truth
        stage.server.stop(signal.SIGKILL)
        host.pause_for_the_meter(AWAY_S * 1000)
        stage.server.start()
        found = _watch(stage, host.truth + 10_000, seconds)
        host.wait_for_company(len(links))
        takes = _takes(stage, died)
        seeks = sum(take.count("currentTime") for take in takes)
        stood_ms = max(longest_stand_ms(take.samples) for take in takes)
        return replace(found, seeks=seeks, is_exact=seeks == 0 and stood_ms < NOTICED_MS)

    return act


def mixed(film: str = "hls", other: str = "silent", after_ms: float = STEADY_AFTER_MS) -> Act:
    """One page plays one file, the other another file of the same film."""

    def act(stage: Stage, seconds: float) -> Outcome:
        url = FILMS[film]
        stage.add(LAN)
        stage.add(LAN, swap=(url, FILMS[other]))
        host = stage.viewers[0]
        stage.room = host.make_room(url)
        for viewer in stage.viewers:
            viewer.join(stage.room)
        host.wait_for_company(2)
        _play(stage)
        return _watch(stage, _line_begins(host) + after_ms, seconds)

    return act


def wait_for_one_still(viewers: Sequence[Viewer]) -> None:
    """Wait until all stand where the room stands."""
    for viewer in viewers:
        viewer.page.wait_for_function(
            "() => { const video = document.querySelector('video#video'); const {line} = xiaowo;"
            " return line.playback_state === 'paused' && !video.seeking"
            " && Math.abs(video.currentTime - line.current_time) < 0.0005; }"
        )
    versions = {viewer.version for viewer in viewers}
    if len(versions) > 1:
        raise RuntimeError(f"pages know different states: {versions}")


def _play(stage: Stage) -> float:
    """Press play on the first page; returns the true instant at which all move."""
    stage.viewers[0].press("play")
    for viewer in stage.viewers:
        viewer.wait("!video.paused && !video.seeking && video.readyState >= 3")
    return stage.viewers[0].truth


def _line_begins(viewer: Viewer) -> float:
    """Return the true instant from which the room's line holds."""
    return float(viewer.page.evaluate("xiaowo.line.effective_at - meter.clock()"))


def _watch(stage: Stage, start_ms: float, seconds: float) -> Outcome:
    """Let the pages play until ``seconds`` after an instant, and read what happened from it on."""
    host = stage.viewers[0]
    left = start_ms + seconds * 1000 - host.truth
    if left > 0:
        host.pause_for_the_meter(left)
    return _read(stage, start_ms, host.truth)


def _read(stage: Stage, start_ms: float, end_ms: float | None) -> Outcome:
    """Read all meters; without an end there is nothing to compare but the writes."""
    takes = _takes(stage, start_ms)
    series: list[Series] = [take.samples for take in takes]
    watched = end_ms is not None
    return Outcome(
        apart=spread(pair_differences(series, start_ms, end_ms)) if end_ms is not None else None,
        time_s=None,
        rate_writes=sum(take.count("playbackRate") for take in takes),
        seeks=sum(take.count("currentTime") for take in takes),
        clock_error_ms=_clock_error(takes),
        audit_frames=max(viewer.audit() for viewer in stage.viewers) if watched else 0.0,
        has_run=end_ms is None or all(_has_run(one, start_ms, end_ms) for one in series),
    )


def _has_run(series: Series, start_ms: float, end_ms: float) -> bool:
    return has_moved(series, start_ms, end_ms) and longest_gap_ms(series) < GAP_MS


def _clock_error(takes: Sequence[Recording]) -> float:
    """Return how far any page's clock was off at any time since it began, ms.

    The server's own clock is what the first page read in the middle; it sits on the same machine.
    """
    server = statistics.median(offset for _at, offset in takes[0].clocks)
    return max(abs(offset - server) for take in takes for _at, offset in take.clocks)


def _takes(stage: Stage, start_ms: float) -> list[Recording]:
    return [viewer.take(start_ms, viewer.truth) for viewer in stage.viewers]


def _timed(found: Outcome, time_ms: float | None) -> Outcome:
    """Add how long it took; None is never."""
    return replace(found, time_s=None if time_ms is None else time_ms / 1000)
