"""Links that do not play: each has its own sentence, and room and page stay usable."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.test_live import wait_to_be_in_step
from tests.e2e.watcher import CLIP_URL, PATIENCE_MS, Watcher
from tests.support.films import Films, running_films
from tests.support.process import Server, running_server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def films() -> Iterator[Films]:
    """Another host, as far as the page is concerned."""
    with running_films() as running:
        yield running


@pytest.fixture(scope="module")
def server(films: Films) -> Iterator[Server]:
    """May look at films on this machine, and knows a clip whose host lets no page read it."""
    environment = {"PROXY_ALLOW_NETWORKS": "127.0.0.0/8", "PROXY_PORTS": f"80,{films.port}"}
    with running_server(counted=False, **environment) as running:
        with sqlite3.connect(running.data / "xiaowo.sqlite3") as record:
            record.execute(
                "INSERT INTO demo_clips (title, title_en, url, fallback, duration, poster,"
                " position, is_offline, is_active) VALUES ('跨域', '', ?, '', 90, '', 50, 0, 1)",
                [f"{films.base}/closed/hls/video.m3u8"],
            )
        record.close()
        yield running


@pytest.fixture
def owner(server: Server, arrive: Arrive) -> Iterator[Watcher]:
    """Has made a room; what their browser complains of is expected here."""
    person = arrive("owner", **STILL)
    person.create_room(server.base)
    person.join()
    yield person
    forgive(person)


def bad(films: Films) -> list[tuple[str, str]]:
    """Return links and what people read about them."""
    return [
        ("film", "不是一个有效的网址"),
        ("https://user:secret@films.example/a.mp4", "不是一个有效的网址"),
        ("https://www.bilibili.com/video/BV1xx411c7mD", "这是哔哩哔哩的网页"),
        (f"{films.base}/page/watch", "这个链接是网页"),
        (f"{films.base}/disguised/a.mp4", "这个链接是网页"),
        (f"{films.base}/nothing.mp4", "已经不存在了（404）"),
        (f"{films.base}/forbidden/a.mp4", "受到保护"),
        (f"{films.base}/typed/a.mp4?type=application/pdf", "不是视频（application/pdf）"),
        (f"{films.base}/ill/a.mp4", "服务器出错了（500）"),
        (f"{films.base}/closed/hls/audio.m3u8", "跨域限制"),
        (f"{films.base}/nothing.m3u8", "已经不存在了（404）"),
        ("http://127.0.0.1:80/a.mp4", "无法连接"),
        (f"{films.base}/bottomless/a.mp4", "5 秒内没有加载出画面"),
    ]


def test_each_bad_link_has_its_sentence_and_changes_nothing(owner: Watcher, films: Films):
    page = owner.page
    page.get_by_test_id("change-media").click()
    status = page.locator("#media-status")

    for link, sentence in bad(films):
        page.locator("#media-url").fill(link)
        page.keyboard.press("Enter")
        expect(status).to_contain_text(sentence, timeout=PATIENCE_MS)
        if link.endswith("/page/watch"):
            shoot(page, "media-page")

    shoot(page, "media-wrong")
    page.locator("#tab-demos").click()
    shoot(page, "media-demos")
    page.keyboard.press("Escape")
    owner.play()
    owner.wait(f"video.src.endsWith('{CLIP_URL}') && video.currentTime > 0.3")


def test_a_clip_that_pages_may_not_read_comes_through_the_server(
    owner: Watcher, server: Server, films: Films
):
    page = owner.page
    page.get_by_test_id("change-media").click()
    page.locator("#tab-demos").click()
    page.get_by_role("button", name="跨域 1:30").click()

    owner.wait("video.src.startsWith('blob:') && video.readyState >= 2")
    expect(page.locator("#film-title")).to_have_text("跨域")
    owner.play()
    owner.wait("video.currentTime > 0.3")
    passes = page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    assert any("/api/v1/proxy/video" in name and "pass=" in name for name in passes)


def test_a_film_that_is_not_there_leaves_a_way_out(server: Server, arrive: Arrive, films: Films):
    person = arrive("owner", **STILL)
    person.create_room(server.base, film=f"{films.base}/%E5%A4%A7%E9%9B%84%E5%85%94/nothing.mp4")
    page = person.page
    person.press("join")

    failed = page.locator("#media-failed")
    expect(failed).to_be_visible(timeout=PATIENCE_MS)
    expect(failed).to_contain_text("已经不存在了（404）")
    expect(page.locator("#film-title")).to_have_text("nothing")
    assert len(films.asked_for("/%E5%A4%A7%E9%9B%84%E5%85%94/nothing.mp4")) >= 4
    shoot(page, "media-failed")

    page.get_by_role("button", name="修改链接").click()
    expect(page.locator("#media-url")).to_have_value(re.compile("nothing.mp4$"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="使用预设片源").click()
    page.get_by_role("button", name="小窝演示片（可离线） 1:30").click()

    expect(failed).to_be_hidden()
    person.wait(f"video.src.endsWith('{CLIP_URL}') && video.readyState >= 2")
    expect(page.locator("#film-title")).to_have_text("小窝演示片（可离线）")
    forgive(person)


def test_a_damaged_place_can_be_passed(owner: Watcher, films: Films):
    page = owner.page
    change_film(page, f"{films.base}/damaged/a.mp4")
    owner.wait("video.src.includes('damaged') && video.readyState >= 2")

    owner.seek_to(45)
    failed = page.locator("#media-failed")
    expect(failed).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="跳过这 10 秒").click()

    owner.wait("video.readyState >= 2 && Math.abs(video.currentTime - 55) < 1")
    expect(failed).to_be_hidden()
    owner.play()
    owner.wait("!video.paused && video.currentTime > 56")


def test_a_broadcast_is_shown_as_one(owner: Watcher, arrive: Arrive, films: Films):
    page = owner.page
    # Nothing in its name tells that it is a playlist.
    change_film(page, f"{films.base}/live/now")
    owner.wait("video.duration === Infinity && video.readyState >= 2")
    expect(page.get_by_test_id("duration")).to_have_text("直播")
    expect(page.get_by_test_id("seek")).to_be_disabled()

    owner.play()
    owner.wait("!video.paused && video.currentTime > 1")
    shoot(page, "media-live")
    late = arrive("late")
    late.join(page.url)
    late.wait("!video.paused && video.duration === Infinity && video.currentTime > 1")
    wait_to_be_in_step("joining late, without dates", owner, late)


ODD_NAMES = [
    "👨‍👩‍👧‍👦🎬🍿",
    "مساء الفيلم ‮ليلة",
    "Z" + "\u0335\u0321\u0310\u0346\u0362" * 20 + "algo",
    "<img src=x onerror=alert(1)><b>fett",
]


def test_odd_names_and_texts_leave_the_page_usable(server: Server, arrive: Arrive):
    person = arrive("odd", viewport={"width": 390, "height": 844})
    person.create_room(server.base, name="".join(ODD_NAMES)[:60])
    person.join()
    page = person.page

    for text in [*ODD_NAMES, "长" * 500]:
        page.get_by_test_id("chat-input").fill(text)
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("chat-list").locator("li")).to_have_count(5)
    expect(page.get_by_test_id("chat-list")).to_contain_text("<img src=x onerror=alert(1)><b>fett")
    page.get_by_test_id("change-media").click()
    page.locator("#media-url").fill(CLIP_URL)
    page.locator("#media-name").fill(ODD_NAMES[2] + ODD_NAMES[3])
    page.keyboard.press("Enter")
    expect(page.locator("#film-title")).to_contain_text("<b>fett")

    assert page.evaluate(SIDEWAYS) == 0
    assert page.locator("li img[src=x], .room-names img").count() == 0
    # Marks that pile up on a letter stay within their line.
    tallest = page.evaluate("document.querySelector('.room-head').getBoundingClientRect().height")
    assert tallest < 80
    person.play()
    person.wait("video.currentTime > 0.3")


def forgive(person: Watcher) -> None:
    """Forget what their browser complained of, and what it will while it closes."""
    person.page.remove_listener("console", person._note)
    person.errors.clear()


def change_film(page: Page, film: str) -> None:
    """Give the room another film by its dialog."""
    page.get_by_test_id("change-media").click()
    page.locator("#media-url").fill(film)
    page.keyboard.press("Enter")
    expect(page.locator("#media-dialog")).to_be_hidden(timeout=PATIENCE_MS)
