"""App configuration."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """The WebSocket side."""

    name = "realtime"

    def ready(self) -> None:
        """Let the bus reach the sockets of this process."""
        from common.bus import bus
        from realtime.hub import hub

        bus.attach(hub.receive)
