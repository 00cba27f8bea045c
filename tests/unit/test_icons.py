"""The icons that the templates name are those that the build makes."""

import re
from pathlib import Path

from scripts.make_icons import LIST, wanted

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r'parts/icon\.html" with name="([^"]+)"')


def test_every_icon_of_the_templates_is_made():
    icons = wanted(LIST.read_text())
    named = {
        (name, path.name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in NAMED.findall(path.read_text())
    }

    assert len(named) > 10
    assert {pair for pair in named if pair[0] not in icons} == set()
