"""What the values of the tables, and refusals, are called at the desk."""

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.deeds import sentence
from common.errors import Problem

STATUS: Final[dict[str, Any]] = {
    "active": _("Open"),
    "inactive": _("Expired"),
    "archived": _("Closed"),
}

ROLES: Final[dict[str, Any]] = {
    "host": _("Host"),
    "admin": _("Admin"),
    "guest": _("Guest"),
}

PHASES: Final[dict[str, Any]] = {
    "playing": _("Playing"),
    "paused": _("Paused"),
    "buffering": _("Waiting for somebody"),
}

LINES: Final[dict[str, Any]] = {
    "play": _("Play"),
    "pause": _("Pause"),
    "seek": _("Jump"),
    "speed_change": _("Speed"),
    "media": _("Change of film"),
    "sync": _("Sync"),
    "chat": _("Chat line"),
    "system": _("By the server"),
}

REASONS: Final[dict[str, Any]] = {
    "spam": _("Spam"),
    "abuse": _("Abuse"),
    "sexual": _("Sexual"),
    "other": _("Something else"),
}

REPORT_STATES: Final[dict[str, Any]] = {
    "open": _("To do"),
    "handled": _("Handled"),
}

OUTCOMES: Final[dict[str, Any]] = {
    "looked at": _("Looked at"),
    "line deleted": _("Line deleted"),
    "muted": _("Author muted"),
    "banned": _("Author banned"),
}

ACTS: Final[dict[str, Any]] = {
    "room_created": _("Room opened"),
    "room_updated": _("Room edited"),
    "room_archived": _("Room closed"),
    "room_paused": _("Film paused by an operator"),
    "room_deleted": _("Room deleted"),
    "members_sent_out": _("Everybody sent out"),
    "member_joined": _("Came in"),
    "member_left": _("Left"),
    "member_kicked": _("Sent out or banned"),
    "member_unbanned": _("Ban lifted"),
    "member_muted": _("Muted"),
    "member_unmuted": _("May speak again"),
    "member_changed": _("Role or rights changed"),
    "play_started": _("Playing"),
    "play_paused": _("Paused"),
    "play_seeked": _("Jump"),
    "play_speed": _("Speed"),
    "media_changed": _("Change of film"),
    "sync_error": _("Far out of sync"),
    "connection_lost": _("Line lost"),
    "connection_restored": _("Line restored"),
    "message_deleted": _("Line deleted"),
    "chat_cleared": _("Chat cleared"),
    "chat_exported": _("Chat exported"),
    "message_reported": _("Line reported"),
    "report_handled": _("Report handled"),
    "join_requested": _("Asked to come in"),
    "join_approved": _("Let in"),
    "join_refused": _("Not let in"),
    "session_ended": _("Session ended"),
    "logins_ended": _("Signed out everywhere"),
    "account_suspended": _("Account suspended"),
    "account_restored": _("Account restored"),
    "record_added": _("Entry added"),
    "record_changed": _("Entry changed"),
    "record_deleted": _("Entry deleted"),
    "audit_exported": _("Audit log exported"),
}


def why(problem: Problem) -> str:
    """Put a refusal into words for an operator."""
    if problem.details == {"role": ["host"]}:
        return gettext("That is the host: make somebody else host first.")
    return sentence(problem)
