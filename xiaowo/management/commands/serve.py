"""``manage.py serve``: everything on one machine, in one process."""

import socket
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command


class Command(BaseCommand):
    """Migrates, prints the address, and serves until it is told to stop."""

    help = "Migrate, then serve HTTP and WebSocket on HOST and PORT."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run."""
        self._check_port()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.stdout.write(f"\n  小窝 Xiaowo  →  {self._address()}\n  Ctrl-C ends it.\n")
        self.stdout.flush()
        self._serve()

    def _address(self) -> str:
        host = settings.HOST if settings.HOST not in ("0.0.0.0", "::") else "localhost"  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}/"

    def _check_port(self) -> None:
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"{settings.HOST}:{settings.PORT} cannot be used: {error.strerror}. "
                    "Choose another with PORT=8001 make run."
                ) from error

    def _serve(self) -> None:
        # Daphne installs its reactor when it is imported, so not before it is needed.
        from daphne.cli import CommandLineInterface

        # -v 0: no access lines of Daphne's; ours carry the request id and hide secrets.
        CommandLineInterface().run(
            ["-b", settings.HOST, "-p", str(settings.PORT), "-v", "0", "--no-server-name",
             "xiaowo.asgi:application"]
        )  # fmt: skip
