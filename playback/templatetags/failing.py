"""Failing links for the desk's start page."""

from typing import Final

from django import template

from common import clock
from playback import failing
from playback.models import FailingLink

register = template.Library()

SHOWN: Final = 10


@register.simple_tag
def failing_links() -> list[FailingLink]:
    """Return today's, the most reported first."""
    return failing.of_day(now_ms=clock.cloud_ms(), most=SHOWN)
