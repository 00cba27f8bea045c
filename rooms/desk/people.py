"""Who is and was where, and what can be done with them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import BooleanFieldListFilter, ChoicesFieldListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.deeds import Deed, Length, ShortLength, Sure, action_of
from common.desk import ReadOnly, column, titled
from rooms.access import signed, wait_for
from rooms.desk import words
from rooms.models import RoomMember
from rooms.presence import presence
from rooms.services import members, muting


def _kick(member: RoomMember, request: HttpRequest, _said: Any) -> None:
    where = {"room_id": member.room_id, "target_id": member.session_id}
    wait_for(members.kick_member, **where, **signed(request))


def _ban(member: RoomMember, request: HttpRequest, said: Any) -> None:
    where = {"room_id": member.room_id, "target_id": member.session_id}
    wait_for(members.ban_anybody, **where, minutes=said["minutes"], **signed(request))


def _mute(member: RoomMember, request: HttpRequest, said: Any) -> None:
    by = signed(request)
    until_ms = by["now_ms"] + said["minutes"] * 60_000
    where = {"room_id": member.room_id, "target_id": member.session_id}
    wait_for(muting.mute_member, **where, until_ms=until_ms, **by)


def _unmute(member: RoomMember, request: HttpRequest, _said: Any) -> None:
    where = {"room_id": member.room_id, "target_id": member.session_id}
    wait_for(muting.mute_member, **where, until_ms=None, **signed(request))


def _make_host(member: RoomMember, request: HttpRequest, _said: Any) -> None:
    where = {"room_id": member.room_id, "target_id": member.session_id}
    wait_for(members.change_member, **where, role="host", **signed(request))


DEEDS = (
    Deed("kick", _("Send out"), _kick, _("They leave at once and are kept out for ten minutes.")),
    Deed(
        "ban",
        _("Ban from the room"),
        _ban,
        _("They leave at once. The ban holds for session, account and, for newcomers, network."),
        Length,
    ),
    Deed(
        "mute",
        _("Mute"),
        _mute,
        _("They see everything and say nothing."),
        ShortLength,
        why=words.why,
    ),
    Deed("unmute", _("Let speak again"), _unmute, asks=None),
    Deed(
        "make_host",
        _("Make host"),
        _make_host,
        _("Whoever is host now becomes an admin of the room."),
        Sure,
        single=True,
    ),
)


@admin.register(RoomMember)
class MemberDesk(ReadOnly):
    """Members, present and past; who is present first."""

    list_display = (
        column("nickname", _("Nickname")),
        column("room_id", _("Room")),
        column("role", _("Role"), words=words.ROLES),
        "is_online",
        column("is_active", _("Present"), is_flag=True),
        "link",
        column("muted_until", _("Muted until")),
        column("joined_at", _("Came in")),
        column("left_at", _("Left")),
    )
    list_filter = (
        ("is_active", titled(_("Present"), BooleanFieldListFilter)),
        ("role", titled(_("Role"), ChoicesFieldListFilter, words.ROLES)),
    )
    search_fields = ("nickname", "room__id", "session__id")
    search_help_text = _("Nickname, room or session")
    ordering = ("-is_active", "-joined_at")
    list_per_page = 50
    show_full_result_count = False
    actions = tuple(action_of(deed) for deed in DEEDS)
    fields = readonly_fields = (
        *list_display,
        column("session_id", _("Session")),
        column("permissions", _("Rights of their own")),
        column("last_seen_at", _("Last seen")),
    )

    @admin.display(description=_("Online"), boolean=True)
    def is_online(self, member: RoomMember) -> bool:
        """Tell whether a socket is open, from memory."""
        seat = presence.seat(member.room_id, str(member.session_id))
        return seat is not None and seat.connection_id is not None

    @admin.display(description=_("Line"))
    def link(self, member: RoomMember) -> str | None:
        """Say how long the line takes, and how far off the picture is."""
        seat = presence.seat(member.room_id, str(member.session_id))
        if seat is None or seat.connection_id is None:
            return None
        rtt = "–" if seat.rtt_ms is None else f"{seat.rtt_ms:.0f} ms"
        return rtt if seat.drift_ms is None else f"{rtt} · {seat.drift_ms:+d} ms"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let the pages of rooms link here."""
        return lookup == "room__id__exact" or super().lookup_allowed(lookup, value, request)
