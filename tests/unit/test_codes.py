"""A room's code in whatever people paste."""

import json
from pathlib import Path

import pytest

from rooms.codes import find_room_code

CASES = json.loads((Path(__file__).parent.parent / "vectors" / "codes.json").read_text())


@pytest.mark.parametrize(("text", "code"), CASES)
def test_it_is_found_or_not(text: str, code: str | None):
    assert find_room_code(text) == code
