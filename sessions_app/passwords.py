"""A validator of Django's whose sentence Django 5.2 does not have in Chinese."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext


class MinimumLength(MinimumLengthValidator):
    """At least eight characters."""

    def get_error_message(self) -> str:
        """Return what is wrong."""
        return gettext("A password has at least {number} characters").format(number=self.min_length)
