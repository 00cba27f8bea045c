"""The admin's pages about rooms; each table has a module of its own in ``rooms.desk``."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from rooms.desk.kept_out import BanDesk
from rooms.desk.lines import LineDesk
from rooms.desk.people import MemberDesk
from rooms.desk.places import RoomDesk
from rooms.desk.reports import ReportDesk
from rooms.desk.trail import TrailDesk

__all__ = ["BanDesk", "LineDesk", "MemberDesk", "ReportDesk", "RoomDesk", "TrailDesk"]

admin.site.index_title = _("Overview")
