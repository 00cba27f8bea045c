"""For whom a room waits."""

import pytest

from playback.domain.holds import LONGEST_MS, Viewer, waits_for

NOW = 100_000
FINE = Viewer(is_ready=True, stalled_since_ms=None)
STALLED = Viewer(is_ready=True, stalled_since_ms=NOW - 1000)
LOADING = Viewer(is_ready=False, stalled_since_ms=NOW - 1000)
LOST = Viewer(is_ready=True, stalled_since_ms=NOW - LONGEST_MS)


@pytest.mark.parametrize(
    ("policy", "viewers", "expected"),
    [
        ("host", {"h": FINE, "g": FINE}, []),
        ("host", {"h": STALLED, "g": FINE}, ["h"]),
        ("host", {"h": FINE, "g": STALLED}, []),
        ("host", {"h": LOST, "g": FINE}, []),
        ("host", {"g": STALLED}, []),
        ("nobody", {"h": STALLED, "g": STALLED}, []),
        ("majority", {"h": STALLED, "g": FINE}, []),
        ("majority", {"h": STALLED, "g": STALLED}, ["h", "g"]),
        ("majority", {"h": FINE, "g": STALLED, "x": STALLED}, ["g", "x"]),
        ("majority", {"h": FINE, "g": LOADING, "x": LOADING}, []),
        ("majority", {"h": FINE, "g": STALLED, "x": LOST}, []),
        ("majority", {}, []),
    ],
)
def test_waits_for(policy: str, viewers: dict[str, Viewer], expected: list[str]):
    assert waits_for(policy=policy, host="h", viewers=viewers, now_ms=NOW) == expected
