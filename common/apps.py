"""App configuration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What everybody uses; no models."""

    name = "common"
