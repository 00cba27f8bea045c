"""No page, dialog, menu, cover or way to end lacks a picture, and no picture lacks its state."""

import re
from pathlib import Path

from tests.e2e.states import EXEMPT, STATES

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
BROWSER_TESTS = sorted((ROOT / "tests" / "e2e").glob("test_*.py"))
# What opens over a page or takes a part of it: <dialog>, a menu, a cover, a tab's panel.
PARTS = re.compile(
    r'<dialog id="([\w-]+)"'
    r'|id="([\w-]+)" class="(?:menu|cover)[ "]'
    r'|id="([\w-]+)"(?: class="[^"]*")?(?:{%.*?%})? role="tabpanel"'
)


def texts_of_templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")
    }


def wanted_pages() -> set[str]:
    """Return templates of pages, the reasons of one, and the codes that end another."""
    pages = {path.name for path in TEMPLATES.glob("*.html")}
    gone = (TEMPLATES / "room_gone.html").read_text()
    reasons = set(re.findall(r'reason == "(\w+)"', gone)) | {"not_found"}
    codes = re.findall(r"^  (\d{4}|\[\w+\]): {", backoff(), re.M)
    named = dict(re.findall(r"export const (\w+) = (\d{4})", backoff()))
    ends = {named.get(code.strip("[]"), code) for code in codes}
    return (
        pages
        | {f"room_gone.html:{reason}" for reason in reasons}
        | {f"room.html:{code}" for code in ends}
    )


def backoff() -> str:
    return (ROOT / "static" / "js" / "room" / "state" / "backoff.js").read_text()


def test_every_page_and_every_end_of_one_is_listed():
    listed = {state.page for state in STATES.values()}
    listed |= {page.split(":")[0] for page in listed} | set(EXEMPT)

    assert sorted(wanted_pages() - listed) == []
    assert len(wanted_pages()) > 25


def test_every_dialog_menu_cover_and_tab_is_listed():
    texts = texts_of_templates()
    parts = {"#" + next(filter(None, found)) for t in texts.values() for found in PARTS.findall(t)}
    shown = {part for state in STATES.values() for part in state.shows}

    assert sorted(parts - shown) == []
    assert len(parts) > 20


def test_a_test_goes_to_every_state_and_no_picture_is_left_over():
    tests = "".join(path.read_text() for path in BROWSER_TESTS)
    listed = {f"{name}-{size}" for name, state in STATES.items() for size in state.sizes}
    kept = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.jpg")}

    assert [name for name in STATES if f'"{name}"' not in tests] == []
    assert sorted(kept - listed) == []
