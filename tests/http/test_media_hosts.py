"""Sites from which the operator allows no films: new rooms, other films, the proxy, the admin."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from common.clock import cloud_ms
from playback.hosts import KEEP_MS, HostBook
from playback.models import MediaHostRule
from rooms.models import Room
from rooms.services import lifecycle
from tests.people import FILM, Answer, Person
from tests.sockets import sitting

pytestmark = pytest.mark.django_db

BAD = "https://cdn.bad.example/one.mp4"
SENTENCE = "The operator of this server allows no films from this site"


@pytest.fixture
def banned(db: None) -> MediaHostRule:
    """A site of which nothing is wanted here."""
    return MediaHostRule.objects.create(host="bad.example")


def make(person: Person, url: str) -> Answer:
    body = {"name": "Film night", "media_url": url}
    return person.call("POST", "/rooms", body, Accept_Language="en")


def test_no_room_is_made_with_it(banned: MediaHostRule, host: Person):
    answer = make(host, BAD)

    assert (answer.status, answer.code) == (422, 3004)
    assert answer.body["message"] == SENTENCE
    assert answer.body["details"] == {"media_url": ["site"]}
    assert not Room.objects.exists()
    assert make(host, FILM).status == 201
    banned.delete()
    assert make(host, BAD).status == 201


@pytest.mark.parametrize(
    "host_name", ["cdn.\U0001f131ad.example", "a!.bad.example", "\u2488bad.example"]
)
def test_no_spelling_walks_around_it(banned: MediaHostRule, host: Person, host_name: str):
    url = f"https://{host_name}/one.mp4"

    assert make(host, url).body["message"] == SENTENCE
    assert not Room.objects.exists()
    banned.delete()
    assert make(host, url).status == 201


def test_the_start_page_says_it_beside_the_link(banned: MediaHostRule):
    form = {"action": "create", "name": "a", "media_url": BAD}
    page = Client(headers={"Accept-Language": "zh-hans"}).post("/", form)

    assert page.status_code == 400
    assert "不允许播放这个网站的影片" in page.content.decode()


async def test_no_room_changes_to_it(banned: MediaHostRule, host: Person, room: str):
    def both_ways() -> list[Answer]:
        return [
            host.call("PATCH", f"/rooms/{room}", {"media_url": BAD, "name": "Other"}),
            host.call("PUT", f"/rooms/{room}/playback", {"media_url": BAD}),
        ]

    for answer in await sync_to_async(both_ways)():
        assert (answer.status, answer.code) == (422, 3004)
    async with sitting(room, host) as (socket,):
        refused = await socket.reply("media", {"media_url": BAD})
        assert (refused["type"], refused["data"]["code"]) == ("error", 3004)
        assert refused["data"]["details"] == {"media_url": ["site"]}
    view = await sync_to_async(host.ok)("GET", f"/rooms/{room}")
    assert (view["media_url"], view["name"]) == (FILM, "Film night")


def test_no_room_is_opened_again_with_it(host: Person, guest: Person):
    room = host.make_room(media_url=BAD)["id"]
    host.ok("POST", f"/rooms/{room}/leave")
    async_to_sync(lifecycle.sweep_rooms)(now_ms=cloud_ms() + 11 * 60_000)
    rule = MediaHostRule.objects.create(host="bad.example")

    answer = guest.call("POST", f"/rooms/{room}/rebuild", {}, Accept_Language="en")
    page = Client(headers={"Accept-Language": "zh-hans"}).post(f"/room/{room}/rebuild")

    assert (answer.status, answer.code, answer.body["message"]) == (422, 3004, SENTENCE)
    assert (page.status_code, "不允许播放这个网站的影片" in page.content.decode()) == (422, True)
    assert Room.objects.count() == 1
    rule.delete()
    successor = guest.ok("POST", f"/rooms/{room}/rebuild")["id"]
    # What is on plays on, and people go on coming in.
    MediaHostRule.objects.create(host="bad.example")
    assert host.ok("POST", f"/rooms/{room}/rebuild")["id"] == successor


@pytest.mark.parametrize("path", ["video", "probe"])
def test_the_proxy_fetches_nothing_of_it(
    banned: MediaHostRule, host: Person, settings: Any, path: str
):
    settings.PROXY_MODE = "all"

    answer = host.call("GET", f"/proxy/{path}?url={BAD}", Accept_Language="en")

    assert (answer.status, answer.code, answer.body["message"]) == (422, 3004, SENTENCE)


def test_a_rule_of_another_worker_is_known_after_two_seconds():
    book = HostBook()
    refresh = async_to_sync(book.refresh)
    refresh(0)
    MediaHostRule.objects.bulk_create([MediaHostRule(host="bad.example")])

    refresh(KEEP_MS - 1)
    assert not book.denies("bad.example")
    refresh(KEEP_MS)
    assert book.denies("bad.example")


def test_a_ban_of_all_leaves_what_is_allowed_and_our_own(host: Person):
    MediaHostRule.objects.create(host="*")
    MediaHostRule.objects.create(host="films.example", is_allowed=True)

    assert make(host, FILM).status == make(host, "/static/demo/xiaowo-demo.mp4").status == 201
    assert make(host, BAD).code == 3004


def test_the_admin_keeps_one_spelling(admin_client: Client):
    path = "/admin/playback/mediahostrule/add/"
    made = admin_client.post(path, {"host": " *.BAD.example. ", "note": "ads"})

    assert made.status_code == 302
    assert MediaHostRule.objects.get().host == "bad.example"
    assert admin_client.post(path, {"host": "bad.example"}).status_code == 200
    assert User.objects.count() == MediaHostRule.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a b", "https://films.example/", "*.*", "1.2.3.4.5"])
def test_nonsense_is_not_stored(text: str):
    with pytest.raises(ValidationError):
        MediaHostRule(host=text).full_clean()
