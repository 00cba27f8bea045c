"""Rooms, their members and their audit trail (S2 §1.2). Private to this app."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.managers import RoomQuerySet
from rooms.models_audit import keep_operators
from rooms.models_bans import RoomBan
from rooms.models_log import ChatTotal, MessageType, SyncMessage
from rooms.models_reports import MessageReport, ReportReason, ReportState
from rooms.models_requests import JoinRequest, RequestState
from rooms.models_tally import DayTally

__all__ = [
    "ActivityType", "ChatTotal", "DayTally", "JoinRequest", "MessageReport", "MessageType",
    "ReportReason",
    "ReportState", "RequestState", "Role", "Room", "RoomActivity", "RoomBan", "RoomMember",
    "Status", "SyncMessage",
]  # fmt: skip


class Status(models.TextChoices):
    """Where a room is in its life."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class Room(models.Model):
    """A place where a few people watch one video together."""

    id = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=500, blank=True, default="")
    creator_session = models.ForeignKey(
        "sessions_app.UserSession",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    is_private = models.BooleanField(default=False)
    # Nobody new comes in.
    is_locked = models.BooleanField(default=False)
    password = models.CharField(max_length=128, blank=True, default="", editable=False)
    max_users = models.PositiveIntegerField(default=7)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    settings = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    # The room in whose place this one was opened; one to one, so that a room has one successor.
    rebuilt_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_active_at = models.DateTimeField()
    last_member_left_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = RoomQuerySet.as_manager()

    class Meta:
        db_table = "rooms"
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [
            models.Index(fields=["creator_session"], name="idx_rooms_creator"),
            models.Index(fields=["status", "last_active_at"], name="idx_rooms_status"),
            models.Index(fields=["last_active_at"], name="idx_rooms_last_active"),
            models.Index(fields=["created_at"], name="idx_rooms_created"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(id__regex=r"^[0-9A-Z]{6}$"), name="chk_room_code"),
            models.CheckConstraint(condition=~Q(name=""), name="chk_room_name"),
            models.CheckConstraint(condition=Q(max_users__gte=1), name="chk_room_max_users"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="chk_room_status"),
            models.CheckConstraint(
                condition=Q(is_private=False) | ~Q(password=""), name="chk_room_private_password"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class Role(models.TextChoices):
    """What a member is in the room."""

    HOST = "host"
    ADMIN = "admin"
    GUEST = "guest"


class RoomMember(models.Model):
    """A session inside a room; inactive rows are its history."""

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members", db_index=False)
    session = models.ForeignKey(
        "sessions_app.UserSession", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    nickname = models.CharField(max_length=32)
    avatar = models.CharField(max_length=200)
    role = models.CharField(max_length=5, choices=Role.choices, default=Role.GUEST)
    # What this member was before a host's absence changed it; "" when nothing did.
    role_before = models.CharField(max_length=5, blank=True, default="", editable=False)
    permissions = models.JSONField(default=dict, blank=True)
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    muted_until = models.DateTimeField(null=True, blank=True)
    # Kicked or banned, and not been let in since.
    was_sent_out = models.BooleanField(default=False, db_default=False, editable=False)
    # When this member spoke last in slow mode.
    said_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "room_members"
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [
            models.Index(fields=["room", "is_active", "left_at"], name="idx_room_members_active"),
            models.Index(fields=["session"], name="idx_room_members_session"),
            models.Index(fields=["role"], name="idx_room_members_role"),
            models.Index(fields=["joined_at"], name="idx_room_members_joined"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["room", "session"], name="uk_member_room_session"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="chk_member_role"),
            models.UniqueConstraint(
                fields=["room"], condition=Q(role="host"), name="uk_member_one_host"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, left_at__isnull=True)
                | Q(is_active=False, left_at__isnull=False),
                name="chk_member_active_or_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} ({self.role})"


class ActivityType(models.TextChoices):
    """What the audit log tells of."""

    ROOM_CREATED = "room_created"
    ROOM_PAUSED = "room_paused"
    ROOM_DELETED = "room_deleted"
    MEMBERS_SENT_OUT = "members_sent_out"
    SESSION_ENDED = "session_ended"
    LOGINS_ENDED = "logins_ended"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_RESTORED = "account_restored"
    RECORD_ADDED = "record_added"
    RECORD_CHANGED = "record_changed"
    RECORD_DELETED = "record_deleted"
    AUDIT_EXPORTED = "audit_exported"
    ROOM_UPDATED = "room_updated"
    ROOM_ARCHIVED = "room_archived"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    MEMBER_KICKED = "member_kicked"
    MEMBER_UNBANNED = "member_unbanned"
    MEMBER_MUTED = "member_muted"
    MEMBER_UNMUTED = "member_unmuted"
    MEMBER_CHANGED = "member_changed"
    PLAY_STARTED = "play_started"
    PLAY_PAUSED = "play_paused"
    PLAY_SEEKED = "play_seeked"
    PLAY_SPEED = "play_speed"
    MEDIA_CHANGED = "media_changed"
    SYNC_ERROR = "sync_error"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_RESTORED = "connection_restored"
    MESSAGE_DELETED = "message_deleted"
    CHAT_CLEARED = "chat_cleared"
    CHAT_EXPORTED = "chat_exported"
    MESSAGE_REPORTED = "message_reported"
    REPORT_HANDLED = "report_handled"
    JOIN_REQUESTED = "join_requested"
    JOIN_APPROVED = "join_approved"
    JOIN_REFUSED = "join_refused"


class RoomActivity(models.Model):
    """The audit log: who did what to whom, from where.

    Lines go with their room, except those of operators, who act by name and without a session;
    then ``room_code`` still says where it was, "" for what is no room's.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=keep_operators, related_name="+", db_index=False
    )
    # Defaults of the database itself: one statement of the log names its columns (services.log).
    room_code = models.CharField(max_length=6, blank=True, default="", db_default="")
    operator = models.CharField(max_length=150, blank=True, default="", db_default="")
    activity_type = models.CharField(max_length=24, choices=ActivityType.choices)
    actor_session = models.ForeignKey(
        "sessions_app.UserSession",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    target_session = models.ForeignKey(
        "sessions_app.UserSession",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    details = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "room_activities"
        verbose_name = _("audit line")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(
                fields=["room", "activity_type", "created_at"], name="idx_activities_room_type"
            ),
            models.Index(fields=["room", "-id"], name="idx_activities_room"),
            models.Index(fields=["actor_session"], name="idx_activities_actor"),
            models.Index(fields=["target_session"], name="idx_activities_target"),
            models.Index(fields=["created_at"], name="idx_activities_created"),
            models.Index(
                fields=["-id"], condition=~Q(operator=""), name="idx_activities_operators"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity_type__in=ActivityType.values), name="chk_activity_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id or self.room_code} {self.activity_type}"
