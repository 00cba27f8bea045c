"""``/api/v1/auth``: register, log in, refresh, log out."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from common import clock
from sessions_app import access_tokens, accounts, services
from sessions_app.models import Account, RefreshToken, TokenFamily, UserSession
from tests.people import UNSEEN, Answer, Person, call
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse 9"
MIA = {"username": "Mia", "password": PASSWORD}


def post(path: str, body: Any = None, token: str = "", **headers: str) -> Answer:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return call(Client(), "POST", f"/auth/{path}", body, **headers)


def me(token: str) -> Answer:
    return call(Client(), "GET", "/sessions/me", Authorization=f"Bearer {token}")


@pytest.fixture
def mia() -> dict[str, Any]:
    """Registered a moment ago."""
    return post("register", MIA).data


def as_person(data: dict[str, Any]) -> Person:
    return Person(Client(), data["session"], data["access_token"])


class TestRegistering:
    def test_answers_with_user_tokens_and_session(self):
        answer = post("register", {**MIA, "email": "mia@example.org"})

        data = answer.data
        assert (answer.status, answer.code) == (201, 201)
        assert set(data) == {"user", "access_token", "refresh_token", "session"}
        assert data["user"]["username"] == "Mia"
        assert data["user"]["email"] == "mia@example.org"
        assert data["session"]["account"] == data["session"]["nickname"] == "Mia"
        assert me(data["access_token"]).data == data["session"]
        assert User.objects.get().check_password(PASSWORD)

    def test_keeps_the_guests_session_with_seat_and_role(self, host: Person, room: str):
        data = post("register", MIA, host.token).data

        members = call(Client(), "GET", f"/rooms/{room}/members").data["results"]
        assert data["session"]["id"] == host.id
        assert data["session"]["room_id"] == room
        assert data["session"]["nickname"] == "host"
        assert [(m["session_id"], m["role"]) for m in members] == [(host.id, "host")]
        assert me(host.token).data["account"] == "Mia"
        as_person(data).ok("PATCH", f"/rooms/{room}", {"name": "Mine"})

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"username": None}, 4002, "username"),
            ({"username": ""}, 4002, "username"),
            ({"username": " \u3000 "}, 4002, "username"),
            ({"username": "a\u0000b"}, 4002, "username"),
            ({"username": "a\u200bb"}, 4002, "username"),
            ({"username": "a\nb"}, 4002, "username"),
            ({"username": "a b"}, 4002, "username"),
            ({"username": "\u202eaim"}, 4002, "username"),
            ({"username": "миa"}, 4002, "username"),
            *(({"username": f"al{unseen}ice"}, 4002, "username") for unseen in UNSEEN),
            ({"username": "q\u0323uinn"}, 4002, "username"),
            ({"username": 7}, 4002, "username"),
            ({"username": "m" * 65}, 4003, "username"),
            ({"username": "\u337f" * 40}, 4003, "username"),
            ({"password": "short"}, 4002, "password"),
            ({"password": "password"}, 4002, "password"),
            ({"password": "8675309867"}, 4002, "password"),
            ({"password": "mia-mia-mia", "username": "mia-mia-mi"}, 4002, "password"),
            ({"password": "x" * 129}, 4003, "password"),
            ({"email": "nonsense"}, 4002, "email"),
        ],
    )
    def test_refuses_what_is_not_good(self, changes: dict, code: int, field: str):
        answer = post("register", {**MIA, **changes})

        assert (answer.status, answer.code) == (400, code)
        assert answer.body["details"][field]
        assert (User.objects.count(), UserSession.objects.count()) == (0, 0)

    def test_an_address_asks_for_so_many_and_no_more(self, monkeypatch: Any):
        monkeypatch.setattr(accounts, "REGISTER_LIMIT", 2)
        names = ["anna", "berta", "clara"]

        answers = [post("register", {**MIA, "username": name}) for name in names]

        assert [answer.code for answer in answers] == [201, 201, 2005]
        assert User.objects.count() == 2

    def test_says_what_is_missing(self):
        answer = post("register", {})

        assert (answer.status, answer.code) == (400, 4001)
        assert set(answer.body["details"]) == {"username", "password"}

    @pytest.mark.parametrize(
        "name", ["Mia", "mia", " MIA ", "Ｍｉａ", "міа", "m1a", "rnia", "mí\u0227"]
    )
    def test_a_name_that_looks_like_another_is_taken(self, mia: dict, name: str):
        answer = post("register", {**MIA, "username": name})

        assert (answer.status, answer.code) == (400, 4002)
        assert answer.body["details"]["username"]
        assert User.objects.count() == 1

    def test_an_operator_cannot_be_imitated(self):
        User.objects.create_superuser("admin", password=PASSWORD)

        assert post("register", {**MIA, "username": "adrnin"}).code == 4002

    def test_speaks_the_readers_language(self):
        answer = post("register", {**MIA, "password": "1"}, Accept_Language="zh-hans")

        assert "密码" in answer.body["details"]["password"][0]

    def test_the_same_key_registers_once(self):
        first = post("register", MIA, Idempotency_Key="k1")
        again = post("register", MIA, Idempotency_Key="k1")
        other = post("register", {**MIA, "username": "Max"}, Idempotency_Key="k1")

        assert again.body == first.body
        assert again.headers["Idempotent-Replay"] == "true"
        assert (other.status, other.code) == (422, 3008)


class TestSigningIn:
    @pytest.mark.parametrize("name", ["Mia", "mia", " MIA", "Ｍｉａ"])
    def test_takes_the_name_in_any_case_and_width(self, mia: dict, name: str):
        answer = post("login", {**MIA, "username": name})

        assert answer.status == 200
        assert answer.data["user"] == mia["user"]
        assert answer.data["session"]["id"] != mia["session"]["id"]

    def test_keeps_the_guests_session(self, mia: dict, guest: Person, room: str):
        guest.ok("POST", f"/rooms/{room}/join")

        data = post("login", MIA, guest.token).data

        assert data["session"]["id"] == guest.id
        assert (data["session"]["room_id"], data["session"]["account"]) == (room, "Mia")
        assert as_person(data).ok("POST", f"/rooms/{room}/pause")

    def test_does_not_take_anothers_session(self, mia: dict):
        max_ = post("register", {**MIA, "username": "Max"}, mia["access_token"]).data

        assert max_["session"]["id"] != mia["session"]["id"]
        assert me(mia["access_token"]).data["account"] == "Mia"

    def test_a_dead_token_is_no_hindrance(self, mia: dict):
        assert post("login", MIA, "nonsense").status == 200

    def test_wrong_name_and_wrong_password_look_the_same(self, mia: dict):
        wrong = post("login", {**MIA, "password": "wrong"})
        nobody = post("login", {"username": "nobody", "password": "wrong"})

        assert (wrong.status, wrong.code) == (403, 2004)
        for answer in (wrong, nobody):
            del answer.body["request_id"], answer.body["timestamp"]
        assert wrong.body == nobody.body
        assert TokenFamily.objects.count() == 1

    def test_a_name_that_nobody_has_is_hashed_for_as_well(self, mia: dict, monkeypatch):
        hashed: list[str] = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda self, *args: hashed.append(args[0]) or encode(self, *args),
        )

        post("login", {"username": "nobody", "password": "wrong"})
        post("login", {**MIA, "password": "wrong"})

        assert hashed == ["wrong", "wrong"]

    def test_a_locked_account_stays_out(self, mia: dict):
        User.objects.update(is_active=False)

        assert post("login", MIA).code == 2004
        assert me(mia["access_token"]).code == 2001
        assert post("refresh", {"refresh_token": mia["refresh_token"]}).code == 2001

    def test_ten_wrong_passwords_shut_the_account_for_this_address(self, mia: dict):
        for _ in range(10):
            assert post("login", {**MIA, "password": "wrong"}).code == 2004

        shut = post("login", MIA)
        elsewhere = call(Client(REMOTE_ADDR="203.0.113.9"), "POST", "/auth/login", MIA)

        assert (shut.status, shut.code) == (429, 2005)
        assert int(shut.headers["Retry-After"]) > 0
        assert post("login", {"username": "nobody", "password": "x"}).code == 2004
        assert elsewhere.status == 200

    def test_right_passwords_are_not_counted(self, mia: dict):
        for _ in range(12):
            assert post("login", MIA).status == 200

    def test_fifty_wrong_passwords_shut_the_address(self, mia: dict):
        for n in range(50):
            assert post("login", {"username": f"n{n}", "password": "x"}).code == 2004

        assert post("login", MIA).code == 2005
        cache.clear()
        assert post("login", MIA).status == 200


class TestTokens:
    def test_lasts_a_quarter_of_an_hour(self, mia: dict):
        family = TokenFamily.objects.get()
        claims = access_tokens.Claims(family.account_id, family.pk)
        now_ms = clock.cloud_ms()

        young = access_tokens.issue(claims, now_ms=now_ms - 840_000)
        old = access_tokens.issue(claims, now_ms=now_ms - 900_000)

        assert me(young).status == 200
        assert (me(old).status, me(old).code) == (401, 2002)

    @pytest.mark.parametrize("part", [0, 1, 2])
    def test_a_forged_one_is_refused(self, mia: dict, part: int):
        parts = mia["access_token"].split(".")
        parts[part] = parts[part][:-2] + ("AA" if parts[part][-2:] != "AA" else "BB")

        assert (me(".".join(parts)).status, me(".".join(parts)).code) == (401, 2001)

    def test_one_without_a_signature_is_refused(self, mia: dict):
        said = jwt.decode(mia["access_token"], options={"verify_signature": False})
        kid = jwt.get_unverified_header(mia["access_token"])["kid"]

        assert me(jwt.encode(said, None, algorithm="none", headers={"kid": kid})).code == 2001

    def test_a_new_key_signs_and_the_old_one_still_counts(self, mia: dict, settings):
        old, new = "o" * 32, "n" * 32
        settings.AUTH_SIGNING_KEYS = [("a", old)]
        first = post("login", MIA).data["access_token"]

        settings.AUTH_SIGNING_KEYS = [("b", new), ("a", old)]
        second = post("login", MIA).data
        both = me(first).status, me(second["access_token"]).status
        settings.AUTH_SIGNING_KEYS = [("b", new)]

        assert both == (200, 200)
        assert (me(first).code, me(second["access_token"]).status) == (2001, 200)
        # Without its key the oldest login goes on as well, by its refresh token.
        fresh = post("refresh", {"refresh_token": mia["refresh_token"]}).data
        assert me(fresh["access_token"]).status == 200

    def test_a_new_secret_key_logs_nobody_out(self, mia: dict, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key " * 5

        assert me(mia["access_token"]).status == 200


class TestRefreshing:
    def test_gives_a_new_pair(self, mia: dict):
        answer = post("refresh", {"refresh_token": mia["refresh_token"]})

        assert answer.status == 200
        assert set(answer.data) == {"access_token", "refresh_token"}
        assert answer.data["refresh_token"] != mia["refresh_token"]
        assert me(answer.data["access_token"]).data["id"] == mia["session"]["id"]

    def test_using_one_twice_ends_the_whole_login(self, mia: dict):
        other = post("login", MIA).data
        second = post("refresh", {"refresh_token": mia["refresh_token"]}).data

        again = post("refresh", {"refresh_token": mia["refresh_token"]})

        assert (again.status, again.code) == (401, 2001)
        assert post("refresh", {"refresh_token": second["refresh_token"]}).code == 2001
        assert me(second["access_token"]).code == me(mia["access_token"]).code == 2001
        assert me(other["access_token"]).status == 200
        assert post("refresh", {"refresh_token": other["refresh_token"]}).status == 200

    @pytest.mark.parametrize("token", ["nonsense", "\ud800", "x" * 4096])
    def test_an_unknown_one_is_refused(self, mia: dict, token: str):
        answer = post("refresh", {"refresh_token": token})

        assert answer.code in (2001, 4002)
        assert TokenFamily.objects.filter(revoked_at__isnull=True).count() == 1

    def test_an_access_token_is_not_one(self, mia: dict):
        assert post("refresh", {"refresh_token": mia["access_token"]}).code == 2001
        assert me(mia["refresh_token"]).code == 2001

    def test_says_what_is_missing(self):
        assert post("refresh", {}).code == 4001

    def test_lasts_fourteen_days(self, mia: dict):
        token = RefreshToken.objects.get()
        assert token.expires_at - token.issued_at == timedelta(days=14)

        RefreshToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        answer = post("refresh", {"refresh_token": mia["refresh_token"]})
        assert (answer.status, answer.code) == (401, 2002)

    def test_the_session_lives_as_long_as_the_login(self, mia: dict):
        UserSession.objects.update(expires_at=timezone.now() + timedelta(hours=1))

        post("refresh", {"refresh_token": mia["refresh_token"]})

        assert UserSession.objects.get().expires_at > timezone.now() + timedelta(days=13)

    def test_a_session_that_was_ended_is_followed_by_another(self, mia: dict):
        as_person(mia).ok("DELETE", f"/sessions/{mia['session']['id']}")
        assert me(mia["access_token"]).code == 2001

        fresh = post("refresh", {"refresh_token": mia["refresh_token"]}).data

        session = me(fresh["access_token"]).data
        assert session["account"] == "Mia"
        assert session["id"] != mia["session"]["id"]

    def test_what_has_run_out_is_swept(self, mia: dict):
        for model in (RefreshToken, TokenFamily):
            model.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        services.delete_expired(now_ms=clock.cloud_ms())

        assert (RefreshToken.objects.count(), TokenFamily.objects.count()) == (0, 0)
        assert (Account.objects.count(), UserSession.objects.count()) == (1, 1)


class TestSigningOut:
    @pytest.mark.parametrize("way", ["access_token", "refresh_token"])
    def test_ends_the_login(self, mia: dict, way: str):
        other = post("login", MIA).data
        if way == "refresh_token":
            answer = post("logout", {"refresh_token": mia[way]})
        else:
            answer = post("logout", None, mia[way])

        assert (answer.status, answer.code) == (200, 200)
        assert me(mia["access_token"]).code == 2001
        assert post("refresh", {"refresh_token": mia["refresh_token"]}).code == 2001
        assert me(other["access_token"]).status == 200

    def test_the_session_is_a_guests_again(self, host: Person, room: str):
        data = post("register", MIA, host.token).data

        post("logout", None, data["access_token"])

        session = me(host.token).data
        assert (session["account"], session["room_id"]) == (None, room)
        host.ok("PATCH", f"/rooms/{room}", {"name": "Still mine"})

    def test_needs_a_login(self, guest: Person):
        assert (post("logout").status, post("logout").code) == (401, 2001)
        assert post("logout", None, guest.token).code == 2001
        assert post("logout", {"refresh_token": "nonsense"}).code == 2001
        assert me(guest.token).status == 200


class TestOneSeatAnAccount:
    def test_a_second_session_is_refused(self, mia: dict, room: str):
        second = as_person(post("login", MIA).data)
        as_person(mia).ok("POST", f"/rooms/{room}/join")

        answer = second.call("POST", f"/rooms/{room}/join")

        assert (answer.status, answer.code) == (409, 3003)
        assert len(second.ok("GET", f"/rooms/{room}/members")["results"]) == 2
        as_person(mia).ok("POST", f"/rooms/{room}/join")
        as_person(mia).ok("POST", f"/rooms/{room}/leave")
        second.ok("POST", f"/rooms/{room}/join")

    async def test_two_who_signed_in_where_they_sat_both_stay(
        self, host: Person, guest: Person, full_house: str
    ):
        for person, how in ((host, "register"), (guest, "login")):
            await sync_to_async(post)(how, MIA, person.token)

        for person in (host, guest):
            await sync_to_async(person.ok)("POST", f"/rooms/{full_house}/join")
        async with sitting(full_house, host, guest) as pages:
            assert [len(page.info["members"]) for page in pages] == [2, 2]
        await sync_to_async(guest.ok)("POST", f"/rooms/{full_house}/leave")
        again = await sync_to_async(guest.call)("POST", f"/rooms/{full_house}/join")
        assert (again.status, again.code) == (409, 3003)

    async def test_also_on_the_socket_which_takes_access_tokens(self, mia: dict, room: str):
        second = (await sync_to_async(post)("login", MIA)).data
        first = await Socket(path_of(room, mia["access_token"])).open()
        proof = ["xiaowo.v1", f"bearer.{second['access_token']}"]

        assert first.info["you"]["session_id"] == mia["session"]["id"]
        assert await Socket(path_of(room), subprotocols=proof).refusal() == (3003, 4409)
        assert await Socket(path_of(room, second["refresh_token"])).refusal() == (2001, 4401)
        await first.close()
