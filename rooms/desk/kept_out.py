"""Who is kept out of which room, and letting them in again."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import BooleanFieldListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.deeds import Deed, action_of
from common.desk import ReadOnly, column, titled
from rooms.access import signed
from rooms.models import RoomBan
from rooms.services import bans


def _lift(ban: RoomBan, request: HttpRequest, _said: Any) -> None:
    bans.lift_ban(room_id=ban.room_id, ban_id=ban.pk, **signed(request))


LIFT = Deed("lift", _("Let in again"), _lift, asks=None, permission="remove")


@admin.register(RoomBan)
class BanDesk(ReadOnly):
    """Kicks and bans; the newest first."""

    list_display = (
        column("nickname", _("Nickname")),
        column("room_id", _("Room")),
        column("is_ban", _("Ban"), is_flag=True),
        column("network", _("Network")),
        column("created_at", _("Since")),
        column("expires_at", _("Until")),
    )
    list_filter = (("is_ban", titled(_("Ban"), BooleanFieldListFilter)),)
    search_fields = ("nickname", "room__id", "session_id", "network")
    search_help_text = _("Nickname, room, session or network")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    actions = (action_of(LIFT),)
    fields = readonly_fields = (
        *list_display,
        column("session_id", _("Session")),
        column("account_id", _("Account")),
    )
