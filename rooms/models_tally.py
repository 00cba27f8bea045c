"""Numbers of days: part of ``rooms.models``."""

from django.db import models


class DayTally(models.Model):
    """What rooms that are deleted leave to the numbers of a day (UTC)."""

    day = models.DateField(primary_key=True)
    rooms = models.PositiveIntegerField(default=0)
    watched_s = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "day_tallies"

    def __str__(self) -> str:
        return str(self.day)
