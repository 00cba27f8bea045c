"""Reporting a chat line to the operator's moderators, and closing such a report. Synchronous.

The report keeps a copy of the line, so that deleting it, or the room, hides nothing. The room's own
audit log says that a line was reported, but not by whom: its readers may be whom it is about.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from common import clock, guard
from common.errors import Code, Problem
from common.ids import new_id
from common.net import caller_key
from rooms import wire
from rooms.models import ActivityType, MessageReport, MessageType, ReportState, SyncMessage
from rooms.roles import Actor
from rooms.services import audit
from rooms.services.audit import Origin
from sessions_app.selectors import account_of_session

# How many within ten minutes, of one session and from one address.
MOST_OF_SESSION: Final = 20
MOST_OF_ADDRESS: Final = 60


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and whether this call has made it."""

    report: wire.ReportView
    is_new: bool


def report_message(
    *, room_id: str, actor: Actor, message_id: UUID, reason: str, note: str, ip: str, now_ms: int
) -> Reported:
    """Put a line into the moderators' queue; the same line again is the same report.

    Raises ``Problem`` INVALID for a line that is not there, or deleted, NOT_PERMITTED for one's
    own, TOO_MANY for who reports too often.
    """
    line = _line(room_id, message_id)
    reporter_id = UUID(actor.session_id)
    if line.session_id == reporter_id:
        raise Problem(Code.NOT_PERMITTED, details={"message_id": ["oneself"]})
    known = MessageReport.objects.filter(message_id=message_id, reporter_id=reporter_id).first()
    if known is not None:
        return Reported(_view(known), is_new=False)
    names = {f"report:{reporter_id}": MOST_OF_SESSION, f"report:{caller_key(ip)}": MOST_OF_ADDRESS}
    guard.spend(names)
    made, is_new = _store(line, actor, reason, note, now_ms)
    return Reported(_view(made), is_new)


def _line(room_id: str, message_id: UUID) -> SyncMessage:
    lines = SyncMessage.objects.filter(room_id=room_id, message_type=MessageType.CHAT)
    line = lines.filter(pk=message_id).first()
    if line is None or not line.payload.get("text"):
        raise Problem(Code.INVALID, details={"message_id": ["?"]})
    return line


@transaction.atomic
def _store(
    line: SyncMessage, actor: Actor, reason: str, note: str, now_ms: int
) -> tuple[MessageReport, bool]:
    made, is_new = MessageReport.objects.get_or_create(
        message_id=line.pk,
        reporter_id=UUID(actor.session_id),
        defaults={
            "id": new_id(now_ms=now_ms),
            "room_id": line.room_id,
            "room_code": line.room_id,
            "session_id": line.session_id,
            "account_id": account_of_session(line.session_id) if line.session_id else None,
            "nickname": line.payload.get("nickname", ""),
            "text": line.payload["text"],
            "said_at": line.server_timestamp,
            "reporter_nickname": actor.nickname,
            "reason": reason,
            "note": note,
            "created_at": clock.to_datetime(now_ms),
        },
    )
    if is_new:
        audit.record(
            room_id=line.room_id,
            activity=ActivityType.MESSAGE_REPORTED,
            target=line.session_id,
            details={"message_id": str(line.pk), "reason": reason},
            now_ms=now_ms,
        )
    return made, is_new


@transaction.atomic
def handle_report(*, report_id: UUID, outcome: str, now_ms: int, origin: Origin) -> bool:
    """Close a report: ``origin`` names the moderator, ``outcome`` says what was done.

    False, and nothing changed, when it is closed already or not there.
    """
    report = MessageReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None or report.state == ReportState.HANDLED:
        return False
    report.state, report.handled_at = ReportState.HANDLED, clock.to_datetime(now_ms)
    report.handled_by, report.outcome = origin.operator[:150], outcome[:100]
    report.save(update_fields=["state", "handled_at", "handled_by", "outcome"])
    audit.record(
        room_id=report.room_id,
        activity=ActivityType.REPORT_HANDLED,
        details={"message_id": str(report.message_id), "outcome": report.outcome},
        now_ms=now_ms,
        origin=origin,
    )
    return True


def _view(report: MessageReport) -> wire.ReportView:
    return wire.ReportView(
        id=str(report.pk),
        message_id=str(report.message_id),
        reason=report.reason,
        text=report.note,
        state=report.state,
        created_at=clock.iso(clock.to_ms(report.created_at)),
    )
