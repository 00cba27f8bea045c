"""What apps above may want to hear of a session."""

from django.dispatch import Signal

# Both are sent with ``session_id`` (UUID) and ``now_ms``; renamed also with the new names.
session_renamed = Signal()
# Sent within the transaction that deletes the session: each receiver writes down what follows, and
# returns what is to be called when that is committed.
session_ending = Signal()

# Sent with ``session_ids``; each receiver returns its part of the export, ready for JSON.
account_exporting = Signal()
