"""App configuration."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Who one is."""

    name = "sessions_app"
    verbose_name = "Sessions"
