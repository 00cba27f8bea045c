"""What rooms keep of an account's sessions, for its owner to take along."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common import clock
from rooms.models import MessageReport, RoomMember, SyncMessage


def of_sessions(session_ids: Sequence[UUID]) -> dict[str, Any]:
    """Return seats, everything said or done on the screen, and lines reported, ready for JSON."""
    seats = RoomMember.objects.filter(session_id__in=session_ids).order_by("created_at")
    lines = SyncMessage.objects.filter(session_id__in=session_ids, deleted_at__isnull=True)
    reports = MessageReport.objects.filter(reporter_id__in=session_ids).order_by("pk")
    return {
        "seats": [
            {
                "room_id": seat.room_id,
                "nickname": seat.nickname,
                "role": seat.role,
                "joined_at": clock.iso(clock.to_ms(seat.joined_at)),
            }
            for seat in seats
        ],
        "messages": [
            {
                "room_id": line.room_id,
                "type": line.message_type,
                "payload": line.payload,
                "at": clock.iso(clock.to_ms(line.server_timestamp)),
            }
            for line in lines.order_by("pk")
        ],
        "reports": [
            {
                "room_id": report.room_code,
                "message_id": str(report.message_id),
                "reason": report.reason,
                "text": report.note,
                "at": clock.iso(clock.to_ms(report.created_at)),
            }
            for report in reports
        ],
    }
