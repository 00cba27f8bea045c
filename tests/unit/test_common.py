"""Small things that everybody leans on."""

import json
import logging
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from common import clock, context, logs
from common.errors import CLOSE_FOR, HTTP_STATUS, SENTENCES, Code
from common.ids import new_id, new_room_code, parse_room_code, parse_uuid
from common.kept import Kept
from common.net import client_ip, parse_networks, shorten_ip
from common.texts import clean_text, is_ignorable, is_visible
from tests.people import UNSEEN


class TestErrors:
    def test_every_code_has_a_sentence_and_a_status(self):
        assert set(SENTENCES) == set(HTTP_STATUS) == set(Code)

    def test_close_codes_belong_to_known_errors(self):
        assert set(CLOSE_FOR) <= set(Code)


class TestIds:
    def test_ids_sort_by_time(self):
        made = [new_id(now_ms=ms) for ms in (1, 2, 2, 2, 1_800_000_000_000, 1_800_000_000_001)]

        assert made == sorted(made)
        assert {one.version for one in made} == {7}
        assert {one.variant for one in made} == {uuid.RFC_4122}

    def test_room_codes_look_like_room_codes(self):
        codes = {new_room_code() for _ in range(200)}

        assert len(codes) > 190
        assert all(parse_room_code(code) == code for code in codes)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("8xa92b", "8XA92B"),
            (" 8XA92B ", "8XA92B"),
            ("8XA92", None),
            ("8XA92BC", None),
            ("8XA92é", None),
            ("8XA9２B", None),
            ("ßXA92B", None),
            ("", None),
        ],
    )
    def test_parse_room_code(self, text: str, code: str | None):
        assert parse_room_code(text) == code

    def test_parse_uuid(self):
        one = uuid.uuid4()

        assert parse_uuid(str(one)) == one
        assert parse_uuid("me") is None


class TestClock:
    def test_there_and_back(self):
        moment = datetime(2025, 12, 30, 10, 30, tzinfo=UTC)

        assert clock.iso(clock.to_ms(moment)) == "2025-12-30T10:30:00.000Z"

    def test_goes_with_the_wall_clock(self):
        assert abs(clock.cloud_ms() - datetime.now(UTC).timestamp() * 1000) < 1000


class TestNet:
    trusted = parse_networks(["10.0.0.0/8", "::1"])

    @pytest.mark.parametrize(
        ("peer", "forwarded", "expected"),
        [
            ("203.0.113.9", "", "203.0.113.9"),
            ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
            ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
            ("10.0.0.1", "garbage", "10.0.0.1"),
            ("::1", "2001:db8::5", "2001:db8::5"),
            ("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
            ("10.0.0.1", "1.2.3.4:80", "1.2.3.4"),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4:80, 10.0.0.2:81", "1.2.3.4"),
            ("10.0.0.1", "[2001:db8::5]:80", "2001:db8::5"),
            ("10.0.0.1", "[2001:db8::5]", "2001:db8::5"),
            ("10.0.0.1", "6.6.6.6, garbage:80", "10.0.0.1"),
            ("", "1.2.3.4", ""),
        ],
    )
    def test_client_ip(self, peer: str, forwarded: str, expected: str):
        found = client_ip(peer=peer, forwarded_for=forwarded, trusted=self.trusted)

        assert found == expected

    @pytest.mark.parametrize(
        ("full", "short"),
        [("203.0.113.9", "203.0.113.0"), ("2001:db8:1:2::5", "2001:db8:1::"), ("", "")],
    )
    def test_shorten_ip(self, full: str, short: str):
        assert shorten_ip(full) == short


class TestLogs:
    @pytest.mark.parametrize(
        "text",
        [
            "GET /ws/room/8XA92B?token=SECRET&x=1",
            "Authorization: Bearer SECRET",
            "bearer.SECRET",
            "cookie xiaowo_session=SECRET; a=b",
            '{"password": "SECRET"}',
            "/account/reset/MQ/SECRET",
        ],
    )
    def test_secrets_are_masked(self, text: str):
        assert "SECRET" not in logs.mask(text)

    def test_a_line_is_json_with_ids(self):
        record = logging.LogRecord("x", logging.INFO, "", 0, "hello %s", ("you",), None)
        record.facts = {"status": 200}
        token = context.request_id.set("r-1")
        try:
            line = json.loads(logs.JsonFormatter().format(record))
        finally:
            context.request_id.reset(token)

        assert line["message"] == "hello you"
        assert (line["request_id"], line["status"]) == ("r-1", 200)

    def test_facts_are_masked_too(self):
        record = logging.LogRecord("x", logging.INFO, "", 0, "request", (), None)
        path, link = "/account/reset/MQ/SECRET", "/?token=SECRET"
        record.facts = {"path": path, "status": 200, "events": [{"url": link}]}

        line = json.loads(logs.JsonFormatter().format(record))

        assert (line["path"], line["status"]) == ("/account/reset/MQ/***", 200)
        assert line["events"] == [{"url": "/?token=***"}]

    def test_request_ids_are_kept_when_sane(self):
        assert context.choose_request_id("abc-1.2_3") == "abc-1.2_3"
        assert context.choose_request_id("a b") != "a b"
        assert context.choose_request_id("x" * 65) != "x" * 65


class TestKept:
    def test_is_found_out_once_a_second_for_all(self):
        at, found = [0.0], list[float]()

        def find() -> float:
            found.append(at[0])
            return at[0]

        kept = Kept(find, now=lambda: at[0])
        answers = []
        for at[0] in (10.0, 10.9, 11.0, 11.1):
            answers.append(kept.get())
        kept.forget()
        answers.append(kept.get())

        assert answers == [10.0, 10.0, 11.0, 11.0, 11.1]
        assert found == [10.0, 11.0, 11.1]

    def test_many_at_once_ask_once(self):
        found, may_end = list[int](), threading.Event()

        def find() -> int:
            found.append(1)
            may_end.wait(30)
            return len(found)

        kept = Kept(find, now=lambda: 0.0)
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(kept.get) for _ in range(8)]
            may_end.set()
            answers = [one.result(30) for one in asked]

        assert answers == [1] * 8


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("  two   words ", "two words"),
            ("a\u202eb", "ab"),
            ("\u200b\u200d", ""),
            ("a\x00b\n", "ab"),
            ("👨‍👩‍👧", "👨‍👩‍👧"),
            ("e\u0301", "é"),
            ("\u2764\ufe0f", "\u2764\ufe0f"),
            ("\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),
            ("葛\U000e0100城", "葛\U000e0100城"),
            ("a\u2800\u2800b \u3164 c\u034f", "a b c"),
        ],
    )
    def test_clean_text(self, typed: str, read: str):
        assert clean_text(typed) == read

    @pytest.mark.parametrize("unseen", UNSEEN)
    def test_what_is_not_seen_is_nothing(self, unseen: str):
        assert clean_text(unseen) == clean_text(f" {unseen}\u200d\n{unseen} ") == ""
        assert not is_visible(f" {unseen}\n\u3000{unseen}")
        assert is_visible(f"{unseen}a{unseen}")

    def test_what_is_drawn_is_not_ignorable(self):
        assert not any(map(is_ignorable, "\u0600\u06dd\u180a\u2010\u2070\ufe10\uffa1\U0001fae8"))
        assert all(map(is_ignorable, "\u00ad\u061c\u200b\u202e\u2069\ufeff\U0001d173"))
        assert clean_text("\U0001fae8") == "\U0001fae8"
