"""Addresses below ``/api/v1``."""

from django.urls import path

from sessions_app import api, api_auth

urlpatterns = [
    path("sessions", api.Sessions.as_view()),
    path("sessions/me", api.OwnSession.as_view()),
    path("sessions/<str:session_id>", api.OneSession.as_view()),
    path("auth/register", api_auth.Register.as_view()),
    path("auth/login", api_auth.Login.as_view()),
    path("auth/refresh", api_auth.Refresh.as_view()),
    path("auth/logout", api_auth.Logout.as_view()),
]
