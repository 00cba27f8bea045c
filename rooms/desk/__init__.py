"""The moderators' desk: rooms, people, lines and the audit log in the admin."""
