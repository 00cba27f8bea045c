import gc
from collections.abc import Iterator

import pytest

from xiaowo.collecting import THRESHOLDS, collect_calmly


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_there_at_the_start_is_never_looked_at_again(as_before: None):
    seen_before = len(gc.get_objects())

    collect_calmly()

    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > seen_before / 2
    assert len(gc.get_objects()) < seen_before / 2
