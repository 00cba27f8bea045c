"""What is told about a session. Pure."""

import msgspec


class SessionView(msgspec.Struct, frozen=True):
    """A session as its owner sees it; times are ISO 8601 in UTC."""

    id: str
    nickname: str
    avatar: str
    room_id: str | None
    account: str | None
    created_at: str
    expires_at: str


class NewSessionView(msgspec.Struct, frozen=True):
    """A session just made, with the token that proves it."""

    session: SessionView
    token: str
