"""Details of the audit log, as the desk says them."""

from typing import Any

import pytest
from django.utils.translation import override

from rooms.desk.details import in_words

COMMAND = {
    "current_time": 75.2, "playback_rate": 1.5, "media_url": "https://films.example/one.mp4",
    "title": "", "effective_at": 1_790_000_000_000,
}  # fmt: skip
CASES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "", ""),
    (
        {"fields": ["is_private", "settings"]},
        "Edited: Private, Settings",
        "改动：私密、设置",
    ),
    # What Django calls its fields is words already.
    ({"fields": ["备注"]}, "Edited: 备注", "改动：备注"),
    (
        {"role": "admin", "permissions": {"chat": False, "manage": True}},
        "Role: Admin · May: Chat (No), Manage the room and its members (Yes)",
        "角色：管理员 · 权限：聊天（否）、管理房间和成员（是）",
    ),
    ({"role": "host", "reason": "absence"}, "Role: Host · Why: The host was away",
     "角色：房主 · 原因：房主离开"),
    ({"ban": True, "minutes": None}, "Banned: Yes", "封禁：是"),
    (
        COMMAND,
        "Position: 1:15 · Speed: 1.5× · Film: https://films.example/one.mp4",
        "播放进度：1:15 · 播放速度：1.5× · 影片：https://films.example/one.mp4",
    ),
    ({"drift_ms": -12_345}, "Off by: -12.3 s", "偏差：-12.3 秒"),
    (
        {"record": "sessions_app.addressrule", "name": "10.0.0.0/8"},
        "Entry: address rule · Name: 10.0.0.0/8",
        "条目：地址规则 · 名称：10.0.0.0/8",
    ),
    ({"record": "gone.table"}, "Entry: gone.table", "条目：gone.table"),
    (
        {"filters": {"q": "8XA92B", "activity_type__exact": "member_kicked"}},
        "Filters: Search (8XA92B), What (Sent out or banned)",
        "筛选：搜索（8XA92B）、操作（请出或封禁）",
    ),
    ({"outcome": "muted", "message_id": "x"}, "Outcome: Author muted · Chat line: x",
     "处理结果：作者已禁言 · 聊天：x"),
    # Of a version to come.
    ({"shade": {"of": "grey"}}, "shade: {'of': 'grey'}", "shade：{'of': 'grey'}"),
]  # fmt: skip


@pytest.mark.parametrize(("details", "english", "chinese"), CASES)
def test_details_are_said_in_words(details: dict[str, Any], english: str, chinese: str):
    with override("en"):
        assert in_words(details) == english
    with override("zh-hans"):
        assert in_words(details) == chinese


def test_moments_are_local_and_odd_ones_stay():
    with override("en"):
        assert in_words({"until": "2026-01-02T03:04:05Z"}).startswith("Until: Jan. 2, 2026")
        assert in_words({"until": "soon"}) == "Until: soon"


def test_a_cell_does_not_grow_without_end():
    assert len(in_words({"name": "x" * 1000})) == 200
