"""What is kept only for a time: lines of the logs, and the full addresses of people.

Source: SPEC §8. Synchronous, one statement a step.
"""

from datetime import timedelta
from typing import Any, Final

from django.db import models, transaction
from django.db.backends.signals import connection_created
from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.dispatch import receiver

from common import clock
from common.net import shorten_ip
from rooms.models import ChatTotal, MessageReport, MessageType, RoomActivity, SyncMessage

FULL_IP_FOR: Final = timedelta(hours=24)


def delete_old_lines(*, now_ms: int, messages_days: int, activities_days: int) -> int:
    """Delete lines of both logs that are older than so many days; returns how many.

    Reports of lines are kept as long as the audit log.
    """
    now = clock.to_datetime(now_ms)
    old = Q(server_timestamp__lt=now - timedelta(days=messages_days)) | Q(expires_at__lte=now)
    messages = _delete_messages(old)
    before = now - timedelta(days=activities_days)
    activities, _ = RoomActivity.objects.filter(created_at__lt=before).delete()
    reports, _ = MessageReport.objects.filter(created_at__lt=before).delete()
    return messages + activities + reports


@transaction.atomic(savepoint=False)
def _delete_messages(old: Q) -> int:
    """Delete lines of rooms' logs, and take those of chat off their totals first."""
    mine = SyncMessage.objects.filter(
        old, room=OuterRef("pk"), message_type=MessageType.CHAT, deleted_at__isnull=True
    )
    lines = mine.order_by().values("room").annotate(n=Count("pk")).values("n")
    left = Greatest(F("lines") - Coalesce(Subquery(lines), 0), 0)
    ChatTotal.objects.filter(room__in=SyncMessage.objects.filter(old).values("room")).update(
        lines=left
    )
    deleted, _ = SyncMessage.objects.filter(old).delete()
    return deleted


class _Short(Func):
    """An address cut to its network, by the database itself."""

    arity = 1
    function = "XIAOWO_SHORT_IP"
    output_field = models.GenericIPAddressField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL knows networks."""
        template = (
            "HOST(NETWORK(SET_MASKLEN(%(expressions)s,"
            " CASE FAMILY(%(expressions)s) WHEN 4 THEN 24 ELSE 48 END)))::inet"
        )
        return self.as_sql(compiler, connection, template=template, **context)


@receiver(connection_created)
def _teach_sqlite(connection: Any, **_: Any) -> None:
    """SQLite knows none; it learns our own rule."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_Short.function, 1, shorten_ip, deterministic=True)


def shorten_ips(*, now_ms: int) -> int:
    """Cut addresses in the audit log to /24 or /48 after a day; returns how many."""
    old = RoomActivity.objects.filter(
        ip_address__isnull=False, created_at__lte=clock.to_datetime(now_ms) - FULL_IP_FOR
    )
    return old.exclude(ip_address=_Short("ip_address")).update(ip_address=_Short("ip_address"))
