"""Addresses below ``/api/v1``."""

from django.urls import path

from sessions_app import api

urlpatterns = [
    path("sessions", api.Sessions.as_view()),
    path("sessions/me", api.OwnSession.as_view()),
    path("sessions/<str:session_id>", api.OneSession.as_view()),
]
