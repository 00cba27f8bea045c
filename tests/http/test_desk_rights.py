"""Who of the staff may do what at the desk; what is refused has changed nothing."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from common import table
from rooms.models import Room, RoomActivity, RoomMember, SyncMessage
from sessions_app.models import Account, AddressRule, TokenFamily, UserSession
from tests.people import Person, call

pytestmark = pytest.mark.django_db

PEOPLE = ("moderator", "operator", "superuser", "staff", "visitor")
PLACES = "/admin/rooms/room/"


def staff(kind: str) -> Client:
    """Sign somebody in to the admin: with a group, all rights, none, or no staff at all."""
    client = Client(headers={"Accept-Language": "en"})
    user = User.objects.create_user(kind, password="x", is_staff=kind != "visitor")
    if kind == "superuser":
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    group = Group.objects.filter(name=kind).first()
    if group is not None:
        user.groups.add(group)
    client.force_login(user)
    return client


MODERATORS = {"moderator", "operator", "superuser"}
OPERATORS = {"operator", "superuser"}
# Page, and who may look at it.
PAGES = {
    "rooms/room": MODERATORS,
    "rooms/roommember": MODERATORS,
    "rooms/syncmessage": MODERATORS,
    "rooms/roomban": MODERATORS,
    "rooms/messagereport": MODERATORS,
    "rooms/roomactivity": MODERATORS,
    "rooms/roomactivity/export": MODERATORS,
    "sessions_app/usersession": MODERATORS,
    "playback/playbackrecord": MODERATORS,
    "sessions_app/account": OPERATORS,
    "sessions_app/tokenfamily": OPERATORS,
    "sessions_app/addressrule": OPERATORS,
    "sessions_app/addressrule/add": OPERATORS,
    "playback/democlip": OPERATORS,
    "playback/democlip/add": OPERATORS,
    "playback/failinglink": MODERATORS,
    "playback/mediahostrule": OPERATORS,
    "playback/mediahostrule/add": OPERATORS,
    "auth/user": {"superuser"},
    "auth/user/add": {"superuser"},
    "auth/group": {"superuser"},
    "rooms/room/add": set(),
    "rooms/roomactivity/add": set(),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_open_for_whom_they_are(who: str):
    desk = staff(who)

    answers = {page: desk.get(f"/admin/{page}/") for page in PAGES}

    # Who is no staff at all is sent to the login.
    no = 302 if who == "visitor" else 403
    wanted = {page: 200 if who in allowed else no for page, allowed in PAGES.items()}
    assert {page: answer.status_code for page, answer in answers.items()} == wanted


def chosen(desk: Client, page: str, deed: str, row: Any, **said: str) -> None:
    desk.post(page, {"action": deed, "_selected_action": str(row), "sure": "1", **said})


def snapshot() -> Any:
    return (
        list(Room.objects.values()),
        list(RoomMember.objects.order_by("pk").values()),
        [m.objects.count() for m in (RoomActivity, SyncMessage, UserSession, AddressRule)],
        list(User.objects.filter(account__isnull=False).values("is_active")),
        list(TokenFamily.objects.values("revoked_at")),
    )


def test_a_moderator_keeps_the_peace_and_no_more(host: Person, guest: Person, full_house: str):
    mia = call(
        host.client, "POST", "/auth/register", {"username": "Mia", "password": "correct horse"}
    )
    account = Account.objects.get()
    desk = staff("moderator")
    before = snapshot()

    chosen(desk, PLACES, "delete", full_house)
    chosen(desk, "/admin/sessions_app/usersession/", "end", guest.id)
    chosen(desk, "/admin/sessions_app/account/", "suspend", account.pk)
    chosen(desk, "/admin/sessions_app/account/", "sign_out", account.pk)
    desk.post("/admin/sessions_app/addressrule/add/", {"network": "10.0.0.0/8"})
    # Django's own way of deleting, past the services, is open to nobody.
    chosen(desk, PLACES, "delete_selected", full_house, post="yes")
    desk.post(f"{PLACES}{full_house}/delete/", {"post": "yes"})
    desk.post(f"{PLACES}{full_house}/change/", {"name": "Mine"})
    assert mia.status == 201
    assert snapshot() == before

    chosen(desk, PLACES, "archive", full_house)
    assert Room.objects.get().status == "archived"


def test_an_operator_ends_sessions_and_suspends_accounts(guest: Person, full_house: str):
    said = {"username": "Mia", "password": "correct horse"}
    mia = call(Client(), "POST", "/auth/register", said).data
    boss = User.objects.create_superuser("boss", password="correct horse")
    call(Client(), "POST", "/auth/login", {"username": "boss", "password": "correct horse"})
    desk = staff("operator")
    accounts = "/admin/sessions_app/account/"

    chosen(desk, "/admin/sessions_app/usersession/", "end", guest.id)
    assert guest.call("GET", "/sessions/me").code == 2001
    assert not RoomMember.objects.filter(session_id=guest.id).exists()

    token = {"Authorization": f"Bearer {mia['access_token']}"}
    assert call(Client(), "GET", "/sessions/me", **token).status == 200
    chosen(desk, accounts, "suspend", mia["user"]["id"])
    assert call(Client(), "GET", "/sessions/me", **token).code == 2001
    assert call(Client(), "POST", "/auth/login", said).code == 2004
    chosen(desk, accounts, "restore", mia["user"]["id"])
    again = call(Client(), "POST", "/auth/login", said)
    assert again.status == 200
    chosen(desk, accounts, "sign_out", mia["user"]["id"])
    used = {"refresh_token": again.data["refresh_token"]}
    assert call(Client(), "POST", "/auth/refresh", used).code == 2001

    # Nobody of the staff is locked out by one who is less.
    chosen(desk, accounts, "suspend", Account.objects.get(user=boss).pk)
    boss.refresh_from_db()
    assert boss.is_active
    assert [(line.operator, line.activity_type, line.details.get("account")) for line in
            RoomActivity.objects.exclude(operator="").order_by("id")] == [
        ("operator", "session_ended", None),
        ("operator", "account_suspended", "Mia"),
        ("operator", "account_restored", "Mia"),
        ("operator", "logins_ended", "Mia"),
    ]  # fmt: skip


def test_what_is_edited_in_a_form_is_in_the_audit_log(db: None):
    desk = staff("operator")
    page = "/admin/sessions_app/addressrule/"

    desk.post(f"{page}add/", {"network": "198.51.100.0/24", "note": "spam"})
    rule = AddressRule.objects.get()
    desk.post(f"{page}{rule.pk}/change/", {"network": rule.network, "note": "floods"})
    desk.post(f"{page}{rule.pk}/delete/", {"post": "yes"})

    told = [(line.operator, line.activity_type, line.details["record"], line.details.get("fields"))
            for line in RoomActivity.objects.order_by("id")]  # fmt: skip
    assert told == [
        ("operator", "record_added", "sessions_app.addressrule", None),
        ("operator", "record_changed", "sessions_app.addressrule", ["Note"]),
        ("operator", "record_deleted", "sessions_app.addressrule", None),
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("小窝", "小窝"),
        (None, ""),
        (7, "7"),
    ],
)
def test_no_cell_is_a_formula(cell: Any, shown: str):
    assert table.safe(cell) == shown


def test_the_audit_log_is_saved_as_the_filters_leave_it(host: Person, full_house: str):
    evil = Person.arrive('=HYPERLINK("http://evil")')
    evil.ok("POST", f"/rooms/{full_house}/join")
    other = Person.arrive().make_room()["id"]
    desk = staff("moderator")

    page = desk.get(f"/admin/rooms/roomactivity/export/?q={full_house}&activity_type=member_joined")
    text = b"".join(page).decode()  # type: ignore[call-overload]
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert page.headers["Content-Disposition"].startswith('attachment; filename="xiaowo-audit-')
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert {row["room"] for row in rows} == {full_house}
    assert {row["activity"] for row in rows} == {"member_joined"}
    assert rows[0]["actor_nickname"] == f"'{evil.session['nickname']}"
    assert len(rows) == 3
    assert other not in text
    exported = RoomActivity.objects.get(activity_type="audit_exported")
    assert (exported.operator, exported.details["filters"]["q"]) == ("moderator", full_house)


@pytest.mark.parametrize("wrong", ["created_at__gte=x", "created_at__lt=2026-13-40"])
def test_a_wrong_filter_exports_nothing_and_says_so(room: str, wrong: str):
    page = staff("moderator").get(f"/admin/rooms/roomactivity/export/?{wrong}", follow=True)

    assert page.redirect_chain == [("/admin/rooms/roomactivity/", 302)]
    assert "a filter is wrong" in page.content.decode()
    assert not RoomActivity.objects.filter(activity_type="audit_exported").exists()


def test_the_audit_log_speaks_words_and_its_file_keeps_keys(host: Person, room: str):
    host.ok("PATCH", f"/rooms/{room}", {"name": "Other", "is_locked": True})
    desk = staff("moderator")

    page = desk.get("/admin/rooms/roomactivity/?activity_type=room_updated").content.decode()
    file = desk.get("/admin/rooms/roomactivity/export/?activity_type=room_updated")
    [row] = csv.DictReader(io.StringIO(b"".join(file).decode()))  # type: ignore[call-overload]

    assert "Edited: Locked, Name" in page
    assert "fields" not in page.split('id="result_list"')[1]
    assert row["details"] == '{"fields": ["is_locked", "name"]}'
