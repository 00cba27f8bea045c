"""Visitors, their accounts and the accounts' logins. Private to this app."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.net import parse_networks


class Account(models.Model):
    """What Xiaowo keeps of a registered user beside Django's own record (decision 11).

    ``name_folded`` finds who signs in; ``name_skeleton`` keeps look-alikes apart.
    """

    id = models.UUIDField(primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account"
    )
    name_folded = models.CharField(max_length=150, unique=True)
    name_skeleton = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name_folded


def validate_network(text: str) -> None:
    """Raise ValidationError for what is neither an address nor a network."""
    try:
        parse_networks([text])
    except ValueError as error:
        raise ValidationError(_("This is neither an address nor a network")) from error


class AddressRule(models.Model):
    """An address or network that is always let in, or never, however often it calls."""

    network = models.CharField(
        _("network"),
        max_length=43,
        unique=True,
        validators=[validate_network],
        help_text="203.0.113.7, 10.0.0.0/8, 2001:db8::/32",
    )
    is_allowed = models.BooleanField(_("let in"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "address_rules"
        verbose_name = _("address rule")
        verbose_name_plural = _("address rules")

    def __str__(self) -> str:
        return f"{self.network} {'+' if self.is_allowed else '−'}"


class UserSession(models.Model):
    """A visitor for 24 hours (S2 §1.2 ``user_sessions``); longer while an account holds it."""

    id = models.UUIDField(primary_key=True)
    nickname = models.CharField(max_length=32)
    avatar = models.CharField(max_length=200)
    account = models.ForeignKey(
        Account,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sessions",
        db_index=False,
    )
    room = models.ForeignKey(
        "rooms.Room",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "user_sessions"
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["room"], name="idx_user_sessions_room"),
            models.Index(fields=["account"], name="idx_user_sessions_account"),
            models.Index(fields=["created_at"], name="idx_user_sessions_created"),
            models.Index(fields=["expires_at"], name="idx_user_sessions_expires"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(nickname=""), name="chk_user_session_nickname"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="chk_user_session_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} ({self.pk})"


class TokenFamily(models.Model):
    """One login: all tokens that came of it live and die together."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="families")
    session = models.ForeignKey(
        UserSession, null=True, blank=True, on_delete=models.SET_NULL, related_name="families"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "token_families"
        verbose_name = _("login")
        verbose_name_plural = _("logins")

    def __str__(self) -> str:
        return str(self.pk)


class RefreshToken(models.Model):
    """A refresh token, by its SHA-256; the token itself is kept nowhere."""

    digest = models.CharField(primary_key=True, max_length=64)
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="refresh_tokens")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "refresh_tokens"
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")

    def __str__(self) -> str:
        return str(self.family_id)
