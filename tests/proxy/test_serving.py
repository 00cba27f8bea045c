"""The proxy as it is served: at the reader's pace, and no longer than somebody reads."""

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.films import CLIP, Films
from tests.support.process import Server, running_server

PATIENCE_S = 20
# What kernels and buffers of the way may hold; a film that is not held back soon has more.
HELD_BYTES = 48 * 2**20


@pytest.fixture(scope="module")
def server(_films: Films) -> Iterator[Server]:
    """A real server that may fetch from this machine."""
    with running_server(
        PROXY_MODE="all", PROXY_ALLOW_NETWORKS="127.0.0.0/8", PROXY_PORTS=f"80,{_films.port}"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    """Somebody's token."""
    made = ask(
        server, "POST", "/api/v1/sessions", body="{}", **{"Content-Type": "application/json"}
    )
    return str(json.loads(made.read())["data"]["token"])


def ask(
    server: Server, method: str, path: str, body: str | None = None, **headers: str
) -> http.client.HTTPResponse:
    """Send one request; the answer's body is still to be read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    connection.request(method, path, body, headers)
    return connection.getresponse()


def get(server: Server, films: Films, token: str, path: str, **options: Any) -> Any:
    """Ask for a film through the proxy."""
    url = path if "://" in path else f"{films.base}{path}"
    address = f"/api/v1/proxy/video?url={quote(url, safe='')}"
    method = options.pop("method", "GET")
    return ask(server, method, address, Authorization=f"Bearer {token}", **options)


def test_a_film_is_served_whole_in_ranges_and_by_its_head(server: Server, films: Films, token: str):
    whole = get(server, films, token, "/xiaowo-demo.mp4")
    assert (whole.status, whole.read()) == (200, CLIP)
    assert whole.getheader("X-Content-Type-Options") == "nosniff"
    assert whole.getheader("Content-Security-Policy") == "default-src 'none'; sandbox"

    part = get(server, films, token, "/xiaowo-demo.mp4", Range="bytes=5-9")
    assert (part.status, part.read()) == (206, CLIP[5:10])
    assert part.getheader("Content-Range") == f"bytes 5-9/{len(CLIP)}"

    head = get(server, films, token, "/xiaowo-demo.mp4", method="HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert head.getheader("Content-Length") == str(len(CLIP))


def test_a_refusal_is_an_envelope(server: Server, films: Films, token: str):
    refused = get(server, films, token, "/page/a.mp4")

    answer = json.loads(refused.read())
    assert (refused.status, answer["code"], answer["details"]) == (422, 3004, {"url": ["type"]})


def test_playlists_and_what_they_name_need_nobody_in_particular(
    server: Server, films: Films, token: str
):
    playlist = get(server, films, token, "/hls/video.m3u8").read().decode()
    entry = next(line for line in playlist.splitlines() if line.startswith("/api/"))

    named = ask(server, "GET", entry)
    other = ask(server, "GET", entry.replace("video-00", "video-01"))

    assert (named.status, named.getheader("Content-Type")) == (200, "video/mp4")
    assert len(named.read()) > 1000
    assert other.status == 401


def test_a_film_waits_for_whoever_reads_it(server: Server, films: Films, token: str):
    reading = get(server, films, token, "/endless/a.mp4")
    reading.read(1000)

    sent = settled(films)
    assert sent < HELD_BYTES

    reading.read(sent + 2**20)
    assert films.sent > sent
    assert not films.left.is_set()
    reading.close()


def test_whoever_leaves_ends_the_fetching(server: Server, films: Films, token: str):
    reading = get(server, films, token, "/endless/b.mp4")
    reading.read(1000)

    # Closes the socket as well, because nobody else holds it.
    reading.close()

    assert films.left.wait(PATIENCE_S)


def test_a_film_that_breaks_off_is_not_taken_for_whole(server: Server, films: Films, token: str):
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        get(server, films, token, "/short/a.mp4").read()

    # And the server is as well as before.
    assert get(server, films, token, "/xiaowo-demo.mp4", method="HEAD").status == 200
    assert "Traceback" not in server.log


def test_it_is_counted(server: Server, films: Films, token: str):
    before = numbers(server)

    get(server, films, token, "/xiaowo-demo.mp4").read()
    get(server, films, token, "/page/a.mp4").read()

    after = numbers(server)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["xiaowo_proxy_bytes_total"] >= len(CLIP)
    assert grown['xiaowo_proxy_requests_total{outcome="ok"}'] == 1
    assert grown['xiaowo_proxy_requests_total{outcome="3004"}'] == 1


def numbers(server: Server) -> dict[str, float]:
    """Return the proxy's metrics."""
    lines = ask(server, "GET", "/metrics").read().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("xiaowo_proxy_"))
    return {name: float(value) for name, value in pairs}


def test_the_probe(server: Server, films: Films, token: str):
    address = f"/api/v1/proxy/probe?url={quote(f'{films.base}/forbidden/a.mp4')}"

    found = ask(server, "GET", address, Authorization=f"Bearer {token}")

    assert found.status == 200
    data = json.loads(found.read())["data"]
    assert (data["finding"], data["status"]) == ("refused", 403)
    assert ask(server, "GET", address).status == 401


def settled(films: Films) -> int:
    """Wait until nothing has been sent for a second; returns how much was."""
    deadline = time.monotonic() + PATIENCE_S
    before, since = films.sent, time.monotonic()
    while time.monotonic() < deadline and films.sent < 2 * HELD_BYTES:
        if films.sent != before:
            before, since = films.sent, time.monotonic()
        elif time.monotonic() - since > 1:
            break
        time.sleep(0.02)
    return films.sent
