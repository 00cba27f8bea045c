"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """The place and its people."""

    name = "rooms"
    verbose_name = _("Rooms")

    def ready(self) -> None:
        """Listen to what happens to sessions, and teach the database what it lacks."""
        from rooms import listeners, schema_ext  # noqa: F401
        from rooms.services import expiry  # noqa: F401
