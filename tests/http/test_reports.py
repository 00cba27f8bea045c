"""Reporting a chat line, and closing the report."""

from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync

from common.clock import cloud_ms
from common.ids import new_id
from rooms.models import MessageReport, Room, RoomActivity, SyncMessage
from rooms.services import lifecycle, reports
from rooms.services.audit import Origin
from tests.people import Answer, Person

pytestmark = pytest.mark.django_db

BAD_LINE = "buy my pills"


def say(person: Person, room: str, text: str = BAD_LINE) -> str:
    return person.ok("POST", f"/rooms/{room}/messages", {"text": text})["message_id"]


def report(person: Person, room: str, line: str, **body: Any) -> Answer:
    body = {"reason": "spam", **body}
    return person.call("POST", f"/rooms/{room}/messages/{line}/report", body)


@pytest.fixture
def line(guest: Person, full_house: str) -> str:
    """Something that the guest has said."""
    return say(guest, full_house)


def test_keeps_a_copy_that_outlives_the_line_and_the_room(
    host: Person, guest: Person, full_house: str, line: str
):
    answer = report(host, full_house, line, text="  again\nand again ")

    SyncMessage.objects.all().delete()
    Room.objects.all().delete()
    kept = MessageReport.objects.get()
    assert answer.status == 201
    assert answer.data["text"] == kept.note == "again and again"
    assert (kept.room_id, kept.room_code, str(kept.message_id)) == (None, full_house, line)
    assert (kept.text, kept.nickname, str(kept.session_id)) == (BAD_LINE, "guest", guest.id)
    assert (str(kept.reporter_id), kept.reason, kept.state) == (host.id, "spam", "open")


def test_is_made_once_per_reporter_and_line(
    host: Person, guest: Person, stranger: Person, full_house: str, line: str
):
    stranger.ok("POST", f"/rooms/{full_house}/join")

    first = report(host, full_house, line)
    again = report(host, full_house, line.upper(), reason="abuse")
    other = report(stranger, full_house, line, reason="abuse")

    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert again.data == first.data
    assert MessageReport.objects.count() == 2


def test_the_rooms_log_does_not_say_by_whom(
    host: Person, guest: Person, full_house: str, line: str
):
    report(host, full_house, line)

    logged = host.ok("GET", f"/rooms/{full_house}/activities?type=message_reported")["results"][0]
    assert (logged["actor_session"], logged["target_session"]) == (None, guest.id)
    assert (logged["ip_address"], logged["user_agent"]) == (None, "")
    assert logged["details"] == {"message_id": line, "reason": "spam"}


def test_refuses_what_cannot_be_reported(
    host: Person, guest: Person, stranger: Person, full_house: str, line: str
):
    elsewhere = say(stranger, stranger.make_room()["id"])
    deleted = say(guest, full_house)
    host.ok("DELETE", f"/rooms/{full_house}/messages/{deleted}")
    command = say(guest, full_house)
    SyncMessage.objects.filter(pk=command).update(message_type="play")
    nowhere = str(new_id(now_ms=cloud_ms()))

    for bad in (elsewhere, deleted, command, nowhere, "nonsense"):
        answer = report(host, full_house, bad)
        assert (answer.status, answer.code) == (400, 4002)
        assert "message_id" in answer.body["details"]
    assert report(guest, full_house, line).body["details"] == {"message_id": ["oneself"]}
    assert report(stranger, full_house, line).code == 2003
    assert not MessageReport.objects.exists()
    assert not RoomActivity.objects.filter(activity_type="message_reported").exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": "ugly"}, 4002),
        ({"reason": None}, 4002),
        ({"reason": ""}, 4002),
        ({"text": "x" * 301}, 4003),
        ({"text": 5}, 4002),
    ],
)
def test_refuses_bad_bodies(
    host: Person, full_house: str, line: str, body: dict[str, Any], code: int
):
    answer = report(host, full_house, line, **body)

    assert (answer.status, answer.code) == (400, code)
    assert not MessageReport.objects.exists()


def test_a_flood_of_reports_is_refused(
    host: Person, guest: Person, full_house: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reports, "MOST_OF_SESSION", 2)
    lines = [say(guest, full_house, f"line {n}") for n in range(3)]

    answers = [report(host, full_house, line) for line in lines]

    assert [answer.status for answer in answers] == [201, 201, 429]
    assert answers[-1].code == 2005
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert report(host, full_house, lines[0]).status == 200
    assert MessageReport.objects.count() == 2


def test_is_closed_once_and_the_room_logs_it(host: Person, full_house: str, line: str):
    report_id = UUID(report(host, full_house, line).data["id"])

    def close(by: str, outcome: str) -> bool:
        return reports.handle_report(
            report_id=report_id, outcome=outcome, now_ms=cloud_ms(), origin=Origin(operator=by)
        )

    assert close("mia", "line deleted") is True
    assert close("tom", "ignored") is False
    kept = MessageReport.objects.get()
    assert (kept.state, kept.handled_by, kept.outcome) == ("handled", "mia", "line deleted")
    logged = RoomActivity.objects.get(activity_type="report_handled")
    assert logged.details == {"message_id": line, "outcome": "line deleted"}
    assert logged.operator == "mia"


def test_is_kept_as_long_as_the_audit_log(host: Person, full_house: str, line: str):
    report(host, full_house, line)
    day = 24 * 3_600_000

    def sweep(days: int) -> int:
        async_to_sync(lifecycle.sweep_logs)(
            now_ms=cloud_ms() + days * day, messages_days=1, activities_days=90
        )
        return MessageReport.objects.count()

    assert (sweep(89), sweep(91)) == (1, 0)
