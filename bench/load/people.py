"""Rooms full of people, written straight into a server's record, for benches that need thousands.

.venv/bin/python -m bench.load.people ROOMS MEMBERS, with the server's own environment; prints
[{"room": code, "tokens": [...]}] as JSON. The server lets them in as it lets anybody in.
"""

import json
import os
import random
import string
import sys
import uuid
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowo.settings")


def fill(rooms: int, members: int) -> list[dict[str, Any]]:
    """Write rooms with so many members each; returns their codes and their members' tokens."""
    from django.db import transaction
    from django.utils import timezone

    from playback.models import PlaybackRecord
    from rooms.models import Room, RoomMember
    from sessions_app.models import UserSession
    from sessions_app.tokens import issue

    now = timezone.now()
    dated = {"created_at": now, "updated_at": now}
    dice = random.SystemRandom()
    codes = [
        "".join(dice.choices(string.digits + string.ascii_uppercase, k=6)) for _ in range(rooms)
    ]
    sessions, seats, places, records, found = [], [], [], [], []
    for code in codes:
        people = [
            UserSession(
                id=uuid.uuid4(),
                nickname="bench",
                avatar="/avatars/bench.svg",
                expires_at=now + timedelta(hours=23),
                **dated,
            )
            for _ in range(members)
        ]
        sessions += people
        places.append(Room(id=code, name="bench", max_users=members, last_active_at=now, **dated))
        records.append(
            PlaybackRecord(
                id=uuid.uuid4(), room_id=code, media_url="/static/demo/xiaowo-demo.mp4", **dated
            )
        )
        seats += [
            RoomMember(
                id=uuid.uuid4(),
                room_id=code,
                session=person,
                nickname=person.nickname,
                avatar=person.avatar,
                role="guest" if index else "host",
                joined_at=now,
                last_seen_at=now,
                created_at=now,
            )
            for index, person in enumerate(people)
        ]
        found.append({"room": code, "tokens": [issue(person.pk) for person in people]})
    with transaction.atomic():
        for model, rows in (
            (UserSession, sessions),
            (Room, places),
            (PlaybackRecord, records),
            (RoomMember, seats),
        ):
            model.objects.bulk_create(rows, batch_size=500)
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
