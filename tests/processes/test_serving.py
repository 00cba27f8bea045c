"""The server as a process: started, stopped, killed, started again."""

import asyncio
import json
import re
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.patience import eventually
from tests.support.process import Server, running_server
from tests.unit.test_arriving import frame

pytestmark = pytest.mark.servers
PATIENCE_S = 60
CLIP = "/static/demo/xiaowo-demo.mp4"


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """One that began as at anybody's first start, with nothing in its folder."""
    with running_server(migrated=False) as server:
        yield server


@pytest.fixture
def own() -> Iterator[Server]:
    with running_server() as server:
        yield server


def get(server: Server, path: str, **headers: str) -> Any:
    request = urllib.request.Request(server.base + path, headers=headers)
    return urllib.request.urlopen(request, timeout=PATIENCE_S)


def post(server: Server, path: str, body: Any = None, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(f"{server.base}/api/v1{path}", data, headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)["data"]


def make_room(server: Server) -> tuple[str, str]:
    """Return (room, token of its host)."""
    token = post(server, "/sessions")["token"]
    room = post(server, "/rooms", {"name": "x", "media_url": CLIP}, token)
    return room["id"], token


def enter(server: Server, room: str, token: str) -> connect:
    address = f"ws://127.0.0.1:{server.port}/ws/v1/room/{room}?token={token}"
    # As patient as everything else here: of itself it gives a busy machine 10 s to let it in.
    return connect(address, max_size=2**22, open_timeout=PATIENCE_S, ping_timeout=PATIENCE_S)


async def ask(socket: ClientConnection, kind: str, **data: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"id": "q", "type": kind, "data": data}))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            frame = json.loads(await socket.recv())
            if frame["id"] == "q":
                return frame


