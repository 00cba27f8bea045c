"""The cases, with what must hold and what we aim at: one table.

Differences are pairwise, in ms: (median, 95th percentile); times are in s.
"""

from dataclasses import dataclass
from typing import Final

from bench.drift import acts
from bench.drift.acts import Act, Outcome
from bench.drift.links import FAR, FAR_LOSSY, FAR_STALLING, LAN, LOPSIDED

UNBOUND: Final = float("inf")
# A picture is shown a moment before or after the playhead passes it, and drawn one later.
AUDIT_FRAMES: Final = 3.0


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest figures that are allowed."""

    p50: float = UNBOUND
    p95: float = UNBOUND
    time_s: float = UNBOUND
    rate_writes: float = UNBOUND
    seeks: float = UNBOUND

    def times(self, factor: float) -> "Limit":
        """Return a limit that many times as wide, for machines that are not idle."""
        return Limit(
            self.p50 * factor,
            self.p95 * factor,
            self.time_s * factor,
            self.rate_writes * factor,
            self.seeks * factor,
        )

    def misses(self, found: Outcome) -> list[str]:
        """Name what is beyond the limit; empty when all is within."""
        figures: dict[str, tuple[float | None, float]] = {
            "p50": (found.apart.p50 if found.apart else None, self.p50),
            "p95": (found.apart.p95 if found.apart else None, self.p95),
            "time": (found.time_s, self.time_s),
            "rate writes": (found.rate_writes, self.rate_writes),
            "seeks": (found.seeks, self.seeks),
        }
        over = [name for name, (figure, most) in figures.items() if (figure or 0) > most]
        if found.time_s is None and self.time_s < UNBOUND:
            over.append("never")
        if found.is_exact is False:
            over.append("not exact")
        if not found.has_run:
            over.append("a picture stood")
        if found.audit_frames > AUDIT_FRAMES:
            over.append("the pictures are not where the playhead is")
        return over


@dataclass(frozen=True, slots=True)
class Case:
    """One situation. ``seconds`` is how long is watched; gates count, the others are shown."""

    name: str
    title: str
    act: Act
    must: Limit
    goal: Limit
    seconds: float = 20.0
    is_gate: bool = True
    loses_packets: bool = False


CLOSE = Limit(15, 40)
CLOSER = Limit(5, 15)
FAR_MUST, FAR_GOAL = Limit(25, 50), Limit(10, 25)


def _scaled(limit: Limit, rate: float) -> Limit:
    return Limit(limit.p50 * rate, limit.p95 * rate)


CASES: Final = (
    Case("lan-2", "LAN, 2 pages", acts.steady([LAN] * 2), CLOSE, CLOSER),
    Case("lan-4", "LAN, 4 pages", acts.steady([LAN] * 4), CLOSE, CLOSER),
    Case("far", "RTT 200 ± 50 against LAN", acts.steady([LAN, FAR]), FAR_MUST, FAR_GOAL),
    Case(
        "stalls",
        "… + stalls of 300 ms every 10 s",
        acts.steady([LAN, FAR_STALLING]),
        Limit(25, 60),
        Limit(10, 30),
    ),
    Case(
        "loss",
        "… + 1 % loss each way (TUN)",
        acts.steady([LAN, FAR_LOSSY]),
        Limit(25, 60),
        Limit(10, 30),
        loses_packets=True,
    ),
    Case(
        "lopsided",
        "70 up, 130 down, against LAN",
        acts.steady([LAN, LOPSIDED]),
        Limit(45, 65),
        Limit(38, 45),
    ),
    Case(
        "seek",
        "from 0.5 s after a seek's line begins, LAN",
        acts.after_seek([LAN, LAN]),
        Limit(25, 60, 1.2),
        Limit(10, 35, 0.9),
        seconds=8,
    ),
    Case(
        "seek-far",
        "from 0.5 s after a seek's line begins, RTT 200",
        acts.after_seek([LAN, FAR]),
        Limit(25, 60, 1.8),
        Limit(10, 35, 1.5),
        seconds=8,
    ),
    Case(
        "late",
        "late join, LAN",
        acts.late_join(LAN),
        Limit(time_s=3),
        Limit(time_s=2),
        seconds=5,
    ),
    Case(
        "late-far",
        "late join, RTT 200",
        acts.late_join(FAR),
        Limit(time_s=4.5),
        Limit(time_s=3),
        seconds=5,
    ),
    Case(
        "slip",
        "slip of 400 ms to less than 10 ms",
        acts.slip(-0.4),
        Limit(time_s=10),
        Limit(time_s=8.5),
        seconds=3,
    ),
    Case("pause", "pause: the same picture", acts.pauses([LAN, FAR]), Limit(), Limit()),
    Case(
        "killed",
        "server killed, 5 s away",
        acts.killed([LAN, LAN]),
        Limit(50, 50, seeks=0),
        Limit(15, 40, seeks=0),
        seconds=5,
    ),
    Case("hls", "HLS, 2 pages", acts.steady([LAN] * 2, film="hls"), Limit(40, 80), Limit(15, 40)),
    Case("hls-mp4", "HLS with MP4", acts.mixed(), Limit(40, 80), Limit(15, 40)),
    Case(
        "rate-1.5",
        "room rate 1.5",
        acts.steady([LAN] * 2, rate=1.5),
        _scaled(CLOSE, 1.5),
        _scaled(CLOSER, 1.5),
    ),
    Case(
        "rate-0.75",
        "room rate 0.75",
        acts.steady([LAN] * 2, rate=0.75),
        _scaled(CLOSE, 0.75),
        _scaled(CLOSER, 0.75),
    ),
    Case(
        "calm",
        "10 min calm, LAN, per page",
        acts.steady([LAN] * 2, film="long"),
        Limit(15, 40, rate_writes=40, seeks=0),
        Limit(5, 15, rate_writes=0, seeks=0),
        seconds=600,
    ),
    Case(
        "lan-sound",
        "LAN, 2 pages, with sound",
        acts.steady([LAN] * 2, film="sound"),
        CLOSE,
        CLOSER,
        is_gate=False,
    ),
    Case(
        "far-sound",
        "RTT 200 ± 50, with sound",
        acts.steady([LAN, FAR], film="sound"),
        FAR_MUST,
        FAR_GOAL,
        is_gate=False,
    ),
    Case(
        "seek-sound",
        "from 0.5 s after a seek, with sound",
        acts.after_seek([LAN, LAN], film="sound"),
        Limit(25, 60, 1.2),
        Limit(10, 35, 0.9),
        seconds=8,
        is_gate=False,
    ),
    Case(
        "hls-sound",
        "HLS, 2 pages, with sound",
        acts.steady([LAN] * 2, film="hls with sound"),
        Limit(40, 80),
        Limit(15, 40),
        is_gate=False,
    ),
)
