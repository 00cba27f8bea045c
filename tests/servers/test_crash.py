"""The history checker itself, for a minute; `python -m bench.crash` runs it for longer."""

import pytest

from bench.crash.run import run
from tests.support import measured

pytestmark = pytest.mark.servers
SECONDS = 60


def test_random_failures_break_no_promise():
    report = run(seconds=SECONDS, seed=2026, workers=2, rooms=2)

    measured.note("the history checker", str(report).replace("\n", "; "))
    assert report.violations == [], str(report)
    assert report.failures.total() >= 3
    assert report.figures["answered"] > 50
