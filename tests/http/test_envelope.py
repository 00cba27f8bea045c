"""What is the same for every address: envelope, ids, languages, limits, idempotency."""

import json
import re
import uuid

import pytest
from django.db import OperationalError, connection
from django.test import Client

from common.http.parsers import MAX_BODY_BYTES
from rooms.models import Room
from tests.people import FILM, Person, call
from xiaowo import health, stats

pytestmark = pytest.mark.django_db


def test_success(client: Client):
    answer = call(client, "GET", "/demos")

    assert set(answer.body) == {"code", "message", "data", "request_id", "timestamp"}
    assert (answer.body["code"], answer.body["message"]) == (200, "success")
    assert answer.body["timestamp"].endswith("Z")


def test_the_callers_request_id_is_kept(client: Client):
    answer = call(client, "GET", "/demos", X_Request_ID="abc-123")

    assert answer.body["request_id"] == answer.headers["X-Request-ID"] == "abc-123"


def test_an_odd_request_id_is_replaced(client: Client):
    answer = call(client, "GET", "/demos", X_Request_ID="a b\tc")

    assert uuid.UUID(answer.body["request_id"])


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "There is no such room"),
        ("en-GB,en;q=0.9", "There is no such room"),
        ("zh-CN", "没有找到这个房间"),
        ("fr", "没有找到这个房间"),
        ("", "没有找到这个房间"),
    ],
)
def test_errors_speak_the_readers_language(client: Client, language: str, message: str):
    answer = call(client, "GET", "/rooms/ZZZZZZ", Accept_Language=language)

    assert answer.body["message"] == message


def test_an_unknown_address(client: Client):
    answer = call(client, "GET", "/nowhere")

    assert (answer.status, answer.code) == (404, 4006)


def test_a_wrong_method(client: Client):
    answer = call(client, "DELETE", "/demos")

    assert (answer.status, answer.code) == (405, 4006)
    assert "GET" in answer.headers["Allow"]


def test_a_wrong_content_type(client: Client):
    response = client.post("/api/v1/sessions", "a=b", content_type="text/plain")

    assert (response.status_code, response.json()["code"]) == (400, 4004)


def test_a_body_that_is_too_large(guest: Person):
    answer = guest.call("POST", "/rooms", {"name": "x" * MAX_BODY_BYTES, "media_url": FILM})

    assert (answer.status, answer.code) == (413, 4005)


