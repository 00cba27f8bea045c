"""Fetching for the proxy, against a real server on this machine."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from common.errors import Code, Problem
from playback.proxy import film as film_module
from playback.proxy import probe as probe_module
from playback.proxy import upstream as upstream_module
from playback.proxy.address import IpAddress
from playback.proxy.film import Passage, Wish, fetch
from playback.proxy.kinds import Asked
from playback.proxy.probe import ProbeView, probe
from playback.proxy.upstream import Rules
from tests.support.films import CLIP, Films

LOCAL = ip_network("127.0.0.0/8")


def rules(films: Films, **changes: Any) -> Rules:
    """This machine is allowed, as an operator would allow a NAS."""
    return Rules(**{"ports": [80, films.port], "allow_networks": [LOCAL], **changes})


async def get(
    films: Films, path: str, *, asked: Asked = Asked.FILM, is_head: bool = False, **options: Any
) -> tuple[Passage, bytes]:
    """Fetch and read to the end."""
    headers = options.pop("headers", {})
    url = path if "://" in path else f"{films.base}{path}"
    passage = await fetch(Wish(url, asked, headers, is_head=is_head), rules=rules(films, **options))
    if passage.stream is None:
        return passage, passage.body or b""
    try:
        return passage, b"".join([piece async for piece in passage.stream.pieces()])
    finally:
        await passage.stream.close()


async def refused(films: Films, path: str, **options: Any) -> tuple[Code, Sequence[str]]:
    """Fetch what must not come; returns why."""
    with pytest.raises(Problem) as problem:
        await get(films, path, **options)
    return problem.value.code, (problem.value.details or {})["url"]


def names(*answers: Sequence[str]) -> Any:
    """Make a resolver that answers differently each time it is asked."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[IpAddress]:
        return [ip_address(text) for text in (left.pop(0) if len(left) > 1 else left[0])]

    return resolve


async def test_a_film_comes_whole_and_in_ranges(films: Films):
    passage, body = await get(films, "/xiaowo-demo.mp4")
    assert (passage.status, body) == (200, CLIP)
    assert passage.headers["Content-Type"] == "video/mp4"

    passage, body = await get(films, "/xiaowo-demo.mp4", headers={"Range": "bytes=100-199"})
    assert (passage.status, body) == (206, CLIP[100:200])
    assert passage.headers["content-range"] == f"bytes 100-199/{len(CLIP)}"

    passage, _ = await get(films, "/xiaowo-demo.mp4", headers={"Range": f"bytes={len(CLIP)}-"})
    assert passage.status == 416

    stale = {"Range": "bytes=100-199", "If-Range": '"other"'}
    passage, body = await get(films, "/xiaowo-demo.mp4", headers=stale)
    assert (passage.status, len(body)) == (200, len(CLIP))


async def test_only_the_head(films: Films):
    passage, body = await get(films, "/xiaowo-demo.mp4", is_head=True)

    assert (passage.status, body) == (200, b"")
    assert passage.headers["content-length"] == str(len(CLIP))
    assert [method for method, *_ in films.asked] == ["HEAD"]


async def test_nothing_of_the_caller_goes_along(films: Films):
    await get(films, "/xiaowo-demo.mp4")

    (headers,) = films.asked_for("/xiaowo-demo.mp4")
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("path", "code", "detail"),
    [
        ("/nothing.mp4", Code.MEDIA_INVALID, "HTTP 404"),
        ("/forbidden/a.mp4", Code.MEDIA_INVALID, "HTTP 403"),
        ("/ill/a.mp4", Code.NETWORK, "HTTP 500"),
        ("/page/a.mp4", Code.MEDIA_INVALID, "type"),
        ("/typed/a?type=image/svg%2Bxml", Code.MEDIA_INVALID, "type"),
        ("/typed/a.mp4?type=application/javascript", Code.MEDIA_INVALID, "type"),
        ("/typed/a.m3u8?type=text/plain", Code.MEDIA_INVALID, "playlist"),
        ("/circle/a.mp4", Code.MEDIA_INVALID, "redirects"),
        ("http://127.0.0.1/a.mp4", Code.NETWORK, "unreachable"),
    ],
)
async def test_what_is_no_film_is_refused(films: Films, path: str, code: Code, detail: str):
    assert await refused(films, path) == (code, [detail])


