"""``/account``: the same as over the API, by forms."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from common.errors import Code, Problem
from rooms.models import RoomMember
from rooms.services import rebuilding
from sessions_app.models import Account, TokenFamily, UserSession
from tests.http.test_accounts import MIA, PASSWORD, me, post
from tests.people import FILM, Person

pytestmark = pytest.mark.django_db

NEW = "another horse 7"


def send(client: Client, action: str, **said: str) -> Any:
    return client.post("/account", {"action": action, **said})


@pytest.fixture
def mia(client: Client) -> Client:
    """Has registered on the page, with a room that she made as a guest."""
    client.post("/", {"action": "create", "name": "Film night", "media_url": FILM})
    answer = send(client, "register", **MIA, email="mia@example.org")
    assert answer.status_code == 302, answer.content
    return client


def cookie_of(client: Client) -> str:
    return client.cookies["xiaowo_session"].value


def test_registering_keeps_the_session_with_its_room(mia: Client):
    session = me(cookie_of(mia)).data

    assert session["account"] == "Mia"
    assert session["id"] == str(RoomMember.objects.get(role="host").session_id)
    page = mia.get("/account").content.decode()
    assert "mia@example.org" in page
    assert 'value="register"' not in page


def test_signing_in_and_out(mia: Client):
    other = Client()
    assert 'value="login"' in other.get("/account").content.decode()
    assert send(other, "login", **MIA).status_code == 302
    assert me(cookie_of(other)).data["account"] == "Mia"

    assert other.get("/account/logout").status_code == 405
    other.post("/account/logout")

    assert me(cookie_of(other)).data["account"] is None
    assert 'value="login"' in other.get("/account").content.decode()
    assert me(cookie_of(mia)).data["account"] == "Mia"


def test_wrong_passwords_are_counted_together_with_the_apis(mia: Client):
    for _ in range(9):
        post("login", {**MIA, "password": "wrong"})

    wrong = send(Client(), "login", username="Mia", password="wrong")
    shut = send(Client(), "login", **MIA)

    assert (wrong.status_code, shut.status_code) == (400, 400)
    assert "用户名或密码不对" in wrong.content.decode()
    assert "请求太" in shut.content.decode() or "稍后" in shut.content.decode()
    assert post("login", MIA).code == 2005


def test_forms_need_the_csrf_token(mia: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = mia.cookies

    assert send(strict, "delete", password=PASSWORD).status_code == 403
    assert strict.post("/account/logout").status_code == 403
    assert User.objects.count() == 1


def test_a_login_outlives_a_guests_day(mia: Client):
    session_id = me(cookie_of(mia)).data["id"]
    mia.cookies["xiaowo_session"] = "over"

    room_id = RoomMember.objects.get().room_id
    mia.get(f"/room/{room_id}")

    assert me(cookie_of(mia)).data["id"] == session_id
    UserSession.objects.all().delete()
    mia.get(f"/room/{room_id}")
    assert me(cookie_of(mia)).data["account"] == "Mia"


def test_changing_the_password_ends_the_other_logins(mia: Client):
    other, api = Client(), post("login", MIA).data
    send(other, "login", **MIA)

    assert send(mia, "password", password="wrong", new_password=NEW).status_code == 400
    assert send(mia, "password", password=PASSWORD, new_password="1234").status_code == 400
    assert me(api["access_token"]).status == 200
    assert send(mia, "password", password=PASSWORD, new_password=NEW).status_code == 302

    assert 'value="delete"' in mia.get("/account").content.decode()
    assert me(cookie_of(mia)).data["account"] == "Mia"
    assert 'value="login"' in other.get("/account").content.decode()
    assert me(cookie_of(other)).data["account"] is None
    assert me(api["access_token"]).code == 2001
    assert post("refresh", {"refresh_token": api["refresh_token"]}).code == 2001
    assert (post("login", MIA).code, post("login", {**MIA, "password": NEW}).status) == (2004, 200)


class TestReset:
    def link(self) -> str:
        found = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)
        assert found
        return found[1]

    def test_sets_a_new_password_once(self, mia: Client):
        other = Client()
        assert other.post("/account/reset", {"email": "Mia@Example.org"}).status_code == 302
        link = self.link()
        assert mail.outbox[0].to == ["mia@example.org"]

        form = other.get(link)["Location"]
        assert "Mia" in other.get(form).content.decode()
        assert other.post(form, {"new_password": "1234"}).status_code == 400
        assert other.post(form, {"new_password": NEW}).status_code == 302

        assert other.get(form).status_code == 404
        assert other.get(link, follow=True).status_code == 404
        assert post("login", {**MIA, "password": NEW}).status == 200
        assert 'value="login"' in mia.get("/account").content.decode()

    def test_does_not_tell_whom_it_knows(self, mia: Client):
        known = Client().post("/account/reset", {"email": "mia@example.org"})
        unknown = Client().post("/account/reset", {"email": "max@example.org"})

        assert len(mail.outbox) == 1
        assert (known.status_code, known["Location"]) == (302, unknown["Location"])

    def test_does_not_flood_a_mailbox(self, mia: Client):
        answers = [
            Client().post("/account/reset", {"email": "mia@example.org"}).status_code
            for _ in range(4)
        ]

        assert answers == [302, 302, 302, 400]
        assert len(mail.outbox) == 3

    @pytest.mark.parametrize("path", ["MQ/nonsense", "nonsense/x", "OTk5/x-y", "_/_"])
    def test_refuses_a_made_up_link(self, mia: Client, path: str):
        answer = Client().get(f"/account/reset/{path}", follow=True)

        assert answer.status_code == 404
        assert User.objects.get().check_password(PASSWORD)


def test_the_export_holds_what_is_kept(mia: Client):
    answer = mia.get("/account/export")

    data = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert data["user"]["email"] == "mia@example.org"
    assert [session["account"] for session in data["sessions"]] == ["Mia"]
    assert [seat["role"] for seat in data["seats"]] == ["host"]
    assert "password" not in answer.content.decode()
    assert Client().get("/account/export").status_code == 302


def test_deleting_takes_sessions_logins_and_seats_along(mia: Client, guest: Person):
    api = post("login", MIA).data
    token, room_id = cookie_of(mia), RoomMember.objects.get().room_id

    assert send(mia, "delete", password="wrong").status_code == 400
    assert me(token).status == 200
    assert send(mia, "delete", password=PASSWORD).status_code == 302

    assert me(token).code == me(api["access_token"]).code == 2001
    assert post("refresh", {"refresh_token": api["refresh_token"]}).code == 2001
    assert post("login", MIA).code == 2004
    assert guest.ok("GET", f"/rooms/{room_id}/members")["results"] == []
    assert (User.objects.count(), TokenFamily.objects.count()) == (0, 0)
    assert UserSession.objects.filter(pk=guest.id).exists()


def test_an_operators_account_is_not_deleted_here(mia: Client):
    User.objects.update(is_staff=True)

    assert send(mia, "delete", password=PASSWORD).status_code == 400
    assert User.objects.count() == 1


def test_an_operator_who_looks_like_somebody_is_told_and_signs_in_nowhere(mia: Client):
    User.objects.create_superuser("m1a", password=PASSWORD)

    answer = post("login", {**MIA, "username": "m1a"})
    assert (answer.status, list(answer.body["details"])) == (400, ["username"])
    other = Client()
    other.force_login(User.objects.get(username="m1a"))

    assert 'value="login"' in other.get("/account").content.decode()
    assert other.get("/account/export")["Location"] == "/account"
    assert other.post("/account/logout").status_code == 302
    assert Account.objects.count() == 1


def test_the_admins_login_is_guarded_together_with_the_others():
    User.objects.create_superuser("desk", password=PASSWORD)
    client = Client(headers={"accept-language": "en"})
    said = {"username": "desk", "password": PASSWORD}
    assert client.post("/admin/login/", said).status_code == 302
    client.logout()
    for _ in range(10):
        wrong = client.post("/admin/login/", {**said, "password": "x"}, REMOTE_ADDR="2001:db8::1")
        assert "correct username and password" in wrong.content.decode()

    shut = client.post("/admin/login/", said, REMOTE_ADDR="2001:db8::2")
    assert "Too many requests, try again later" in shut.content.decode()
    assert post("login", said).status == 200
    assert client.post("/admin/login/", said, REMOTE_ADDR="2001:db8:0:1::2").status_code == 302


def test_an_account_has_its_seat_from_one_browser_and_says_so(mia: Client, host: Person):
    room = host.make_room()["id"]
    Person(mia, {}, cookie_of(mia)).ok("POST", f"/rooms/{room}/join")
    host.ok("DELETE", f"/rooms/{room}")
    assert mia.post(f"/room/{room}/rebuild").status_code == 302
    other = Client(headers={"accept-language": "en"})
    send(other, "login", **MIA)

    page = other.post(f"/room/{room}/rebuild")

    assert page.status_code == 409
    assert "You are in this room already" in page.content.decode()


def test_a_database_that_is_away_is_told_on_a_page(mia: Client, host: Person, monkeypatch: Any):
    room = host.make_room()["id"]

    async def fail(**_: Any) -> None:
        raise Problem(Code.DATABASE)

    monkeypatch.setattr(rebuilding, "rebuild_room", fail)

    page = mia.post(f"/room/{room}/rebuild", headers={"accept-language": "en"})

    assert page.status_code == 503
    assert "The room cannot be opened right now" in page.content.decode()


def test_a_session_is_kept_as_long_as_its_login(mia: Client):
    assert UserSession.objects.get().expires_at > timezone.now() + timedelta(days=13)
