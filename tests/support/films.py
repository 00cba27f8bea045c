"""A small server of films that behaves as badly as it is asked to. Films are the demo clip's."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.clip import DEMO

CLIP = (DEMO / "xiaowo-demo.mp4").read_bytes()
TYPES = {"mp4": "video/mp4", "webm": "video/webm", "m3u8": "application/vnd.apple.mpegurl"}
PIECE = 64 * 1024
DAMAGE = 100_000
SEGMENT_S = 4
LIVE_SEGMENTS = 12
# Whole segments of the clip; a broadcast is this far into it when the server starts.
LOOP_SEGMENTS = 22
LIVE_FROM = 12
LIVE_EPOCH = datetime(2020, 2, 29, 20, 15, tzinfo=UTC)
# "skip" with a 64-bit size of 2^62.
_ENDLESS_BOX = (1).to_bytes(4) + b"skip" + (2**62).to_bytes(8)
_SPAN = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass
class Films:
    """A running server; ``asked`` grows with every request, ``left`` when a client hangs up."""

    port: int
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0
    since: float = field(default_factory=time.monotonic)
    left: threading.Event = field(default_factory=threading.Event)
    # Those who are kept waiting are let go when the server ends.
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """Address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def asked_for(self, path: str) -> list[dict[str, str]]:
        """Return the headers of every request for a path."""
        return [headers for _, asked, headers in self.asked if urlsplit(asked).path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    films: Films

    def do_GET(self) -> None:
        self.films.asked.append((self.command, self.path, dict(self.headers)))
        path = urlsplit(self.path).path
        name = path.strip("/").partition("/")[0]
        try:
            _MANNERS.get(name, _file)(self, path)
        except OSError:
            self.films.left.set()
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def head(self, status: int, content_type: str = "", **headers: str) -> None:
        """Send the head of an answer."""
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def whole(self, status: int, content_type: str, body: bytes, **headers: str) -> None:
        """Send an answer at once."""
        self.head(status, content_type, Content_Length=str(len(body)), **headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def query(self) -> dict[str, str]:
        """The query, each name once."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


def _ranged(handler: _Handler, body: bytes, content_type: str, **headers: str) -> None:
    found = _SPAN.fullmatch(handler.headers.get("Range", ""))
    headers = {"Accept_Ranges": "bytes", "ETag": '"one"', **headers}
    if not found or handler.headers.get("If-Range", '"one"') != '"one"':
        handler.whole(200, content_type, body, **headers)
        return
    start = int(found[1]) if found[1] else len(body) - int(found[2])
    end = min(int(found[2]), len(body) - 1) if found[1] and found[2] else len(body) - 1
    if start >= len(body):
        handler.whole(416, content_type, b"", Content_Range=f"bytes */{len(body)}")
        return
    span = f"bytes {start}-{end}/{len(body)}"
    handler.whole(206, content_type, body[start : end + 1], Content_Range=span, **headers)


def _file(handler: _Handler, path: str, **headers: str) -> None:
    """Serve the demo folder, readable for every page."""
    file = DEMO / path.lstrip("/")
    if not file.is_file():
        handler.whole(404, "text/plain", b"nothing here")
        return
    content_type = TYPES.get(file.suffix[1:], "application/octet-stream")
    headers.setdefault("Access_Control_Allow_Origin", "*")
    _ranged(handler, file.read_bytes(), content_type, **headers)


def _closed(handler: _Handler, path: str) -> None:
    """The same, but readable for no page."""
    _file(handler, path.removeprefix("/closed"), Access_Control_Allow_Origin="https://own.example")


def _page(handler: _Handler, _path: str) -> None:
    handler.whole(200, "text/html; charset=utf-8", b"<!DOCTYPE html><title>A film</title>")


def _disguised(handler: _Handler, _path: str) -> None:
    """A page that calls itself a film."""
    handler.whole(200, "video/mp4", b"\n<!doctype html><title>Log in</title>")


def _forbidden(handler: _Handler, _path: str) -> None:
    handler.whole(403, "text/plain", b"hot links are not welcome")


def _ill(handler: _Handler, _path: str) -> None:
    handler.whole(500, "text/plain", b"ouch")


def _typed(handler: _Handler, _path: str) -> None:
    """A film under the type that the query names."""
    handler.whole(200, handler.query["type"], CLIP)


def _elsewhere(handler: _Handler, _path: str) -> None:
    handler.head(302, Location=handler.query["to"], Content_Length="0")


def _circle(handler: _Handler, path: str) -> None:
    handler.head(302, Location=f"{path}x", Content_Length="0")


def _mute(handler: _Handler, _path: str) -> None:
    """Take the request and never answer."""
    handler.films.over.wait()
    handler.close_connection = True


def _endless(handler: _Handler, _path: str) -> None:
    """A film without a length and without an end, as fast as it is taken."""
    handler.close_connection = True
    handler.head(200, "video/mp4", Connection="close")
    while handler.command != "HEAD" and not handler.films.over.is_set():
        handler.films.sent += handler.wfile.write(CLIP[:PIECE].ljust(PIECE, b"\0"))


def _bottomless(handler: _Handler, _path: str) -> None:
    """The head of a film whose pictures never come, only ever more of an empty box."""
    handler.close_connection = True
    handler.head(200, "video/mp4", Connection="close")
    handler.wfile.write(CLIP[: int.from_bytes(CLIP[:4])] + _ENDLESS_BOX)
    while handler.command != "HEAD" and not handler.films.over.wait(0.02):
        handler.wfile.write(bytes(PIECE))


def _live(handler: _Handler, path: str) -> None:
    """A broadcast of the clip's segments: the newest of them, one more every four seconds.

    It soon runs into the clip's end and goes on from its beginning. As ``dated`` it tells when each
    was taken, by a clock that is years slow; by any other name it does not.
    """
    if path.endswith(".mp4"):
        _file(handler, path.replace("/live", "/hls"))
        return
    since_s = time.monotonic() - handler.films.since
    newest = LIVE_FROM + LIVE_SEGMENTS + int(since_s / SEGMENT_S)
    first = newest - LIVE_SEGMENTS
    segments = (_live_segment(at, is_dated="dated" in path) for at in range(first, newest))
    head = f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{SEGMENT_S}\n"
    head += f"#EXT-X-MEDIA-SEQUENCE:{first}\n"
    head += f"#EXT-X-DISCONTINUITY-SEQUENCE:{(first - 1) // LOOP_SEGMENTS}\n"
    head += '#EXT-X-MAP:URI="video.mp4"\n'
    body = (head + "".join(segments)).encode()
    handler.whole(200, TYPES["m3u8"], body, Access_Control_Allow_Origin="*")


def _live_segment(at: int, *, is_dated: bool) -> str:
    """Return the lines of one segment; where the clip begins anew its times do, too."""
    lines = f"#EXTINF:{SEGMENT_S},\nvideo-{at % LOOP_SEGMENTS:02}.mp4\n"
    if is_dated:
        taken_at = LIVE_EPOCH + timedelta(seconds=at * SEGMENT_S)
        lines = f"#EXT-X-PROGRAM-DATE-TIME:{taken_at.isoformat()}\n{lines}"
    return lines if at % LOOP_SEGMENTS else f"#EXT-X-DISCONTINUITY\n{lines}"


def _damaged(handler: _Handler, _path: str) -> None:
    """A film with a part in its middle that nobody can decode."""
    middle = len(CLIP) // 2
    body = CLIP[:middle] + b"\xff" * DAMAGE + CLIP[middle + DAMAGE :]
    _ranged(handler, body, "video/mp4")


def _slow(handler: _Handler, path: str) -> None:
    """Begin, and never go on: a film, or what the name says that it is."""
    handler.close_connection = True
    handler.head(200, TYPES[path.rpartition(".")[2]], Connection="close")
    handler.wfile.write(b"#EXTM3U\n")
    handler.films.over.wait()


def _short(handler: _Handler, _path: str) -> None:
    """Promise the whole film and hang up in the middle, at every try."""
    handler.close_connection = True
    handler.head(200, "video/mp4", Content_Length=str(len(CLIP)), Connection="close")
    handler.wfile.write(CLIP[: len(CLIP) // 2])


def _key(handler: _Handler, _path: str) -> None:
    handler.whole(200, "text/html", bytes(range(16)))


def _list(handler: _Handler, _path: str) -> None:
    """A playlist that names what the query says, one a line."""
    lines = handler.query["lines"]
    handler.whole(200, "application/vnd.apple.mpegurl", f"#EXTM3U\n{lines}\n".encode())


_MANNERS: dict[str, Callable[[_Handler, str], None]] = {
    "closed": _closed, "page": _page, "disguised": _disguised, "forbidden": _forbidden,
    "ill": _ill, "typed": _typed, "elsewhere": _elsewhere, "circle": _circle, "mute": _mute,
    "endless": _endless, "bottomless": _bottomless, "live": _live, "damaged": _damaged,
    "slow": _slow, "short": _short, "key": _key, "list": _list,
}  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers hang up when they have seen enough."""
        self.RequestHandlerClass.films.left.set()  # type: ignore[attr-defined]


@contextmanager
def running_films() -> Iterator[Films]:
    """Serve on a free port of this machine until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    films = Films(server.server_address[1])
    server.RequestHandlerClass = type("Handler", (_Handler,), {"films": films})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield films
    finally:
        films.over.set()
        server.shutdown()
        thread.join()
        with suppress(OSError):
            server.socket.close()
