"""The cases of the table who × what × where, which the tests run and the page of rights shows."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone

OTHER_FILM = "https://films.example/two.mp4"
LATER = (timezone.now() + timedelta(days=30)).isoformat()

# Everybody who may ask. The manager is a guest with ``manage``, the spectator one without
# ``control`` and ``chat``; who is timed-muted is one whom a manager has silenced for a while.
ALL = {"host", "admin", "manager", "guest", "spectator", "timed-muted"}
MANAGERS = {"host", "admin", "manager"}
VOICES = ALL - {"spectator", "timed-muted"}
SAID = {"text": "hello"}


class What(NamedTuple):
    """Something to ask for, and who is allowed to."""

    who: set[str]
    method: str
    path: str
    body: dict[str, Any] | None = None
    # With what a member is refused.
    code: int = 2003


# In an order in which all that is allowed can follow each other.
TABLE = {
    "read members": What(ALL, "GET", "/members"),
    "read messages": What(ALL, "GET", "/messages"),
    "read one's own lines": What(ALL, "GET", "/messages?size=100"),
    "read danmaku": What(ALL, "GET", "/danmaku"),
    "read who came and went": What(ALL, "GET", "/comings?since=0"),
    "export the chat": What({"host"}, "GET", "/messages/export"),
    "read stats": What(MANAGERS, "GET", "/stats"),
    "read the audit log": What(MANAGERS, "GET", "/activities"),
    "read bans": What(MANAGERS, "GET", "/bans"),
    "read who asks to come in": What(MANAGERS, "GET", "/requests"),
    "let somebody in": What(MANAGERS, "PUT", "/requests/{knocker}", {"approve": True}),
    "let nobody in": What(MANAGERS, "PUT", "/requests/{knocker}", {"approve": False}),
    "say something": What(VOICES, "POST", "/messages", SAID, 3007),
    "report another's line": What(ALL, "POST", "/messages/{theirs}/report", {"reason": "spam"}),
    "report one's own line": What(set(), "POST", "/messages/{own}/report", {"reason": "spam"}),
    "take back one's own line": What(ALL, "DELETE", "/messages/{own}"),
    "take back another's line": What(MANAGERS, "DELETE", "/messages/{theirs}"),
    "clear the chat": What(MANAGERS, "DELETE", "/messages"),
    "play": What(ALL - {"spectator"}, "POST", "/play"),
    "seek": What(ALL - {"spectator"}, "POST", "/seek", {"current_time": 5}),
    "pause": What(ALL - {"spectator"}, "POST", "/pause"),
    "change the film": What({"host", "admin"}, "PATCH", "", {"media_url": OTHER_FILM}),
    "rename the room": What(MANAGERS, "PATCH", "", {"name": "Other"}),
    "change settings": What(MANAGERS, "PATCH", "", {"settings": {"danmaku": False}}),
    "lock": What(MANAGERS, "PATCH", "", {"is_locked": True}),
    "mute a guest": What(MANAGERS, "PUT", "/members/{victim}", {"muted_until": LATER}),
    "mute an admin": What({"host"}, "PUT", "/members/{deputy}", {"muted_until": LATER}),
    "mute the host": What(set(), "PUT", "/members/{host}", {"muted_until": LATER}),
    "take a right": What(MANAGERS, "PUT", "/members/{victim}", {"permissions": {"control": False}}),
    "take an admin's right": What(
        {"host"}, "PUT", "/members/{deputy}", {"permissions": {"control": False}}
    ),
    "take the host's right": What(
        set(), "PUT", "/members/{host}", {"permissions": {"control": False}}
    ),
    "grant what a manager lacks": What(
        {"host", "admin"}, "PUT", "/members/{victim}", {"permissions": {"media": True}}
    ),
    "grant oneself": What(set(), "PUT", "/members/{me}", {"permissions": {"manage": True}}),
    "make oneself host": What(set(), "PUT", "/members/{me}", {"role": "host"}),
    "make an admin a guest": What({"host"}, "PUT", "/members/{deputy}", {"role": "guest"}),
    "make a guest admin": What({"host"}, "PUT", "/members/{victim}", {"role": "admin"}),
    "rename another": What(set(), "PUT", "/members/{victim}", {"nickname": "Dumb"}),
    "send the host out": What(set(), "DELETE", "/members/{host}"),
    "send an admin out": What({"host"}, "DELETE", "/members/{second}"),
    "ban a guest": What(MANAGERS, "DELETE", "/members/{prey}", {"ban": True}),
    "hand the room over": What({"host"}, "PUT", "/members/{deputy}", {"role": "host"}),
    "close the room": What(set(), "DELETE", ""),
}
# For the host these mean something else: leaving, nothing at all; and closing ends the table.
NOT_FOR_HOSTS = {"send the host out", "make oneself host", "close the room"}

FRAMES: dict[str, tuple[str, dict[str, Any], set[str], int]] = {
    "play": ("playback", {"action": "play"}, ALL - {"spectator"}, 2003),
    "seek": ("seek", {"current_time": 7}, ALL - {"spectator"}, 2003),
    "speed": ("speed_change", {"playback_rate": 1.5}, ALL - {"spectator"}, 2003),
    "pause": ("playback", {"action": "pause"}, ALL - {"spectator"}, 2003),
    "change the film": ("media", {"media_url": OTHER_FILM}, {"host", "admin"}, 2003),
    "rename the film": ("title", {"title": "Two"}, {"host", "admin"}, 2003),
    "talk": ("chat", SAID, VOICES, 3007),
    "react": ("reaction", {"emoji": "👍"}, VOICES, 3007),
    "type": ("typing", {"is_typing": True}, VOICES, 3007),
    "take back one's own line": ("chat_delete", {"message_id": "{own}"}, ALL, 2003),
    "take back another's line": ("chat_delete", {"message_id": "{theirs}"}, MANAGERS, 2003),
}


# In the admin: who of the staff may, the page, the action, what it is done to, what the audit log
# calls it, what is said with it. In an order in which all of it can follow each other.
OPERATORS = {"operator"}
MODERATORS = {"moderator", *OPERATORS}


class Deed(NamedTuple):
    """Something to do at the desk, and who is allowed to."""

    who: set[str]
    page: str
    action: str
    row: str
    told: str
    said: dict[str, str] = {}


DESK = {
    "pause": Deed(MODERATORS, "room", "pause", "room", "room_paused"),
    "lock": Deed(MODERATORS, "room", "lock", "room", "room_updated"),
    "unlock": Deed(MODERATORS, "room", "unlock", "room", "room_updated"),
    "mute a guest": Deed(
        MODERATORS, "roommember", "mute", "victim", "member_muted", {"minutes": "10"}
    ),
    "mute an admin": Deed(
        MODERATORS, "roommember", "mute", "deputy", "member_muted", {"minutes": "10"}
    ),
    "let a guest speak": Deed(MODERATORS, "roommember", "unmute", "victim", "member_unmuted"),
    "take back a line": Deed(MODERATORS, "syncmessage", "delete_lines", "line", "message_deleted"),
    "close a report": Deed(MODERATORS, "messagereport", "handled", "report", "report_handled"),
    "send a guest out": Deed(MODERATORS, "roommember", "kick", "victim", "member_kicked"),
    "send an admin out": Deed(MODERATORS, "roommember", "kick", "second", "member_kicked"),
    "ban a guest": Deed(
        MODERATORS, "roommember", "ban", "prey", "member_kicked", {"minutes": "10"}
    ),
    "hand the room over": Deed(MODERATORS, "roommember", "make_host", "deputy", "member_changed"),
    "ban who was host": Deed(MODERATORS, "roommember", "ban", "host", "member_kicked"),
    "clear the chat": Deed(MODERATORS, "room", "clear_chat", "room", "chat_cleared"),
    "send everybody out": Deed(MODERATORS, "room", "send_out", "room", "members_sent_out"),
    "close the room": Deed(MODERATORS, "room", "archive", "room", "room_archived"),
    "delete the room": Deed(OPERATORS, "room", "delete", "room", "room_deleted"),
}
