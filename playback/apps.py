"""App configuration."""

from django.apps import AppConfig


class PlaybackConfig(AppConfig):
    """What is on the screen."""

    name = "playback"

    def ready(self) -> None:
        """Plug the screen into the rooms."""
        from playback.screen import PlaybackScreen
        from rooms import ports

        ports.plug(PlaybackScreen())