def patch_room(server: Server, room: str, token: str, turn: int) -> None:
    """Edit the room, which sends everybody a whole picture."""
    body = json.dumps({"description": str(turn) + "窝" * 480}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(
        f"{server.base}/api/v1/rooms/{room}", body, headers, method="PATCH"
    )
    urllib.request.urlopen(request, timeout=PATIENCE_S).close()


def connections(server: Server) -> int:
    """Ask the server how many sockets it has."""
    report = json.load(get(server, "/health"))
    return int(report["checks"]["websocket"]["message"].split()[0])


def in_pieces() -> list[bytes]:
    """Write six pings as clients may: whole, in halves, two at once, in two frames, empty ends."""

    def ping(name: str) -> bytes:
        return json.dumps({"id": name, "type": "ping", "data": {"t0": 1}}).encode()

    b, e = frame(ping("b")), ping("e")
    return [
        frame(ping("a")), b[:1], b[1:40], b[40:], frame(ping("c")) + frame(ping("d")),
        frame(e[:9], first=0x01), frame(b"hello", first=0x89), frame(e[9:], first=0x80),
        frame(ping("f")),
    ]  # fmt: skip


async def close_code(socket: ClientConnection) -> int | None:
    """Read until the server closes; returns the code, None when it just vanished."""
    async with asyncio.timeout(PATIENCE_S):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


class TestServing:
    def test_says_where_it_is(self, shared: Server):
        assert f"http://127.0.0.1:{shared.port}/" in shared.log

    def test_the_clip_comes_in_ranges(self, shared: Server):
        with get(shared, CLIP, Range="bytes=1000-1999") as answer:
            body = answer.read()

            assert answer.status == 206
            assert answer.headers["Content-Range"].startswith("bytes 1000-1999/")
            assert answer.headers["Content-Type"] == "video/mp4"
        with get(shared, CLIP) as answer:
            assert answer.headers["Accept-Ranges"] == "bytes"
            assert answer.read()[1000:2000] == body

    def test_a_range_beyond_the_end_is_refused(self, shared: Server):
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(shared, CLIP, Range="bytes=99999999-")

        assert caught.value.code == 416

    def test_scripts_are_hashed_and_kept_for_long(self, shared: Server):
        page = get(shared, "/").read().decode()
        script = page.split('<script type="module" src="')[1].split('"')[0]

        with get(shared, script) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    async def test_a_token_fits_into_a_subprotocol(self, shared: Server):
        room, token = make_room(shared)
        address = f"ws://127.0.0.1:{shared.port}/ws/v1/room/{room}"
        async with connect(address, subprotocols=["xiaowo.v1", f"bearer.{token}"]) as socket:  # type: ignore[list-item]
            assert socket.subprotocol == "xiaowo.v1"
            assert json.loads(await socket.recv())["type"] == "room_info"

    async def test_a_socket_of_another_site_is_refused(self, shared: Server):
        room, token = make_room(shared)
        address = f"ws://127.0.0.1:{shared.port}/ws/v1/room/{room}"
        headers = {"Cookie": f"xiaowo_session={token}"}
        async with connect(address, additional_headers=headers, origin="https://evil.example") as s:
            assert await close_code(s) == 4403

    @pytest.mark.parametrize(
        ("texts", "code"),
        [(["{"] * 50, 1008), (["x" * 70_000], 1009)],
    )
    async def test_close_codes_reach_the_client(self, shared: Server, texts: list[str], code: int):
        room, token = make_room(shared)
        async with enter(shared, room, token) as socket:
            for text in texts:
                await socket.send(text)

            assert await close_code(socket) == code

    async def test_a_frame_beyond_the_servers_buffer_is_refused(self, shared: Server):
        room, token = make_room(shared)
        async with enter(shared, room, token) as socket:
            await socket.send("x" * (2 * 2**20))

            assert await close_code(socket) == 1009

    async def test_broadcasts_go_straight_to_the_socket(self, own: Server):
        room, token = make_room(own)
        async with enter(own, room, token) as socket:
            await socket.recv()
            for number in range(20):
                await ask(socket, "seek", current_time=number + 1)

        text = get(own, "/metrics").read().decode()
        ways = dict(re.findall(r'xiaowo_deliveries_total\{way="(\w+)"\} ([\d.]+)', text))
        # A new Daphne that looks different inside would fall back to the ordinary way, silently.
        assert float(ways["direct"]) >= 20
        arrived = re.findall(r'xiaowo_arrivals_total\{way="direct"\} ([\d.]+)', text)
        assert float(arrived[0]) >= 20

    async def test_frames_may_come_in_any_pieces(self, shared: Server):
        room, token = make_room(shared)
        async with enter(shared, room, token) as socket:
            await socket.recv()
            # Without Nagle each piece goes by itself; should two be joined, that is a case as well.
            for piece in in_pieces():
                socket.transport.write(piece)
                await asyncio.sleep(0.01)

            heard: list[str] = []
            async with asyncio.timeout(PATIENCE_S):
                while "f" not in heard:
                    heard.append(json.loads(await socket.recv())["id"])

        assert [name for name in heard if name] == ["a", "b", "c", "d", "e", "f"]

    async def test_a_reader_who_does_not_read_is_cut(self, shared: Server):
        room, token = make_room(shared)
        guest = post(shared, "/sessions")["token"]
        reader, writer = await asyncio.open_connection("127.0.0.1", shared.port, limit=1024)
        # A bare handshake, after which nothing is read any more.
        writer.write(
            f"GET /ws/v1/room/{room}?token={guest} HTTP/1.1\r\nHost: 127.0.0.1:{shared.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with enter(shared, room, token) as host:
            await host.recv()
            # Long lines make long pictures, so that the buffers of the kernel fill as well.
            for _ in range(15):
                await ask(host, "chat", text="窝" * 500)
            reading = asyncio.ensure_future(close_code(host))
            async with asyncio.timeout(2 * PATIENCE_S):
                for turn in count():
                    await asyncio.to_thread(patch_room, shared, room, token, turn)
                    if connections(shared) == 1:
                        break
            assert not reading.done()
            reading.cancel()
        writer.close()

    async def test_a_chunked_body_is_read(self, shared: Server):
        token = post(shared, "/sessions")["token"]
        body = json.dumps({"name": "x", "media_url": CLIP}).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", shared.port)
        head = (
            "POST /api/v1/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n"
        )
        writer.write(head.encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), PATIENCE_S)
        writer.close()

        assert answer.startswith(b"HTTP/1.1 201"), answer

    async def test_secrets_stay_out_of_the_log(self, shared: Server):
        room, token = make_room(shared)
        async with enter(shared, room, token) as socket:
            await ask(socket, "ping", t0=0)

        assert token not in shared.log


def test_started_as_plain_daphne_the_log_is_ours_alone(own: Server):
    own.stop()
    said_before = len(own.log)
    where = ("-b", "127.0.0.1", "-p", str(own.port))
    own.command = ("-m", "daphne", *where, "xiaowo.asgi:application")
    own.start()
    get(own, "/?token=query-secret").close()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(own, "/account/reset/uid/path-secret")
    assert own.stop() == 0

    lines = [json.loads(line) for line in own.log[said_before:].splitlines()]
    assert "/account/reset/uid/***" in [line.get("path") for line in lines]
    assert "secret" not in own.log


class TestEnding:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    async def test_pages_are_told_and_everything_is_written(self, own: Server, how):
        room, token = make_room(own)
        async with enter(own, room, token) as socket:
            await ask(socket, "seek", current_time=42)
            await ask(socket, "playback", action="play")

            status = await asyncio.to_thread(own.stop, how)

            assert await close_code(socket) == 1012
        assert status == 0, own.log
        assert "Traceback" not in own.log
        with sqlite3.connect(own.data / "xiaowo.sqlite3") as database:
            [row] = database.execute("SELECT playback_state, version FROM playback_states")
            [lines] = database.execute("SELECT count(*) FROM sync_messages WHERE version > 0")
        assert row == ("playing", 2)
        assert lines == (2,)

    def test_requests_that_nobody_waits_for_do_not_hold_it_up(self, own: Server):
        room, token = make_room(own)
        lines = [
            socket.create_connection(("127.0.0.1", own.port), timeout=PATIENCE_S) for _ in range(16)
        ]
        for number in range(200):
            body = json.dumps({"current_time": number})
            lines[number % 16].sendall(
                f"POST /api/v1/rooms/{room}/seek HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
        lines[0].recv(100)
        for line in lines:
            line.close()

        # It would have been killed, after a minute of patience.
        assert own.stop() == 0

    async def test_after_a_kill_the_room_is_where_it_should_be(self, own: Server):
        room, token = make_room(own)
        async with enter(own, room, token) as socket:
            await ask(socket, "seek", current_time=42)
            played = (await ask(socket, "playback", action="play"))["data"]
            await eventually(lambda: recorded_version(own) == 2)
            await asyncio.to_thread(own.stop, signal.SIGKILL)

        own.start()
        async with enter(own, room, token) as socket:
            info = json.loads(await socket.recv())["data"]

        playback = info["playback"]
        elapsed_s = (playback["server_time"] - played["effective_at"]) / 1000
        assert playback["playback_state"] == "playing"
        assert playback["current_time"] == pytest.approx(42 + elapsed_s, abs=0.05)
        assert info["you"]["role"] == "host"

    def test_a_port_in_use_is_said_plainly(self, own: Server):
        rival = Server(own.port, own.data / "rival", {})
        rival.data.mkdir()

        # The first one answers on the port, so only the rival's own end tells.
        with pytest.raises(RuntimeError, match="cannot be used"):
            rival.start_alone()


def recorded_version(server: Server) -> int:
    with sqlite3.connect(server.data / "xiaowo.sqlite3", timeout=10) as database:
        [(version,)] = database.execute("SELECT version FROM playback_states")
    return int(version)
