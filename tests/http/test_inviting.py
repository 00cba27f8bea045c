"""What a room offers for inviting friends and for being somebody."""

import re

import pytest
from django.test import Client

from sessions_app.models import UserSession
from tests.http.test_pages import config_of
from tests.people import Person

pytestmark = pytest.mark.django_db


class TestQrCode:
    def test_is_a_picture_that_may_be_kept(self, client: Client, room: str):
        response = client.get(f"/room/{room}/qr.svg")

        assert response.headers["Content-Type"] == "image/svg+xml"
        assert "max-age=86400" in response.headers["Cache-Control"]
        assert re.match(
            rb'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \d+ \d+">', response.content
        )
        assert UserSession.objects.count() == 1

    def test_holds_the_whole_link(self, client: Client, room: str):
        plain = client.get(f"/room/{room}/qr.svg").content
        secure = client.get(f"/room/{room}/qr.svg", secure=True).content

        assert client.get(f"/room/{room.lower()}/qr.svg").content == plain
        assert len({plain, secure, client.get("/room/ZZZZZZ/qr.svg").content}) == 3

    def test_does_not_tell_which_rooms_there_are(self, client: Client, db: None):
        for number in range(25):
            assert client.get(f"/room/ZZZZ{number:02}/qr.svg").status_code == 200
        assert client.get("/room/nonsense/qr.svg").status_code == 404


class TestDisguises:
    def test_ones_own_face_comes_first(self, client: Client, host: Person, room: str):
        client.cookies["xiaowo_session"] = host.token

        config = config_of(client.get(f"/room/{room}").content.decode())

        assert config["faces"][0] == host.session["avatar"]
        assert len(set(config["faces"])) == 12
        for face in config["faces"]:
            host.ok("PUT", f"/sessions/{host.id}", {"avatar": face})

    def test_names_are_in_the_readers_language(self, client: Client, room: str):
        english = client.get(f"/room/{room}", headers={"Accept-Language": "en"})
        config = config_of(english.content.decode())

        assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name) for name in config["nicknames"])
        assert re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", config["session"]["nickname"])
        chinese = config_of(Client().get(f"/room/{room}").content.decode())
        assert all(re.fullmatch(r"[\u4e00-\u9fff]{4,}", name) for name in chinese["nicknames"])

    def test_everybody_reads_the_new_name(self, host: Person, guest: Person, full_house: str):
        face = "/avatars/abc.svg"
        guest.ok("PUT", f"/sessions/{guest.id}", {"nickname": "Otter", "avatar": face})

        members = host.ok("GET", f"/rooms/{full_house}/members")["results"]
        assert ("Otter", face) in {(one["nickname"], one["avatar"]) for one in members}
