"""The drift bench's own parts: a meter that errs proves nothing."""

import random
import struct
from dataclasses import replace
from typing import Any

import pytest

from bench.drift import films
from bench.drift.__main__ import middle
from bench.drift.acts import Outcome
from bench.drift.cases import Limit
from bench.drift.figures import (
    Spread,
    has_moved,
    longest_gap_ms,
    longest_stand_ms,
    moving_after,
    pair_differences,
    position_at,
    spread,
    together_after,
)
from bench.drift.wire import Wire
from tests.support.clip import box


def playing(late_ms: float, start_ms: int = 0, end_ms: int = 10_000) -> list[list[float]]:
    """A playhead that runs so much late, sampled every 20 ms."""
    return [[at, (at - late_ms) / 1000, 1] for at in range(start_ms, end_ms, 20)]


class TestFigures:
    def test_a_position_between_two_samples(self):
        assert position_at([[0, 1.0, 1], [100, 1.1, 1]], 50) == pytest.approx(1.05)

    def test_every_pair_counts(self):
        differences = pair_differences([playing(0), playing(10), playing(30)], 1000, 2000)

        assert len(differences) == 3 * 40
        assert {round(difference) for difference in differences} == {10, 20, 30}

    def test_the_spread_of_differences(self):
        found = spread([float(value) for value in range(100)])

        assert found == Spread(p50=50.0, p95=95.0, worst=99.0, count=100)

    def test_nothing_recorded_is_an_error(self):
        with pytest.raises(ValueError, match="nothing"):
            spread([])

    def test_together_counts_only_what_lasts(self):
        apart = [[at, (at - (400 if at < 3000 else 0)) / 1000, 1] for at in range(0, 9000, 20)]
        touching = [[at, p + (0.4 if 1000 <= at < 1200 else 0), m] for at, p, m in apart]

        assert together_after([playing(0), touching], 0, 50) == pytest.approx(3000, abs=50)
        assert together_after([playing(0), playing(400)], 0, 50) is None

    def test_moving_is_after_the_last_stand(self):
        sought = [
            [at, 45.0 if at >= 500 else 1.0, 0 if 500 <= at < 900 else 1]
            for at in range(0, 2000, 20)
        ]

        assert moving_after(sought, 100, target_s=45) == pytest.approx(800)
        assert moving_after(sought, 100, target_s=60) is None
        assert moving_after([[at, 45.0, 0] for at in range(0, 2000, 20)], 100, 45) is None

    def test_pages_that_stand_have_not_run(self):
        stands = [[at, 1.0, 0] for at in range(0, 2000, 20)]

        assert has_moved(playing(0), 0, 9000)
        assert not has_moved(stands, 0, 2000)
        assert not has_moved(playing(0), 20_000, 30_000)

    def test_gaps_are_seen(self):
        assert longest_gap_ms(playing(0)) == 20
        assert longest_gap_ms([*playing(0, end_ms=1000), *playing(0, 4000, 5000)]) == 3020

    def test_the_longest_stand(self):
        stands = [[at, 1.0, 0 if at % 1000 < 300 else 1] for at in range(0, 2000, 20)]

        assert longest_stand_ms(stands) == 280
        assert longest_stand_ms(playing(0)) == 0


class TestLimits:
    FOUND = Outcome(Spread(20, 45, 60, 99), 1.5, 3, 0, 1.0, 0)

    def test_within(self):
        assert Limit(20, 45, 1.5, 3, 0).misses(self.FOUND) == []

    @pytest.mark.parametrize(
        ("limit", "missed"),
        [
            (Limit(p50=19), ["p50"]),
            (Limit(p95=44), ["p95"]),
            (Limit(time_s=1.4), ["time"]),
            (Limit(rate_writes=2), ["rate writes"]),
        ],
    )
    def test_beyond(self, limit: Limit, missed: list[str]):
        assert limit.misses(self.FOUND) == missed

    @pytest.mark.parametrize(
        ("changes", "missed"),
        [
            ({"time_s": None}, ["never"]),
            ({"is_exact": False}, ["not exact"]),
            ({"has_run": False}, ["a picture stood"]),
            ({"audit_frames": 4}, ["the pictures are not where the playhead is"]),
        ],
    )
    def test_what_must_always_hold(self, changes: dict[str, Any], missed: list[str]):
        assert Limit(20, 45, 1.5).misses(replace(self.FOUND, **changes)) == missed

    def test_every_figure_is_judged_by_its_own_median(self):
        runs = [
            replace(self.FOUND, apart=Spread(p50, 10, 10, 1), time_s=time_s)
            for p50, time_s in ((8, 2.5), (9, 1.0), (10, 2.5))
        ]
        found = middle(runs)

        assert found.apart is not None
        assert (found.apart.p50, found.time_s) == (9, 2.5)
        assert middle([*runs, replace(self.FOUND, time_s=None)]).time_s is None


class TestWire:
    def test_delays_by_what_it_says(self):
        wire = Wire(0.1, 0.025, dice=random.Random(1))
        delays = [wire.arrival(float(second), 100) - second for second in range(500)]

        assert 0.075 <= min(delays) < 0.08
        assert 0.12 < max(delays) <= 0.125

    def test_keeps_the_order(self):
        wire = Wire(0.1, 0.1, dice=random.Random(1))
        arrivals = [wire.arrival(index / 1000, 100) for index in range(500)]

        assert arrivals == sorted(set(arrivals))

    def test_is_only_so_wide(self):
        wire = Wire(0.0, bytes_per_s=1000)

        assert wire.arrival(0.0, 500) == pytest.approx(0.5)
        assert wire.arrival(0.0, 500) == pytest.approx(1.0)

    def test_stalls(self):
        wire = Wire(0.0, stall_every_s=10, stall_s=0.3)

        assert wire.arrival(10.1, 1) == pytest.approx(10.3)
        assert wire.arrival(15.0, 1) == pytest.approx(15.0)


class TestFilms:
    @pytest.mark.parametrize("times", [1, 8])
    def test_hold_every_picture_and_no_sound(self, times: int):
        clip = films.CLIP.read_bytes()
        film = films._times(clip, times)
        (moov,) = box(film, "moov")

        assert len(box(moov, "trak")) == 1
        (sizes,) = box(moov, "trak", "mdia", "minf", "stbl", "stsz")
        (offsets,) = box(moov, "trak", "mdia", "minf", "stbl", "stco")
        assert struct.unpack_from(">I", sizes, 8) == (2700 * times,)
        first = struct.unpack_from(">I", offsets, 8)[0]
        (was,) = struct.unpack_from(
            ">I", box(clip, "moov", "trak", "mdia", "minf", "stbl", "stco")[0], 8
        )
        assert film[first : first + 100] == clip[was : was + 100]
