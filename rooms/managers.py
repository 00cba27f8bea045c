"""Questions about many rooms at once; the two views of S2 §1.2 as queryset methods."""

from typing import Any

from django.db import models
from django.db.models import Avg, Count, F, FloatField, Func, Max, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from common.passes import take_away


class _MinutesSince(Func):
    """Minutes from a moment to the database's now; fractions count."""

    arity = 1
    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite counts days."""
        template = "((julianday('now') - julianday(%(expressions)s)) * 1440)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL counts seconds."""
        template = "(EXTRACT(EPOCH FROM now() - %(expressions)s)::float / 60)"
        return self.as_sql(compiler, connection, template=template, **context)


class RoomQuerySet(models.QuerySet):
    """Rooms."""

    def update(self, **changes: Any) -> int:
        """Change columns; who may look into a room may depend on them."""
        changed = super().update(**changes)
        if not changes.keys().isdisjoint(("status", "is_private", "settings")):
            take_away()
        return changed

    def with_member_count(self) -> "RoomQuerySet":
        """Add ``member_count``: members that are present."""
        return self.annotate(member_count=Count("members", filter=Q(members__is_active=True)))

    def with_host(self) -> "RoomQuerySet":
        """Add ``host_session_id``, None while nobody is host."""
        from rooms.models import RoomMember

        host = RoomMember.objects.filter(room=OuterRef("pk"), role="host")
        session_id = Subquery(host.values("session_id")[:1], output_field=models.UUIDField())
        return self.annotate(host_session_id=session_id)

    def cleanup_candidates(self) -> "RoomQuerySet":
        """Active rooms without a present member.

        Columns: id, name, status, last_member_left_at, created_at, active_member_count,
        minutes_since_last_member_left (None if nobody has left yet).
        """
        return (
            self.filter(status="active")
            .annotate(
                active_member_count=Count("members", filter=Q(members__is_active=True)),
                minutes_since_last_member_left=_MinutesSince("last_member_left_at"),
            )
            .filter(active_member_count=0)
        )

    def performance_stats(self) -> "RoomQuerySet":
        """Numbers per active room.

        Columns: room_id, name, total_members, total_sync_messages, avg_sync_delay_ms,
        last_activity_time.
        """
        from rooms.models import RoomMember, SyncMessage

        members = RoomMember.objects.filter(room=OuterRef("pk")).order_by().values("room")
        messages = SyncMessage.objects.filter(room=OuterRef("pk")).order_by().values("room")
        delay = messages.filter(message_type="sync").annotate(
            value=Avg(Cast(KT("payload__delay_ms"), FloatField()))
        )
        return self.filter(status="active").annotate(
            room_id=F("pk"),
            total_members=Coalesce(Subquery(members.annotate(n=Count("pk")).values("n")), 0),
            total_sync_messages=Coalesce(Subquery(messages.annotate(n=Count("pk")).values("n")), 0),
            avg_sync_delay_ms=Subquery(delay.values("value")),
            last_activity_time=Subquery(
                messages.annotate(latest=Max("server_timestamp")).values("latest")
            ),
        )