def test_a_broken_database_is_said_and_not_shown(guest: Person, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("secret host name")

    monkeypatch.setattr("rooms.selectors.public_rooms", broken)

    answer = guest.call("GET", "/rooms")

    assert (answer.status, answer.code) == (503, 1002)
    assert "secret" not in str(answer.body)


def test_a_bug_is_said_and_not_shown(guest: Person, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("rooms.selectors.public_rooms", broken)

    answer = guest.call("GET", "/rooms")

    assert (answer.status, answer.code) == (500, 1001)
    assert "secret" not in str(answer.body)


def test_the_browsable_api_shows_the_envelope(client: Client):
    response = client.get("/api/v1/demos", headers={"Accept": "text/html"})

    assert response["Content-Type"].startswith("text/html")
    assert "success" in response.content.decode()


class TestIdempotency:
    def make(self, person: Person, key: str, **body: object):
        return person.call(
            "POST", "/rooms", {"name": "x", "media_url": FILM, **body}, Idempotency_Key=key
        )

    def test_the_first_answer_is_given_again(self, host: Person):
        first, again = self.make(host, "k1"), self.make(host, "k1")

        assert first.status == again.status == 201
        assert first.data == again.data
        assert "Idempotent-Replay" not in first.headers
        assert again.headers["Idempotent-Replay"] == "true"
        assert host.ok("GET", "/rooms")["count"] == 1

    def test_a_refusal_is_remembered_too(self, host: Person):
        assert self.make(host, "k1", name="").code == 4002
        assert self.make(host, "k1", name="").headers["Idempotent-Replay"] == "true"

    def test_another_body_is_refused(self, host: Person):
        self.make(host, "k1")

        answer = self.make(host, "k1", name="y")

        assert (answer.status, answer.code) == (422, 3008)
        assert host.ok("GET", "/rooms")["count"] == 1

    def test_keys_belong_to_their_caller(self, host: Person, guest: Person):
        assert self.make(host, "k1").data["id"] != self.make(guest, "k1").data["id"]

    def test_another_key_is_another_request(self, host: Person):
        assert self.make(host, "k1").data["id"] != self.make(host, "k2").data["id"]

    @pytest.mark.parametrize("code", [2003, 3002])
    def test_refusals_that_pass_are_not_remembered(self, host: Person, guest: Person, code: int):
        room = host.make_room(max_users=2 if code == 2003 else 1)["id"]
        path = f"/rooms/{room}/" + ("play" if code == 2003 else "join")

        refused = guest.call("POST", path, Idempotency_Key="k9")
        if code == 2003:
            guest.ok("POST", f"/rooms/{room}/join")
        else:
            host.ok("PATCH", f"/rooms/{room}", {"max_users": 2})

        assert refused.code == code
        assert guest.call("POST", path, Idempotency_Key="k9").status == 200

    def test_a_token_is_not_kept_in_the_database(self):
        client = Client()
        first = call(client, "POST", "/sessions", Idempotency_Key="k1")
        # Whoever keeps cookies is the same caller as before.
        again = call(client, "POST", "/sessions", Idempotency_Key="k1")
        assert client.cookies["xiaowo_session"]
        client.cookies.clear()
        other = call(client, "POST", "/sessions", Idempotency_Key="k1", User_Agent="x")

        assert first.data == again.data
        assert first.data["token"] != other.data["token"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM idempotent_answers")
            assert cursor.fetchone() == (0,)

    @pytest.mark.parametrize("way", ["header", "cookie"])
    def test_an_ended_token_is_answered_nothing_again(self, host: Person, way: str):
        named = {"Authorization": f"Bearer {host.token}"} if way == "header" else {}
        client = Client()
        if way == "cookie":
            client.cookies["xiaowo_session"] = host.token

        def make():
            said = {"name": "x", "media_url": FILM}
            return call(client, "POST", "/rooms", said, Idempotency_Key="k1", **named)

        first, again = make(), make()
        host.ok("DELETE", f"/sessions/{host.id}")
        ended = make()

        assert (first.status, again.headers["Idempotent-Replay"]) == (201, "true")
        assert (ended.status, ended.code) == (401, 2001)
        assert "Idempotent-Replay" not in ended.headers
        assert first.data["id"] not in str(ended.body)
        assert Room.objects.count() == 1

    def test_a_lost_answer_to_signing_out_comes_again(self):
        said = {"username": "Mia", "password": "correct horse 9"}
        token = call(Client(), "POST", "/auth/register", said).data["access_token"]
        named = {"Authorization": f"Bearer {token}", "Idempotency_Key": "k1"}

        answers = [call(Client(), "POST", "/auth/logout", None, **named) for _ in range(2)]

        assert [answer.status for answer in answers] == [200, 200]

    def test_one_under_way_conflicts(self, host: Person, monkeypatch: pytest.MonkeyPatch):
        inner: list[int] = []

        def meanwhile(*_args: object, **_kwargs: object):
            inner.append(self.make(host, "k1").status)
            raise OperationalError

        monkeypatch.setattr("rooms.api.RoomBody", meanwhile)

        assert self.make(host, "k1").status == 503
        assert inner == [409]

    @pytest.mark.parametrize("key", ["", "x" * 256])
    def test_odd_keys_are_refused(self, host: Person, key: str):
        assert self.make(host, key).code == 4002


class TestSystem:
    def test_health(self, client: Client):
        bare = client.get("/health").json()
        wrapped = call(client, "GET", "/health").data

        for report in (bare, wrapped):
            assert report["status"] == "healthy"
            assert set(report["checks"]) == {
                "database", "redis", "websocket", "memory", "disk", "rooms",
            }  # fmt: skip
            assert {"status", "duration_ms", "message"} == set(report["checks"]["database"])

    def test_health_without_a_database(self, client: Client, monkeypatch: pytest.MonkeyPatch):
        def broken() -> tuple[str, str]:
            raise OperationalError("secret")

        monkeypatch.setitem(__import__("xiaowo.health").health.CHECKS, "database", broken)

        response = client.get("/health")

        assert response.status_code == 503
        assert response.json()["status"] == "unhealthy"
        assert "secret" not in response.content.decode()

    def test_probes(self, client: Client):
        assert client.get("/livez").content == b"ok"
        assert client.get("/readyz").status_code == 200

    def test_metrics(self, client: Client):
        client.get("/livez")

        text = client.get("/metrics").content.decode()

        assert "xiaowo_requests_total" in text
        assert "xiaowo_active_connections" in text

    def test_track(self, guest: Person):
        events = [{"event_name": "video_play"}, {"event_name": "made up", "url": "x"}]

        assert guest.ok("POST", "/track", {"events": events}) == {"accepted": 2}
        assert guest.ok("POST", "/track", {"event_name": "room_enter"}) == {"accepted": 1}
        assert guest.call("POST", "/track", {"events": []}).code == 4002
        assert guest.call("POST", "/track", {"events": [events[0]] * 51}).code == 4003
        assert guest.call("POST", "/track", {"events": [{}]}).code == 4001

    def test_what_pages_tell_is_written_without_secrets(
        self, guest: Person, caplog: pytest.LogCaptureFixture
    ):
        event = {
            "event_name": "video_play",
            "room_id": "8XA92B",
            "url": "https://me:pw@films.example:8443/a.mp4?token=secret#secret",
            "referrer": "http://[broken",
            "duration": 12.5,
            "nickname": "secret",
        }

        with caplog.at_level("INFO", logger="xiaowo.track"):
            guest.ok("POST", "/track", {"events": [event]})

        [line] = [record for record in caplog.records if record.name == "xiaowo.track"]
        [told] = line.facts["events"]  # type: ignore[attr-defined]
        assert told["url"] == "https://films.example:8443/a.mp4"
        assert told["referrer"] == ""
        assert told["duration"] == 12.5
        assert "secret" not in str(told)

    def test_what_pages_tell_is_bounded(self, guest: Person, caplog: pytest.LogCaptureFixture):
        long = {"event_name": "video_play", "url": "https://films.example/" + "a" * 2000}
        with caplog.at_level("INFO", logger="xiaowo.track"):
            guest.ok("POST", "/track", long)
        [line] = [record for record in caplog.records if record.name == "xiaowo.track"]
        assert len(line.facts["events"][0]["url"]) == 200  # type: ignore[attr-defined]

        for wrong in ({"url": "x" * 2049}, {"detail": "x" * 33}, {"duration": -1}):
            event = {"event_name": "video_play", **wrong}
            assert guest.call("POST", "/track", event).code in (4002, 4003)

    def test_an_address_reports_so_often_and_no_more(
        self, guest: Person, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(stats, "CALLS_BURST", 2)
        monkeypatch.setattr(stats, "CALLS_PER_S", 0.01)
        events = {"events": [{"event_name": "video_play"}] * 50}

        answers = [guest.call("POST", "/track", events) for _ in range(3)]

        assert [(answer.status, answer.code) for answer in answers] == [
            (200, 200), (200, 200), (429, 2005),
        ]  # fmt: skip
        assert int(answers[2].headers["Retry-After"]) > 0

    def test_health_is_found_out_once_however_often_it_is_asked_for(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        asked: list[int] = []
        monkeypatch.setattr(health.kept_report, "_find", lambda: asked.append(1) or ({}, 200))
        monkeypatch.setattr(health.kept_report, "_now", lambda: 0.0)

        for path in ("/health", "/api/v1/health", "/health"):
            assert client.get(path).status_code == 200

        assert asked == [1]

    def test_a_page_that_closes_needs_no_token(self, client: Client):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies["xiaowo_session"] = "whatever"

        answer = call(strict, "POST", "/track", {"event_name": "room_leave"})

        assert answer.status == 200

    def test_the_openapi_document(self, client: Client, capfd: pytest.CaptureFixture[str]):
        response = client.get("/api/schema?format=json")

        document = json.loads(response.content)
        assert document["openapi"].startswith("3.1")
        assert "/api/v1/rooms/{room_id}/seek" in document["paths"]
        schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
        assert (
            set(re.findall(r'"(#/components/schemas/[^"]+)"', response.content.decode())) <= schemas
        )
        assert "#/components/schemas/PlaybackView" in schemas
        assert "arning" not in capfd.readouterr().err

    @pytest.mark.parametrize("accept", ["image/png", "application/json", "*/*"])
    def test_the_document_comes_to_everybody(self, client: Client, accept: str):
        client.cookies["xiaowo_session"] = "garbled"

        response = client.get("/api/schema", headers={"Accept": accept})

        assert response.status_code == 200

    def test_a_garbled_cookie_is_nobody(self, client: Client):
        client.cookies["xiaowo_session"] = "garbled"

        assert call(client, "GET", "/rooms").status == 200
        assert call(client, "GET", "/sessions/me").code == 2001

    def test_a_foreign_host_is_refused_quietly(self, client: Client):
        assert client.get("/livez", headers={"Host": "evil.example"}).status_code == 400

    @pytest.mark.parametrize("path", ["/livez", "/readyz", "/health", "/metrics"])
    def test_is_read_and_nothing_else(self, client: Client, path: str):
        assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
        assert [client.trace(path).status_code, client.post(path).status_code] == [405, 405]

    def test_invented_methods_make_no_metrics(self, client: Client):
        client.generic("ZZINVENTED", "/livez")

        assert "ZZINVENTED" not in client.get("/metrics").content.decode()

    def test_the_viewer_uses_local_files_only(self, client: Client):
        page = client.get("/api/docs").content.decode()

        assert "swagger-ui" in page
        assert "//" not in page.replace("</", "").replace("<!--", "")

    def test_the_asyncapi_document(self, client: Client):
        document = client.get("/api/asyncapi.json").json()

        assert document["asyncapi"] == "3.0.0"
        assert document["components"]["schemas"]["SeekCommand"]["required"] == ["current_time"]
        assert "room_info.receive" in document["channels"]["room"]["messages"]
