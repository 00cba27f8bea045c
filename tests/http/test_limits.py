"""How often one may call, and what is said to whoever calls more often (SPEC §9)."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError

from common import metrics
from common.buckets import MemoryBuckets, Want
from common.net import parse_networks
from sessions_app.addresses import book
from sessions_app.models import AddressRule
from tests.http.test_quick import Reply, ask
from tests.people import Person
from tests.sockets import Socket, path_of
from xiaowo.asgi import http

pytestmark = pytest.mark.django_db
IP = "203.0.113.7"


@pytest.fixture
def narrow(settings: Any) -> None:
    """Two calls of an address, five of everybody; it takes long until there is one more."""
    settings.RATE_LIMIT_PER_S, settings.RATE_LIMIT_BURST = 1, 5
    settings.RATE_LIMIT_IP_PER_S, settings.RATE_LIMIT_IP_BURST = 0.05, 2


def call(path: str = "/api/v1/demos", **headers: str) -> Reply:
    return ask(http, path, **headers)


def refused(kind: str) -> float:
    return metrics.limited.labels(kind)._value.get()


def test_one_call_too_many_is_told_when_to_come_back(narrow: None):
    before = refused("address")
    assert [call().status for _ in range(2)] == [200, 200]

    last = call(accept_language="en", x_request_id="abc")

    body = json.loads(last.body)
    assert (last.status, body["code"], body["request_id"]) == (429, 2005, "abc")
    assert body["message"] == "Too many requests, try again later"
    assert 0 < int(last.headers["retry-after"]) <= 20
    assert last.headers["content-security-policy"].startswith("default-src 'none'")
    assert refused("address") == before + 1


def test_a_page_is_refused_as_a_page(narrow: None):
    for _ in range(2):
        call()

    page = call("/", accept_language="zh-CN")

    assert page.status == 429
    assert page.headers["content-type"].startswith("text/html")
    assert "慢一点" in page.body.decode()


def test_health_and_files_are_not_counted(narrow: None):
    for _ in range(2):
        call()

    for path in ("/livez", "/api/v1/health", "/metrics"):
        assert call(path).status == 200, path
    assert call("/static/nothing").status == 404


def test_what_comes_from_a_session_is_counted_together(guest: Person, settings: Any):
    settings.RATE_LIMIT_SESSION_PER_S, settings.RATE_LIMIT_SESSION_BURST = 0.05, 2
    bearer = {"authorization": f"Bearer {guest.token}"}
    as_cookie = {"cookie": f"xiaowo_session={guest.token}"}

    answers = [call(**who).status for who in (bearer, as_cookie, bearer, {})]

    assert answers == [200, 200, 429, 200]


def test_the_faces_of_a_full_room_are_not_counted_for_the_session(guest: Person, settings: Any):
    settings.RATE_LIMIT_SESSION_PER_S, settings.RATE_LIMIT_SESSION_BURST = 0.05, 2
    cookie = {"cookie": f"xiaowo_session={guest.token}"}

    faces = [call(f"/avatars/{n}.svg", **cookie).status for n in range(4)]

    assert faces == [200] * 4
    assert [call(**cookie).status for _ in range(3)] == [200, 200, 429]


def test_nobody_else_pays_for_one_who_is_refused(narrow: None, settings: Any):
    settings.RATE_LIMIT_BURST = 3
    settings.RATE_LIMIT_PER_S = 0.01
    for _ in range(10):
        call()

    settings.TRUSTED_PROXIES = parse_networks([IP])
    assert call(x_forwarded_for="198.51.100.9").status == 200
    assert call(x_forwarded_for="198.51.100.9").status == 429


def test_an_invented_address_gains_nothing(narrow: None):
    answers = [call(x_forwarded_for=f"198.51.100.{n}").status for n in range(3)]

    assert answers == [200, 200, 429]


def test_all_addresses_of_a_household_are_counted_together(narrow: None, settings: Any):
    settings.TRUSTED_PROXIES = parse_networks([IP])
    callers = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]

    answers = [call(x_forwarded_for=caller).status for caller in callers]

    assert answers == [200, 200, 429, 200]


def test_switched_off(narrow: None, settings: Any):
    settings.RATE_LIMIT_ENABLED = False

    assert [call().status for _ in range(4)] == [200] * 4


class TestAddressRules:
    def test_who_is_always_let_in_is_not_counted(self, narrow: None):
        AddressRule.objects.create(network="203.0.113.0/24", is_allowed=True)

        assert [call().status for _ in range(4)] == [200] * 4

    def test_who_is_shut_out(self):
        AddressRule.objects.create(network=IP, is_allowed=False)

        answer, page = call(accept_language="en"), call("/", accept_language="en")

        assert (answer.status, json.loads(answer.body)["code"]) == (403, 2003)
        assert "Closed to you" in page.body.decode()
        assert call("/livez").status == 200

    def test_the_narrowest_network_decides(self, narrow: None):
        AddressRule.objects.create(network="203.0.113.0/24", is_allowed=False)
        rule = AddressRule.objects.create(network=IP, is_allowed=True)
        assert [call().status for _ in range(4)] == [200] * 4

        rule.delete()

        assert call().status == 403

    def test_a_rule_of_another_worker_is_known_after_a_while(self):
        assert async_to_sync(book.judge)(IP, 0) is None
        AddressRule.objects.bulk_create([AddressRule(network=IP, is_allowed=True)])

        assert async_to_sync(book.judge)(IP, 4_999) is None
        assert async_to_sync(book.judge)(IP, 5_000) is True

    @pytest.mark.parametrize("text", ["", "nonsense", "10.0.0.0/40", "300.1.1.1", "::1/129"])
    def test_nonsense_is_not_stored(self, text: str):
        with pytest.raises(ValidationError):
            AddressRule(network=text).full_clean()


class TestSockets:
    async def test_opening_is_counted(self, guest: Person, room: str, narrow: None):
        for _ in range(2):
            await (await Socket(path_of(room, guest.token)).open()).close()

        assert await Socket(path_of(room, guest.token)).refusal() == (2005, 4429)

    async def test_who_is_shut_out(self, guest: Person, room: str):
        await AddressRule.objects.acreate(network=IP, is_allowed=False)

        assert await Socket(path_of(room, guest.token)).refusal() == (2003, 4403)


def test_many_callers_leave_no_heap_behind():
    buckets = MemoryBuckets()
    for number in range(25_000):
        buckets.take_now([Want(f"ip:{number}", 100, 200)], number / 1000)

    assert len(buckets) < 15_000
