"""Addresses below ``/api/v1``."""

from django.urls import path

from rooms import (
    api,
    api_bans,
    api_batch,
    api_chat,
    api_chat_export,
    api_comings,
    api_log,
    api_members,
    api_rebuild,
    api_reports,
    api_requests,
)

urlpatterns = [
    path("rooms", api.Rooms.as_view()),
    path("rooms/batch", api_batch.Batch.as_view()),
    path("rooms/<str:room_id>", api.OneRoom.as_view()),
    path("rooms/<str:room_id>/join", api_members.Join.as_view()),
    path("rooms/<str:room_id>/leave", api_members.Leave.as_view()),
    path("rooms/<str:room_id>/rebuild", api_rebuild.Rebuild.as_view()),
    path("rooms/<str:room_id>/members", api_members.Members.as_view()),
    path("rooms/<str:room_id>/members/<str:session_id>", api_members.OneMember.as_view()),
    path("rooms/<str:room_id>/bans", api_bans.Bans.as_view()),
    path("rooms/<str:room_id>/bans/<str:ban_id>", api_bans.OneBan.as_view()),
    path("rooms/<str:room_id>/requests", api_requests.Requests.as_view()),
    path("rooms/<str:room_id>/requests/<str:session_id>", api_requests.OneRequest.as_view()),
    path("rooms/<str:room_id>/messages", api_chat.Messages.as_view()),
    path("rooms/<str:room_id>/messages/export", api_chat_export.Export.as_view()),
    path("rooms/<str:room_id>/messages/<str:message_id>", api_chat.OneMessage.as_view()),
    path("rooms/<str:room_id>/messages/<str:message_id>/report", api_reports.Report.as_view()),
    path("rooms/<str:room_id>/danmaku", api_chat.Danmaku.as_view()),
    path("rooms/<str:room_id>/comings", api_comings.Comings.as_view()),
    path("rooms/<str:room_id>/stats", api_log.Stats.as_view()),
    path("rooms/<str:room_id>/activities", api_log.Activities.as_view()),
]
