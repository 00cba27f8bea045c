"""How long do a page of the chat's history and a stretch of danmaku take in a very long chat?

.venv/bin/python -m bench.history [--lines 1000000] [--runs 1000] [--only sqlite]

One room with a million lines (one in a hundred taken back, one in ten an answer, half of them over
one of 20 films of two hours), on SQLite and on PostgreSQL, each filled anew. Times are of the calls
that the API makes, views included, at random places of the history. Must: p99 < 10 ms.
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from bench.drift.machine import describe
from tests.support.process import ROOT
from tests.support.servers import postgres

FILMS: Final = 20
FILM_S: Final = 7200.0
PAGE: Final = 51
MUST_MS: Final = 10.0
AT_ONCE: Final = 5000
BEGAN_MS: Final = 1_700_000_000_000
COLUMNS: Final = (
    "id", "room_id", "session_id", "message_type", "payload", "version", "client_timestamp",
    "server_timestamp", "deleted_at", "client_id", "media_key", "position",
)  # fmt: skip


@contextmanager
def sqlite() -> Iterator[str]:
    """Give the address of an empty SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/history.sqlite3"


DATABASES: Final[dict[str, Callable[[], AbstractContextManager[str]]]] = {
    "sqlite": sqlite,
    "postgresql": postgres,
}


def main() -> None:
    """Fill and measure each database in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        inside(args.lines, args.runs)
        return
    print(describe())
    for name, start in DATABASES.items():
        if args.only in (None, name):
            print(f"\n{name}, {args.lines} lines", flush=True)
            with start() as address, tempfile.TemporaryDirectory() as folder:
                _measure(address, folder, args)


def _measure(address: str, folder: str, args: argparse.Namespace) -> None:
    own = {"DATABASE_URL": address, "DATA_DIR": folder, "SECRET_KEY": "bench " * 10}
    numbers = ["--lines", str(args.lines), "--runs", str(args.runs)]
    subprocess.run(
        [sys.executable, "-m", "bench.history", "--inside", *numbers],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "xiaowo.settings", **own},
        check=True,
    )


def inside(lines: int, runs: int) -> None:
    """Fill the database that the environment names, and measure."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    dice = random.Random(6)
    began = time.monotonic()
    room_id = fill(lines, dice)
    # As the server does with what it has at its start.
    gc.collect()
    gc.freeze()
    print(f"filled in {time.monotonic() - began:.0f} s\n{'ms':<30}{'p50':>8}{'p99':>8}{'max':>8}")
    for name, read in questions(room_id, lines, dice).items():
        _show(name, _times(read, runs))


def _times(read: Callable[[], Any], runs: int) -> list[float]:
    read()
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        read()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def _show(name: str, times: list[float]) -> None:
    p50, p99 = (times[int((len(times) - 1) * share)] for share in (0.5, 0.99))
    verdict = "" if p99 < MUST_MS else f"   more than {MUST_MS:g} ms"
    print(f"{name:<30}{p50:>8.2f}{p99:>8.2f}{times[-1]:>8.2f}{verdict}", flush=True)


def questions(room_id: str, lines: int, dice: random.Random) -> dict[str, Callable[[], Any]]:
    """Return what is measured."""
    from rooms import chat_selectors as chat

    def page(before: uuid.UUID | None) -> None:
        chat.messages(room_id=room_id, message_type="chat", before=before, size=PAGE)
        chat.count_messages(room_id=room_id, message_type="chat")

    def stretch(length_s: float) -> None:
        start_s = dice.uniform(0, FILM_S - length_s)
        film = _film(dice.randrange(FILMS))
        chat.danmaku(room_id=room_id, media_url=film, start_s=start_s, end_s=start_s + length_s)

    return {
        "newest page": lambda: page(None),
        "page somewhere": lambda: page(_id(dice.randrange(lines))),
        "danmaku of 60 s": lambda: stretch(60),
        "danmaku of 600 s": lambda: stretch(600),
    }


def _film(number: int) -> str:
    return f"https://films.example/{number}.mp4"


def _id(number: int) -> uuid.UUID:
    """Return the id of a line: ordered by time, as the product makes them."""
    return uuid.UUID(int=(BEGAN_MS + number * 1000) << 80 | 0x7 << 76 | 0b10 << 62 | number)


def fill(lines: int, dice: random.Random) -> str:
    """Write a room with so many lines; returns its code."""
    from django.db import connection, transaction

    from bench.load import people
    from rooms.models import ChatTotal, RoomMember

    room_id: str = people.fill(1, 1)[0]["room"]
    host = RoomMember.objects.get(room_id=room_id)
    rows = _rows(lines, room_id, host.session_id, dice)
    with transaction.atomic():
        (_copy if connection.vendor == "postgresql" else _insert)(rows)
        ChatTotal.objects.create(room_id=room_id, lines=lines - -(-lines // 100))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return room_id


def _rows(
    lines: int, room_id: str, session_id: uuid.UUID, dice: random.Random
) -> Iterator[list[Any]]:
    from common import clock
    from rooms.chat_selectors import media_key

    keys = [media_key(_film(number)) for number in range(FILMS)]
    for number in range(lines):
        at = clock.to_datetime(BEGAN_MS + number * 1000)
        film = number * FILMS // lines if number % 2 else None
        yield [
            _id(number), room_id, session_id, "chat",
            _payload(number, film, dice), 0, at, at,
            at if number % 100 == 0 else None, f"c{number}",
            "" if film is None else keys[film],
            None if film is None else dice.uniform(0, FILM_S),
        ]  # fmt: skip


def _payload(number: int, film: int | None, dice: random.Random) -> str:
    said: dict[str, Any] = {"text": f"line {number} " * 3, "nickname": "host", "avatar": "/a.svg"}
    if number % 10 == 1 and number > 1:
        quoted = str(_id(dice.randrange(number)))
        said["reply_to"] = {"message_id": quoted, "nickname": "host"}
    if film is not None:
        said["media_url"] = _film(film)
    return json.dumps(said)


def _copy(rows: Iterator[list[Any]]) -> None:
    """PostgreSQL's own way for many rows."""
    from django.db import connection

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sync_messages ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(rows: Iterator[list[Any]]) -> None:
    """SQLite's; it keeps ids and times as texts."""
    from django.db import connection

    places = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO sync_messages ({', '.join(COLUMNS)}) VALUES ({places})"
    with connection.cursor() as cursor:
        plain = (list(map(_plain, row)) for row in rows)
        while some := [row for row, _ in zip(plain, range(AT_ONCE), strict=False)]:
            cursor.executemany(statement, some)


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, uuid.UUID) else value


if __name__ == "__main__":
    main()
