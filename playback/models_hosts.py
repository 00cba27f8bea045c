"""Sites whose films may be shown on this server, or not: part of ``playback.models``."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from playback.hostnames import EVERYWHERE, normal_host


def validate_host(text: str) -> None:
    """Raise ``ValidationError`` unless this names a site, an address, or all of them."""
    if text.strip() != EVERYWHERE and not normal_host(text.strip().removeprefix("*.")):
        raise ValidationError(_("A host such as films.example, an address, or * for all."))


class MediaHostRule(models.Model):
    """A site, with everything below it, from which films may be shown or may not.

    The narrowest rule decides; ``*`` stands for all sites, so a ban of ``*`` beside some that are
    allowed is a list of the only ones.
    """

    host = models.CharField(
        _("host"),
        max_length=253,
        unique=True,
        validators=[validate_host],
        help_text=_("films.example also stands for all below it, * for all sites"),
    )
    is_allowed = models.BooleanField(_("allowed"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        db_table = "media_host_rules"
        verbose_name = _("media host rule")
        verbose_name_plural = _("media host rules")
        ordering = ["host"]

    def __str__(self) -> str:
        return f"{self.host} {'+' if self.is_allowed else '−'}"

    def clean(self) -> None:
        """Store one spelling, so that a site has one rule."""
        plain = self.host.strip().removeprefix("*.")
        self.host = EVERYWHERE if plain == EVERYWHERE else normal_host(plain) or self.host
