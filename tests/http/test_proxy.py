"""Who may have what proxied, before anything is fetched."""

from typing import Any
from urllib.parse import quote

import pytest

from common.errors import Code, Problem
from playback.models import DemoClip
from playback.proxy.kinds import Asked
from playback.proxy.limits import Streams
from playback.proxy.passes import through_proxy
from tests.people import Answer, Person, call

pytestmark = pytest.mark.django_db

FILM = "https://films.invalid/one.mp4"
DEMO = "https://demos.invalid/two.mp4"


def get(person: Person, url: str, what: str = "video") -> Answer:
    """Ask for a link."""
    return person.call("GET", f"/proxy/{what}?url={quote(url, safe='')}")


@pytest.fixture
def demo(db: None) -> str:
    """A demo clip that lies where nobody answers."""
    DemoClip.objects.create(title="two", url=DEMO)
    DemoClip.objects.create(title="old", url="https://demos.invalid/old.mp4", is_active=False)
    return DEMO


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("video", 400, 4001), ("probe", 400, 4001), ("video?url=", 400, 4001),
        ("video?url=film", 400, 4002), ("probe?url=ftp://a.example/", 400, 4002),
        ("video?url=http://a:b@c.example/", 400, 4002),
        ("video?url=http://films.invalid:22/", 400, 4002),
        ("video?url=https://films.invalid/" + "a" * 2048, 400, 4003),
    ],
)  # fmt: skip
def test_what_is_no_link_is_refused(host: Person, path: str, status: int, code: int):
    answer = host.call("GET", f"/proxy/{path}")

    assert (answer.status, answer.code) == (status, code)
    assert "url" in answer.body["details"]


@pytest.mark.parametrize("mode", ["off", "demos", "all"])
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a.mp4", "http://169.254.169.254/", "http://[::1]/"]
)
def test_closed_addresses_are_refused_in_every_mode(
    host: Person, settings: Any, mode: str, url: str
):
    settings.PROXY_MODE = mode

    for what in ("video", "probe"):
        assert (get(host, url, what).status, get(host, url, what).code) == (403, 2003)


def test_off_fetches_nothing(host: Person, settings: Any, demo: str):
    settings.PROXY_MODE = "off"

    for what, url in (("video", demo), ("video", FILM), ("probe", FILM)):
        answer = get(host, url, what)
        assert (answer.status, answer.code) == (403, 2003)
    assert get(host, "/static/demo/xiaowo-demo.mp4").status == 403


def test_demos_fetches_the_clips_and_what_they_name_for_everybody(host: Person, demo: str):
    # Beyond the door nobody answers, which is another refusal.
    nobody = f"/proxy/video?url={quote(demo)}"
    assert call(host.client, "GET", nobody).code == Code.NETWORK
    passed = through_proxy("https://demos.invalid/1.ts", Asked.ENTRY, now_s=10**10)
    assert call(host.client, "GET", passed).code == Code.NETWORK

    for url in (FILM, "https://demos.invalid/old.mp4", demo + "?x=1"):
        assert (get(host, url).status, get(host, url).code) == (403, 2003)


def test_all_fetches_for_visitors_only(host: Person, settings: Any, demo: str):
    settings.PROXY_MODE = "all"

    assert get(host, FILM).code == Code.NETWORK
    assert call(host.client, "GET", f"/proxy/video?url={quote(FILM)}").status == 401
    assert call(host.client, "GET", f"/proxy/video?url={quote(demo)}").code == Code.NETWORK


def test_the_operators_lists_hold_for_demos_too(host: Person, settings: Any, demo: str):
    settings.PROXY_DENY_HOSTS = ["demos.invalid"]

    assert (get(host, demo).status, get(host, demo).code) == (403, 2003)


def test_our_own_clip_is_where_it_always_is(host: Person):
    answer = host.client.get("/api/v1/proxy/video?url=/static/demo/xiaowo-demo.mp4")

    assert (answer.status_code, answer["Location"]) == (302, "/static/demo/xiaowo-demo.mp4")
    assert get(host, "/static/demo/../x").status == 422


def test_too_many_are_sent_away_for_a_while(host: Person, settings: Any, demo: str):
    settings.PROXY_REQUESTS_PER_MINUTE = 2
    get(host, demo)
    get(host, demo)

    answer = get(host, demo)

    assert (answer.status, answer.code) == (429, 2005)
    assert int(answer.headers["Retry-After"]) > 0


def test_one_address_leaves_streams_for_others():
    own = Streams()
    for _ in range(5):
        own.take("one", limit=20)

    with pytest.raises(Problem):
        own.take("one", limit=20)
    for who in ("two", "three", "four"):
        for _ in range(5):
            own.take(who, limit=20)
    with pytest.raises(Problem):
        own.take("five", limit=20)
    own.give_back("one")
    own.take("one", limit=20)

    assert own.held.total() == 20
