"""Xiaowo as an app: what it keeps for the time without a network."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import CLIP_URL
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

ACTIVE = """async () => {
  const {active} = await navigator.serviceWorker.ready;
  await new Promise((done) => {
    const look = () => (active.state === "activated" ? done() : setTimeout(look, 20));
    look();
  });
}"""
# Part of the clip, as a player asks for it.
PART = """async (url) => {
  const answer = await fetch(url, {headers: {Range: "bytes=100-199"}});
  const {byteLength} = await answer.arrayBuffer();
  return [answer.status, answer.headers.get("Content-Range")?.split("/")[0], byteLength];
}"""
# Not by wait_for_function, to which a promise is as good as a yes.
KEPT = """async (url) => {
  const until = Date.now() + 60_000;
  while (!(await caches.match(url))) {
    if (Date.now() > until) throw new Error("never kept");
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


def test_the_shell_and_the_clip_outlive_the_network(server: Server, arrive: Arrive):
    person = arrive("traveller", service_workers="allow", **STILL)
    person.may_be_refused, person.may_be_told = True, {404}
    page = person.page
    page.goto(server.base)
    page.evaluate(ACTIVE)
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")

    assert page.evaluate(PART, CLIP_URL) == [206, "bytes 100-199", 100]
    page.evaluate(KEPT, CLIP_URL)
    paths = page.evaluate(
        """async () => {
          const [name] = await caches.keys();
          const requests = await (await caches.open(name)).keys();
          return requests.map(({url}) => new URL(url).pathname);
        }"""
    )
    assert {path for path in paths if not path.startswith("/static/")} == {"/offline"}

    server.stop()
    try:
        page.goto(f"{server.base}/room/8XA92B")
        expect(page.get_by_role("heading", level=1)).to_have_text("网络断开了")
        expect(page.locator("[data-state=unreachable]")).to_be_visible()
        assert page.evaluate(PART, CLIP_URL) == [206, "bytes 100-199", 100]
        video = page.locator("#offline-clip video")
        expect(video).to_be_visible()
        video.evaluate("(video) => { video.muted = true; video.play(); }")
        page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
        video.evaluate("(video) => { video.pause(); video.currentTime = 60; }")
        page.wait_for_function("() => document.querySelector('video').readyState >= 2")
        shoot(page, "offline")
    finally:
        server.start()

    page.wait_for_url("**/room/8XA92B")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这个房间")
