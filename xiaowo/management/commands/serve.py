"""``manage.py serve``: everything on one machine, in one process."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from xiaowo.own_postgres import OtherVersion, OwnPostgres, Unusable, own_postgres
from xiaowo.own_redis import OwnRedis, is_there, own_redis
from xiaowo.workers import Workers

BACKLOG = 1024


class Command(BaseCommand):
    """Migrates, prints the address, and serves until it is told to stop."""

    help = "Migrate, then serve HTTP and WebSocket on HOST and PORT."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many workers."""
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes")
        parser.add_argument("--fd", type=int, help="serve on this open socket (for the workers)")
        parser.add_argument("--prepare", action="store_true", help="migrate only, then end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        if options["fd"] is not None:
            self._serve("--fd", str(options["fd"]))
            return
        if options["prepare"]:
            self._prepare()
            return
        self._check_workers(options["workers"])
        self._check_port()
        if options["workers"] > 1:
            self._serve_many(options["workers"])
            return
        self._prepare()
        self._say_where()
        self._serve("-b", settings.HOST, "-p", str(settings.PORT))

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _say_where(self) -> None:
        self.stdout.write(f"\n  小窝 Xiaowo  →  {self._address()}\n  Ctrl-C ends it.\n")
        self.stdout.flush()

    def _serve_many(self, count: int) -> None:
        where = (settings.HOST, settings.PORT)
        # Whoever is told to end while it still prepares takes its databases along.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        with ExitStack() as stack:
            databases: list[OwnRedis | OwnPostgres] = []
            own: dict[str, str] = {}
            if not settings.REDIS_URL:
                databases.append(redis := self._own_redis(stack))
                own["REDIS_URL"] = redis.address
            if not settings.HAS_DATABASE_URL and (record := self._own_postgres(stack)):
                databases.append(record)
                own["DATABASE_URL"] = record.address
            environment = {**os.environ, **own}
            if "DATABASE_URL" in own:
                # This process has read its settings before there was such a record.
                command = [sys.executable, "manage.py", "serve", "--prepare"]
                subprocess.run(command, env=environment, check=True)  # noqa: S603
            else:
                self._prepare()
            # One socket for all: the kernel hands each new connection to a worker that waits.
            listening = stack.enter_context(socket.create_server(where, backlog=BACKLOG))
            self._say_where()
            Workers(count, listening, environment, databases).run()

    def _own_redis(self, stack: ExitStack) -> OwnRedis:
        try:
            return stack.enter_context(own_redis(settings.DATA_DIR))
        except RuntimeError as problem:
            raise CommandError(
                f"{problem}. Set REDIS_URL to another Redis, or DATA_DIR to another folder."
            ) from problem

    def _own_postgres(self, stack: ExitStack) -> OwnPostgres | None:
        folder = settings.DATA_DIR / "postgres"
        try:
            server = stack.enter_context(own_postgres(folder))
        except Unusable as problem:
            self.stdout.write(f"  The record is kept in SQLite; for PostgreSQL: {problem}.")
            return None
        except OtherVersion as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"  The record is kept in PostgreSQL, in {folder}.")
        return server

    def _check_workers(self, count: int) -> None:
        if count < 1:
            raise CommandError("--workers: at least one")
        if count > 1 and ":" in settings.HOST:
            raise CommandError("Several workers listen on IPv4; for IPv6 put a proxy in front.")
        if count > 1 and not settings.REDIS_URL and not is_there():
            raise CommandError(
                f"{count} workers share what they know through Redis. Set REDIS_URL, for example "
                "REDIS_URL=redis://127.0.0.1:6379/0, or install redis-server (on Debian: "
                "apt-get install redis-server), or serve with one worker."
            )

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

    def _serve(self, *where: str) -> None:
        _use_uvloop()
        # Daphne installs its reactor when it is imported, so not before it is needed.
        from daphne.cli import CommandLineInterface

        # -v 0: no access lines of Daphne's; ours carry the request id and hide secrets.
        CommandLineInterface().run(
            [*where, "-v", "0", "--no-server-name", "xiaowo.asgi:application"]
        )  # fmt: skip


def _use_uvloop() -> None:
    """Run on the faster event loop where there is one; Twisted takes what the policy makes."""
    with suppress(ImportError):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
