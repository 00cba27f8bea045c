"""App configuration of the composition root."""

from django.apps import AppConfig


class XiaowoConfig(AppConfig):
    """Puts everything together."""

    name = "xiaowo"
