"""Every page speaks one language, wholly: no sentence stands outside the catalogues."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from rooms.models import Room, Status
from tests.people import Person

pytestmark = pytest.mark.django_db

SPOKEN = ("title", "aria-label", "placeholder", "alt", "content")
VOID = {"meta", "link", "input", "img", "br", "hr", "source"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names, units, keys and addresses are the same in every language.
SAME = re.compile(
    r"Xiaowo|English|MP4|WebM|HLS|HTTPS?|FPS|RTT|JSON|API|SRT|VTT|\.srt|\.vtt|KB|MB|Mbit/s|ms|WeChat"
    r"|https?:\S*|[0-9A-Z]{6}|\d+(\.\d+)?[×x]?|[MFKJL]\b|#\w+|light|dark"
    r"|xiaowo-\w+|Esc|UTF-8|ID"
)


class Reader(HTMLParser):
    """Collects what is read or read out, except what says that it is of another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._skipped: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_foreign = tag != "html" and "lang" in given
        if tag not in VOID and (self._skipped or tag in ("script", "style") or is_foreign):
            self._skipped.append(tag)
        if not self._skipped and tag != "meta":
            self.said += [given[name] or "" for name in SPOKEN if name in given]
        if tag == "meta" and given.get("name") == "description":
            self.said.append(given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped and data.strip():
            self.said.append(data.strip())


def latin(text: str) -> str:
    """What is left of a text that can only be a word of a Western language."""
    return " ".join(re.findall(r"[A-Za-z]{2,}", SAME.sub(" ", text)))


@pytest.fixture
def addresses(host: Person) -> list[str]:
    """A page of every kind; the rooms' names are of no language."""
    room = host.make_room(name="123456")["id"]
    full = Person.arrive("1").make_room(name="2", max_users=1)["id"]
    private = Person.arrive("2").make_room(name="3", is_private=True, password="pw")["id"]
    over = [Person.arrive("3").make_room(name=str(number))["id"] for number in (4, 5)]
    for code, status in zip(over, (Status.INACTIVE, Status.ARCHIVED), strict=True):
        Room.objects.filter(pk=code).update(status=status)
    rooms = [f"/room/{code}" for code in (room, full, private, *over, "ZZZZZZ")]
    return [
        "/", "/?q=qqq", "/offline", "/nowhere", "/account", "/account/reset",
        f"/room/{room}?debug=true", *rooms,
    ]  # fmt: skip


def said_on(address: str, language: str) -> list[str]:
    page = Client().get(address, headers={"Accept-Language": language}).content.decode()
    config = re.search(r'id="room-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    texts = json.loads(config[1])["texts"].values() if config else []
    # Names of clips, rooms and people are what they are.
    bare = re.sub(r"<(bdi|span class=\"demo-title\").*?</", "<i></", page)
    return [*Reader(bare).said, *texts]


def test_chinese_pages_hold_no_english(addresses: list[str]):
    found = {
        (address, text)
        for address in addresses
        for text in said_on(address, "zh-CN")
        if not CHINESE.search(text) and latin(re.sub(r"\{\w+\}", "", text))
    }

    assert sorted(found) == []


def test_english_pages_hold_no_chinese(addresses: list[str]):
    found = {
        (address, text)
        for address in addresses
        for text in said_on(address, "en")
        if CHINESE.search(text)
    }

    assert sorted(found) == []
    assert sum(len(said_on(address, "en")) for address in addresses[:1]) > 20


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("zh-TW", "zh-Hans"),
        ("zh-Hans-CN;q=0.9", "zh-Hans"),
        ("en-GB, zh;q=0.5", "en"),
        ("fr-CH, de;q=0.9, en;q=0.8", "en"),
        ("fr", "zh-Hans"),
        ("*", "zh-Hans"),
        ("", "zh-Hans"),
        ("x" * 5000, "zh-Hans"),
        (",;q=,,=;", "zh-Hans"),
        ("en;q=abc", "zh-Hans"),
        ("../../etc/passwd", "zh-Hans"),
        ("zh-\u4e2d\u6587".encode().decode("latin-1"), "zh-Hans"),
    ],
)
def test_odd_wishes_get_a_page(client: Client, accepts: str, language: str):
    response = client.get("/", headers={"Accept-Language": accepts})

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_a_switch_holds_for_all_pages(client: Client, room: str):
    for language, expected in (("en", "en"), ("zh-hans", "zh-Hans"), ("xx", "zh-Hans")):
        client.post("/language", {"language": language, "next": f"/room/{room}"})

        for address in ("/", f"/room/{room}", "/nowhere", "/account"):
            page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
            assert f'<html lang="{expected}">' in page, (language, address)