async def test_three_redirects_are_followed_each_held_against_the_rules(films: Films):
    def through(to: str, hops: int) -> str:
        for _ in range(hops):
            to = f"/elsewhere/?to={quote(to, safe='')}"
        return to

    film = "/xiaowo-demo.mp4"
    assert (await get(films, through(film, 3)))[1] == CLIP
    assert await refused(films, through(film, 4)) == (Code.MEDIA_INVALID, ["redirects"])

    films.asked.clear()
    for to, code in [
        ("http://10.0.0.1/a.mp4", Code.NOT_PERMITTED),
        ("http://[::ffff:127.0.0.1]/a.mp4", Code.NOT_PERMITTED),
        ("http://169.254.169.254/latest/meta-data/", Code.NOT_PERMITTED),
        ("http://denied.example/a.mp4", Code.NOT_PERMITTED),
        ("http://user@films.example/a.mp4", Code.INVALID),
        ("http://films.example:22/a.mp4", Code.INVALID),
        ("file:///etc/passwd", Code.INVALID),
    ]:
        options = {"deny_hosts": ["denied.example"]}
        assert (await refused(films, through(to, 1), **options))[0] is code, to
    assert len(films.asked) == 7


@pytest.mark.parametrize(
    "answer",
    [["10.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]],
)
async def test_a_name_of_a_closed_address_is_refused(films: Films, answer: list[str]):
    url = f"http://films.example:{films.port}/xiaowo-demo.mp4"

    assert await refused(films, url, resolve=names(answer)) == (Code.NOT_PERMITTED, ["address"])
    assert films.asked == []


async def test_a_name_that_changes_its_address_between_check_and_use_gains_nothing(films: Films):
    url = f"http://films.example:{films.port}/xiaowo-demo.mp4"
    # Rebinding: the first answer passes, any further one would lead into the house.
    resolve = names(["127.0.0.1"], ["10.0.0.1"])

    _, body = await get(films, url, resolve=resolve)

    assert body == CLIP
    assert films.asked_for("/xiaowo-demo.mp4")[0]["Host"] == f"films.example:{films.port}"
    assert (await refused(films, url, resolve=resolve))[0] is Code.NOT_PERMITTED


async def test_without_allowance_this_machine_is_closed(films: Films):
    for host in ("127.0.0.1", "localhost"):
        url = f"http://{host}:{films.port}/xiaowo-demo.mp4"
        assert (await refused(films, url, allow_networks=()))[0] is Code.NOT_PERMITTED
    assert films.asked == []


async def test_a_server_that_does_not_answer_is_given_up(films: Films, monkeypatch: Any):
    monkeypatch.setattr(upstream_module, "HEADERS_S", 0.3)

    assert await refused(films, "/mute/a.mp4") == (Code.NETWORK, ["timeout"])


async def test_a_list_that_never_ends_is_given_up(films: Films, monkeypatch: Any):
    monkeypatch.setattr(film_module, "WHOLE_S", 0.3)
    monkeypatch.setattr(probe_module, "WHOLE_S", 0.3)

    assert await refused(films, "/slow/a.m3u8") == (Code.NETWORK, ["timeout"])
    found = await probe(f"{films.base}/slow/a.mp4", rules=rules(films), origin="http://own.test")
    assert found.finding == "timeout"


async def test_a_film_beyond_the_limit_is_refused_or_cut(films: Films):
    assert await refused(films, "/xiaowo-demo.mp4", max_bytes=1000) == (
        Code.MEDIA_INVALID,
        ["size"],
    )
    span = {"Range": "bytes=0-9"}
    assert (await refused(films, "/xiaowo-demo.mp4", max_bytes=1000, headers=span))[1] == ["size"]

    # What does not say how large it is runs until it is too much.
    assert await refused(films, "/endless/a.mp4", max_bytes=300_000) == (Code.NETWORK, ["size"])
    await asyncio.to_thread(films.left.wait, 10)
    assert films.left.is_set()


async def test_a_film_that_breaks_off_is_told(films: Films):
    assert await refused(films, "/short/a.mp4") == (Code.NETWORK, ["unreachable"])


async def test_time_is_limited_whether_or_not_anybody_reads(films: Films):
    wish = Wish(f"{films.base}/endless/a.mp4", Asked.FILM, {})
    passage = await fetch(wish, rules=rules(films, max_s=0.2))
    given_back: list[bool] = []
    assert passage.stream is not None
    passage.stream.on_close = lambda: given_back.append(True)

    await asyncio.to_thread(films.left.wait, 10)

    assert films.left.is_set()
    assert given_back == [True]


async def test_a_playlist_leads_its_entries_through_the_proxy(films: Films):
    passage, body = await get(films, "/hls/xiaowo-demo.m3u8", headers={"Range": "bytes=0-9"})

    assert passage.status == 200
    assert passage.headers["Cache-Control"] == "no-store"
    entry = body.decode().splitlines()[-1]
    assert entry.startswith("/api/v1/proxy/video?")
    url = parse_qs(urlsplit(entry).query)["url"][0]
    assert url == f"{films.base}/hls/video.m3u8"
    assert b"video-00.mp4" in (await get(films, url, asked=Asked.ENTRY))[1]


async def test_keys_are_small_and_of_any_type(films: Films):
    assert (await get(films, "/key/1", asked=Asked.KEY))[1] == bytes(range(16))
    assert (await refused(films, "/xiaowo-demo.mp4", asked=Asked.KEY))[1] == ["size"]


FULL = {"finding": "film", "status": 206, "has_ranges": True, "allows_pages": True}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/xiaowo-demo.mp4", FULL),
        ("/hls/video.m3u8", {"finding": "film", "is_playlist": True, "allows_pages": True}),
        ("/closed/hls/video.m3u8", {"finding": "film", "is_playlist": True, "allows_pages": False}),
        ("/endless/a.mp4", {"finding": "film", "status": 200, "has_ranges": False}),
        ('/list/a?lines=%23x:CODECS="hvc1.1"', {"finding": "film", "is_hevc": True}),
        ("/page/watch", {"finding": "page", "status": 200, "content_type": "text/html"}),
        ("/disguised/a.mp4", {"finding": "page", "content_type": "video/mp4"}),
        ("/nothing.mp4", {"finding": "missing", "status": 404}),
        ("/forbidden/a.mp4", {"finding": "refused", "status": 403}),
        ("/ill/a.mp4", {"finding": "failed", "status": 500}),
        ("/typed/a.mp4?type=a/pdf", {"finding": "type", "content_type": "a/pdf"}),
        ("/circle/a", {"finding": "failed"}),
        ("http://127.0.0.1/a.mp4", {"finding": "unreachable"}),
    ],
)  # fmt: skip
async def test_the_probe_says_what_is_behind_a_link(
    films: Films, path: str, expected: dict[str, Any]
):
    url = path if "://" in path else f"{films.base}{path}"

    found = await probe(url, rules=rules(films), origin="http://own.test")

    assert isinstance(found, ProbeView)
    assert {name: getattr(found, name) for name in expected} == expected


async def test_the_probe_goes_nowhere_that_the_proxy_does_not(films: Films):
    with pytest.raises(Problem) as refusal:
        await probe("http://169.254.169.254/", rules=rules(films), origin="http://own.test")

    assert refusal.value.code is Code.NOT_PERMITTED
