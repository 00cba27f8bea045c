"""Every sentence that people can read stands in the Chinese catalogue."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from common.errors import SENTENCES

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("common", "sessions_app", "rooms", "playback", "realtime", "xiaowo")


def in_python(source: str) -> set[str]:
    keywords = {"gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None}
    found = extract("python", io.BytesIO(source.encode()), keywords=keywords)
    return {message for _, message, _, _ in found if isinstance(message, str)}


def wanted() -> set[str]:
    """Return all msgids of the code, the templates and the table of errors."""
    messages = set(SENTENCES.values())
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            messages |= in_python(path.read_text())
    for path in (ROOT / "templates").rglob("*.html"):
        # In brackets, where a template's indentation means nothing to Python.
        messages |= in_python(f"(\n{templatize(path.read_text(), str(path))}\n)")
    return messages


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def test_nothing_is_missing(catalogue):
    missing = sorted(m for m in wanted() if not (catalogue.get(m) and catalogue.get(m).string))

    assert missing == []
    assert len(wanted()) > 80


def test_nothing_is_left_over(catalogue):
    ids = {message.id for message in catalogue if message.id}

    assert sorted(ids - wanted()) == []


def test_places_are_the_same_in_both_languages(catalogue):
    import re

    for message in catalogue:
        if message.id:
            places = re.findall(r"\{\w+\}|%\(\w+\)s", message.id)
            assert sorted(places) == sorted(re.findall(r"\{\w+\}|%\(\w+\)s", message.string)), (
                message.id
            )
