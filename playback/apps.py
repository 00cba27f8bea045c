"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlaybackConfig(AppConfig):
    """What is on the screen."""

    name = "playback"
    verbose_name = _("Films")

    def ready(self) -> None:
        """Plug the screen into the rooms."""
        from playback.screen import PlaybackScreen
        from rooms import ports

        ports.plug(PlaybackScreen())
