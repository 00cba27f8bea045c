"""Two people and a moderator: what is pressed at the desk is seen on both pages at once."""

import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.test_talking import PHONE, line, say
from tests.e2e.watcher import CLIP_URL, Watcher
from tests.processes.test_serving import post
from tests.support.process import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

PASSWORD = "correct horse battery"
# Somebody of the staff who is in the group "moderator" and has no other rights.
MAKE_MODERATOR = (
    "from django.contrib.auth.models import Group, User;"
    f"mia = User.objects.create_user('mia', password='{PASSWORD}', is_staff=True);"
    "mia.groups.add(Group.objects.get(name='moderator'))"
)
ADVERT = "加我看免费大片 spam.example"
# The label of Django's search field is a picture with a text, which axe-core does not take for one.
DJANGOS = ("label-title-only",)
# What Mia does here, as the audit log calls it, and to whom or with what outcome; newest first.
DEEDS = (
    ("请出所有人", ""),
    ("请出或封禁", "阿梅"),
    ("请出或封禁", "吵闹的鹅"),
    ("清空聊天", ""),
    ("运营人员暂停了影片", ""),
    ("处理举报", "作者已禁言"),
    ("禁言", "吵闹的鹅"),
)


def make_moderator(server: Server) -> None:
    """Add Mia to the staff, in a process of its own as an operator would."""
    environment = {
        **os.environ,
        **server.environment,
        "DATA_DIR": str(server.data),
        "ENV_FILE": str(server.data / "no.env"),
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE_MODERATOR]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)


def fill(server: Server, room: str) -> None:
    """Add what a desk looks like on a usual day: other rooms, and a film that fails."""
    for nickname, name in (("安静的猫", "周末连播"), ("慢吞吞的龟", "深夜恐怖片")):
        token = post(server, "/sessions", {"nickname": nickname})["token"]
        post(server, "/rooms", {"name": name, "media_url": CLIP_URL}, token)
    told = {"event_name": "error_occur", "detail": "media", "room_id": room}
    post(server, "/track", {"events": [{**told, "url": CLIP_URL}]})


def sign_in(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/admin/")
    page.locator("#id_username").fill("mia")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".desk-today")).to_contain_text("今日观看")


def named(arrive: Arrive, server: Server, nickname: str, **options: object) -> Watcher:
    """Somebody with a page of their own who goes by this name."""
    person = arrive(nickname, **STILL, **options)
    made = person.context.request.post(
        f"{server.base}/api/v1/sessions", data={"nickname": nickname}
    )
    assert made.ok, made.text()
    return person


def report(page: Page, text: str) -> None:
    line(page, text).locator(".line-text").click(button="right")
    page.locator("#line-menu [data-deed=report]").click()
    dialog = page.locator("#report-dialog")
    dialog.get_by_label("广告或诈骗").check()
    dialog.get_by_role("button", name="举报").click()
    # Taken: what is refused stays open.
    expect(dialog).to_be_hidden()


def do(page: Page, deed: str, *, asks: bool = True) -> None:
    """Press a button of the room's page at the desk, and once more where it asks."""
    page.locator(".desk-deeds").get_by_role("button", name=deed).click()
    if asks:
        page.locator(".desk-ask").get_by_role("button", name=deed).click()
    expect(page.locator(".messagelist")).to_contain_text(f"{deed}：已处理 1 项")


def mute_the_author(page: Page, server: Server) -> None:
    """Take the one report of the queue."""
    page.goto(f"{server.base}/admin/rooms/messagereport/")
    queue = page.locator("#result_list")
    expect(queue).to_contain_text(ADVERT)
    expect(queue).to_contain_text("垃圾信息")
    shoot(page, "desk-reports", known=DJANGOS)
    queue.locator("tbody input.action-select").check()
    page.locator("select[name=action]").select_option("mute")
    page.locator("button[name=index]").click()
    page.locator(".desk-ask select[name=minutes]").select_option("60")
    page.locator(".desk-ask [name=sure]").click()
    expect(page.locator(".messagelist")).to_contain_text("禁言作者：已处理 1 项")
    expect(page.locator("#result_list tbody tr")).to_have_count(0)


def test_what_a_moderator_does_at_the_desk_two_people_see_at_once(server: Server, arrive: Arrive):
    host = named(arrive, server, "阿梅")
    guest = named(arrive, server, "吵闹的鹅", **PHONE)
    staff = arrive("staff", **STILL)
    make_moderator(server)
    address = host.create_room(server.base, name="周五电影夜")
    room = address[-6:]
    host.join()
    guest.join(address)
    host.wait_for_company(2)
    host.play()
    fill(server, room)

    say(host, "今晚看这个")
    expect(line(guest.page, "今晚看这个")).to_be_visible()
    say(guest, ADVERT)
    expect(line(host.page, ADVERT)).to_be_visible()
    report(host.page, ADVERT)

    page = staff.page
    sign_in(page, server)
    expect(page.locator(".desk-links")).to_contain_text("xiaowo-demo.mp4")
    shoot(page, "desk-start", known=DJANGOS)
    mute_the_author(page, server)
    field = guest.page.get_by_test_id("chat-input")
    expect(field).not_to_be_editable()
    expect(field).to_have_attribute("placeholder", re.compile("^你被禁言到"))
    host.page.locator("#tab-members").click()
    expect(host.page.get_by_test_id("member").nth(1)).to_contain_text("禁言到")
    host.page.locator("#tab-chat").click()

    page.goto(f"{server.base}/admin/rooms/room/")
    row = page.locator("#result_list tr", has_text=room)
    expect(row).to_contain_text("2 / 7")
    # A busy machine may hold the film up just now.
    expect(row).to_contain_text(re.compile("播放中|等待成员"))
    shoot(page, "desk-rooms", known=DJANGOS)
    row.get_by_role("link", name=room).click()
    expect(page.locator(".desk-people li")).to_have_text(["阿梅 · 房主", "吵闹的鹅 · 成员"])
    shoot(page, "desk-room", known=DJANGOS)
    desk = page.url

    do(page, "暂停影片", asks=False)
    for person in (host, guest):
        person.wait("video.paused")

    page.goto(desk)
    do(page, "清空聊天")
    for person in (host, guest):
        expect(line(person.page, ADVERT)).to_have_count(0)
        expect(line(person.page, "今晚看这个")).to_have_count(0)

    page.goto(desk)
    page.locator(".desk-deeds").get_by_role("button", name="封禁成员").click()
    page.get_by_label("吵闹的鹅").check()
    shoot(page, "desk-ban", known=DJANGOS)
    page.locator(".desk-ask [name=sure]").click()
    expect(page.locator(".messagelist")).to_contain_text("封禁成员：已处理 1 项")
    expect(guest.page.locator("#over-dialog")).to_contain_text("你被请出了这个房间")
    host.wait_for_company(1)

    page.goto(desk)
    do(page, "请出所有人")
    expect(host.page.locator("#over-dialog")).to_contain_text("你被请出了这个房间")

    page.goto(f"{server.base}/admin/rooms/roomactivity/?by=operators&q={quote(room)}")
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(len(DEEDS))
    for shown, (what, whom) in zip(rows.all(), DEEDS, strict=True):
        expect(shown).to_contain_text("运营 mia")
        expect(shown).to_contain_text(what)
        expect(shown).to_contain_text(whom)
    shoot(page, "desk-audit", known=DJANGOS)
    # axe-core copies a style sheet of this page of Django's, which our policy forbids.
    staff.errors = [told for told in staff.errors if "inline style" not in told]
