"""What is told about a session and an account. Pure."""

import msgspec


class SessionView(msgspec.Struct, frozen=True):
    """A session as its owner sees it; times are ISO 8601 in UTC, ``account`` is the user's name."""

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


class UserView(msgspec.Struct, frozen=True):
    """An account as its owner sees it; ``email`` is "" when none was given."""

    id: str
    username: str
    email: str
    created_at: str


class TokenPair(msgspec.Struct, frozen=True):
    """Tokens of a login: 15 minutes, and 14 days or one use."""

    access_token: str
    refresh_token: str


class SignedInView(msgspec.Struct, frozen=True):
    """A login, with the session that the account holds from now on."""

    user: UserView
    access_token: str
    refresh_token: str
    session: SessionView
