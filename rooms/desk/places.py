"""Rooms with what goes on in them now, and what can be done with them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import BooleanFieldListFilter, ChoicesFieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import clock
from common.deeds import Deed, Length, Sure, action_of
from common.desk import ReadOnly, column, titled
from rooms.access import signed, wait_for
from rooms.desk import words
from rooms.models import Room, RoomMember
from rooms.ports import screen
from rooms.presence import presence
from rooms.services import desk, members
from rooms.templatetags.clock import clock_time


class MemberChoice(Sure):
    """One of the room's present members."""

    member = forms.ModelChoiceField(
        label=_("Who"), queryset=RoomMember.objects.none(), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        present = RoomMember.objects.filter(room__in=rows, is_active=True)
        field: Any = self.fields["member"]
        field.queryset = present.order_by("joined_at")
        field.label_from_instance = lambda one: f"{one.nickname} · {words.ROLES[one.role]}"


class BanChoice(MemberChoice, Length):
    """Whom, and for how long."""


def _pause(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.pause_room, room_id=room.pk, **signed(request))


def _send_out(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.send_all_out, room_id=room.pk, **signed(request))


def _lock(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.lock_room, room_id=room.pk, **signed(request))


def _unlock(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.unlock_room, room_id=room.pk, **signed(request))


def _clear_chat(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.clear_chat, room_id=room.pk, **signed(request))


def _archive(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.archive_room, room_id=room.pk, **signed(request))


def _delete(room: Room, request: HttpRequest, _said: Any) -> None:
    wait_for(desk.delete_room, room_id=room.pk, **signed(request))


def _ban(room: Room, request: HttpRequest, said: Any) -> None:
    whom = {"room_id": room.pk, "target_id": said["member"].session_id}
    wait_for(members.ban_anybody, **whom, minutes=said["minutes"], **signed(request))


def _hand_over(room: Room, request: HttpRequest, said: Any) -> None:
    whom = {"room_id": room.pk, "target_id": said["member"].session_id}
    wait_for(members.change_member, **whom, role="host", **signed(request))


DEEDS = (
    Deed("pause", _("Pause the film"), _pause, asks=None),
    Deed("lock", _("Lock: nobody new comes in"), _lock, asks=None),
    Deed("unlock", _("Unlock"), _unlock, asks=None),
    Deed(
        "send_out",
        _("Send everybody out"),
        _send_out,
        _("Everybody leaves at once and is kept out for ten minutes; the room stays open."),
    ),
    Deed("clear_chat", _("Clear the chat"), _clear_chat,
         _("All lines disappear from every page, for good.")),
    Deed("hand_over", _("Hand over"), _hand_over,
         _("Whoever is host now becomes an admin of the room."), MemberChoice, single=True),
    Deed("ban", _("Ban a member"), _ban,
         _("They leave at once. The ban holds for session, account and, for newcomers, network."),
         BanChoice, single=True),
    Deed("archive", _("Close the room"), _archive,
         _("Everybody is told and sent out; an hour later the room is deleted with its lines.")),
    Deed("delete", _("Delete the room for good"), _delete,
         _("The room is closed and deleted at once with everything below it. The audit log keeps "
           "what operators did there."), permission="remove"),
)  # fmt: skip


class LiveList(ChangeList):
    """Looks at the screens of all rooms of a page in one query; the seats are in memory."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and what goes on in each of its rooms."""
        super().get_results(request)
        self.result_list: Any = watched(self.result_list)


def watched(found: Any) -> list[Any]:
    """Return the rooms with what is on their screens."""
    rooms = list(found)
    views = screen().views([room.pk for room in rooms], now_ms=clock.cloud_ms())
    for room in rooms:
        room.shown = views[room.pk]
    return rooms


class InUse(admin.SimpleListFilter):
    """Rooms in which somebody is connected now."""

    title = _("Somebody connected")
    parameter_name = "in_use"

    def lookups(self, _request: HttpRequest, _desk: Any) -> list[tuple[str, Any]]:
        """Return the two answers."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, _request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        """Ask the seats, which are in memory."""
        in_use = [room_id for room_id in list(presence.rooms) if presence.online(room_id)]
        match self.value():
            case "yes":
                return queryset.filter(pk__in=in_use)
            case "no":
                return queryset.exclude(pk__in=in_use)
        return queryset


@admin.register(Room)
class RoomDesk(ReadOnly):
    """The rooms; who is inside stands on a page of its own."""

    list_display = (
        column("id", _("Code")),
        column("name", _("Name")),
        column("status", _("State"), words=words.STATUS),
        "connected",
        "playing",
        column("is_private", _("Private"), is_flag=True),
        column("is_locked", _("Locked"), is_flag=True),
        column("last_active_at", _("Last used")),
    )
    list_filter = (
        InUse,
        ("status", titled(_("State"), ChoicesFieldListFilter, words.STATUS)),
        ("is_private", titled(_("Private"), BooleanFieldListFilter)),
        ("is_locked", titled(_("Locked"), BooleanFieldListFilter)),
    )
    search_fields = ("id", "name")
    search_help_text = _("Code or name")
    ordering = ("status", "-last_active_at")
    list_per_page = 50
    actions = tuple(action_of(deed) for deed in DEEDS)
    fields = readonly_fields = (
        *list_display[:5],
        "film",
        *list_display[5:],
        column("description", _("Description")),
        column("max_users", _("Seats")),
        column("settings", _("Settings")),
        column("creator_session_id", _("Opened by")),
        column("created_at", _("Opened at")),
        column("version", _("Version")),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list with live numbers."""
        return LiveList

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return one room with what is on its screen; its code in any case."""
        room = super().get_object(request, object_id.upper(), from_field)
        return room and watched([room])[0]

    @admin.display(description=_("Connected"))
    def connected(self, room: Room) -> str:
        """Say how many sockets are open, of how many seats."""
        return f"{presence.online(room.pk)} / {room.max_users}"

    @admin.display(description=_("On the screen"))
    def playing(self, room: Any) -> str:
        """Say whether the film runs, and where it is."""
        shown = room.shown
        position = clock_time(shown.current_time)
        whole = f" / {clock_time(shown.duration)}" if shown.duration else ""
        return f"{words.PHASES.get(shown.playback_state, '')} {position}{whole}"

    @admin.display(description=_("Film"))
    def film(self, room: Any) -> str:
        """Name the film's address."""
        return str(room.shown.media_url)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show a room with what can be done with it."""
        mine = {deed.name: deed for deed in DEEDS}
        allowed = [mine[name] for name in self.get_actions(request) if name in mine]
        people = RoomMember.objects.filter(room_id=object_id.upper(), is_active=True)
        context = {"deeds": allowed, "people": people.order_by("joined_at"), "roles": words.ROLES}
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
