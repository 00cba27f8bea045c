"""Addresses below ``/api/v1``."""

from django.urls import path

from playback import api
from playback.proxy import api as proxy

urlpatterns = [
    path("demos", api.Demos.as_view()),
    path("proxy/video", proxy.ProxyVideo.as_view()),
    path("proxy/probe", proxy.ProxyProbe.as_view()),
    path("rooms/<str:room_id>/playback", api.Playback.as_view()),
    path("rooms/<str:room_id>/play", api.PlayNow.as_view()),
    path("rooms/<str:room_id>/pause", api.PauseNow.as_view()),
    path("rooms/<str:room_id>/seek", api.SeekNow.as_view()),
    path("rooms/<str:room_id>/sync", api.SyncNow.as_view()),
]
