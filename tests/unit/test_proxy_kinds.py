"""What may pass the proxy, and playlists that lead through it."""

import time

import pytest

from common.errors import Code, Problem
from playback.proxy.kinds import Asked, Kind, judge
from playback.proxy.passes import read_pass, through_proxy
from playback.proxy.playlist import rewrite
from playback.proxy.probe import is_page

M3U8 = "application/vnd.apple.mpegurl"


@pytest.mark.parametrize(
    ("content_type", "path", "asked", "kind", "served"),
    [
        ("video/mp4", "/a", "film", "media", "video/mp4"),
        ("Audio/MPEG; x=y", "/a", "film", "media", "audio/mpeg"),
        ("application/x-mpegURL", "/a", "film", "playlist", M3U8),
        ("audio/mpegurl", "/a", "film", "playlist", M3U8),
        ("text/plain; charset=utf-8", "/a.m3u8?x=1", "film", "playlist", M3U8),
        ("application/octet-stream", "/a/b.MP4?c=d.html", "film", "media", "video/mp4"),
        ("", "/a.webm", "film", "media", "video/webm"),
        ("application/octet-stream", "/segment", "entry", "media", "application/octet-stream"),
        ("text/vnd.trolltech.linguist", "/a.ts", "entry", "media", "video/mp2t"),
        ("text/vtt", "/a", "entry", "media", "text/vtt"),
        ("text/html", "/key", "key", "key", "application/octet-stream"),
    ],
)  # fmt: skip
def test_what_passes(content_type: str, path: str, asked: str, kind: str, served: str):
    assert judge(content_type, path, Asked(asked)) == (Kind(kind), served)


@pytest.mark.parametrize(
    ("content_type", "path", "asked"),
    [
        ("text/html", "/a.mp4", "film"), ("image/svg+xml", "/a.mp4", "film"),
        ("application/json", "/a.mp4", "film"), ("application/octet-stream", "/a", "film"),
        ("application/octet-stream", "/a.exe", "film"), ("text/plain", "/a.mp4", "film"),
        ("text/vtt", "/a.vtt", "film"), ("text/html", "/a.ts", "entry"),
        ("application/javascript", "/a.m3u8", "film"), ("text/plain", "/a.mp4", "entry"),
    ],
)  # fmt: skip
def test_what_does_not(content_type: str, path: str, asked: str):
    with pytest.raises(Problem) as refused:
        judge(content_type, path, Asked(asked))

    assert refused.value.code is Code.MEDIA_INVALID


PLAYLIST = """#EXTM3U
#EXT-X-VERSION:7
# a comment with URI="kept.ts"
#EXT-X-SESSION-KEY:METHOD=AES-128,URI="https://keys.example/1"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a,b",URI="audio/list.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"
../low.m3u8?t=1
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="/i.m3u8"
#EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
#EXT-X-KEY:METHOD=AES-128,URI="data:text/plain;base64,AA",IV=0x1
#EXTINF:4,
#EXT-X-BYTERANGE:100@200
//cdn.example/one.ts

ftp://cdn.example/two.ts
#EXT-X-PART:DURATION=1,URI="part.mp4"
"""

KEPT = [
    '# a comment with URI="kept.ts"',
    "#EXT-X-BYTERANGE:100@200",
    "ftp://cdn.example/two.ts",
    "/p/6",
    '#EXT-X-KEY:METHOD=AES-128,URI="data:text/plain;base64,AA",IV=0x1',
]


def test_a_playlist_leads_everything_that_it_names_through_the_proxy():
    named: list[tuple[str, Asked]] = []

    def through(url: str, asked: Asked) -> str:
        named.append((url, asked))
        return f"/p/{len(named)}"

    text = rewrite(PLAYLIST, base="https://films.example/x/y/list.m3u8", through=through)

    assert named == [
        ("https://keys.example/1", Asked.KEY),
        ("https://films.example/x/y/audio/list.m3u8", Asked.ENTRY),
        ("https://films.example/x/low.m3u8?t=1", Asked.ENTRY),
        ("https://films.example/i.m3u8", Asked.ENTRY),
        ("https://films.example/x/y/init.mp4", Asked.ENTRY),
        ("https://cdn.example/one.ts", Asked.ENTRY),
        ("https://films.example/x/y/part.mp4", Asked.ENTRY),
    ]
    lines = text.splitlines()
    assert '#EXT-X-MAP:URI="/p/5",BYTERANGE="720@0"' in lines
    assert '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a,b",URI="/p/2"' in lines
    for kept in KEPT:
        assert kept in lines


@pytest.mark.parametrize("text", ["", "<html>", "\n#EXTM3U", "#EXTINF:4,\na.ts"])
def test_what_is_no_playlist_is_refused(text: str):
    with pytest.raises(Problem) as refused:
        rewrite(text, base="https://films.example/", through=lambda url, _: url)

    assert refused.value.code is Code.MEDIA_INVALID


HOSTILE = {
    "lines": "#EXTM3U\n" + "a\n" * 20_000,
    "names": "#EXTM3U\n#EXT-X-MAP:" + 'URI="x:"' * 20_001,
    "addresses": "#EXTM3U\n" + "a\n" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_playlist_that_would_be_expensive_is_refused(text: str):
    with pytest.raises(Problem) as refused:
        rewrite(text, base="https://films.example/", through=lambda url, _: url + "x" * 1000)

    assert refused.value.details == {"url": ["size"]}


@pytest.mark.parametrize("tail", [b"", b"<html>", b"<!--"])
def test_the_look_for_a_page_is_not_held_up_by_thousands_of_comments(tail: bytes):
    started = time.process_time()

    found = is_page(b" <!---->\n" * 5000 + tail)

    # It takes a millisecond; with a regex that tries all ways it would take years.
    assert time.process_time() - started < 2
    assert found == (tail == b"<html>")


def test_a_pass_is_good_for_its_own_link_and_use_for_a_day():
    address = through_proxy("https://a.example/1.ts", Asked.KEY, now_s=1_000_000)
    written = address.partition("pass=")[2]

    assert read_pass(written, "https://a.example/1.ts", now_s=1_000_000) is Asked.KEY
    assert read_pass(written, "https://a.example/1.ts", now_s=1_000_000 + 23 * 3600) is Asked.KEY
    assert read_pass(written, "https://a.example/1.ts", now_s=1_000_000 + 26 * 3600) is None
    assert read_pass(written, "https://a.example/2.ts", now_s=1_000_000) is None
    assert read_pass(written.replace("key", "entry"), "https://a.example/1.ts", now_s=1) is None
    for nonsense in ("", ".", "key.x.y", "film.1", "key..", written + "x"):
        assert read_pass(nonsense, "https://a.example/1.ts", now_s=1) is None
