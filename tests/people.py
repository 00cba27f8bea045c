"""People who call the HTTP API."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

FILM = "https://films.example/one.mp4"
# Nothing is seen of these; the blanks are signs all the same.
BLANKS = "\u2800\U0001d159"
UNSEEN = [*BLANKS, *"\u200c\u200d\u3164\ufe0f\u034f\uffa0\u115f\u17b4\u180b\U000e0041\U000e01ef"]


@dataclass
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]
    headers: Any

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def code(self) -> int:
        return self.body["code"]


@dataclass
class Person:
    """Somebody with a session."""

    client: Client
    session: dict[str, Any]
    token: str

    @classmethod
    def arrive(cls, nickname: str | None = None) -> "Person":
        """Make a session over HTTP."""
        client = Client()
        made = call(client, "POST", "/sessions", {"nickname": nickname} if nickname else {}).data
        client.cookies.clear()
        return cls(client, made["session"], made["token"])

    @property
    def id(self) -> str:
        return self.session["id"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call the API with the bearer token."""
        headers.setdefault("Authorization", f"Bearer {self.token}")
        return call(self.client, method, path, body, **headers)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """Call and expect success; returns ``data``."""
        answer = self.call(method, path, body)
        assert answer.status in (200, 201), answer.body
        return answer.data

    def make_room(self, **changes: Any) -> dict[str, Any]:
        """Make a room."""
        return self.ok("POST", "/rooms", {"name": "Film night", "media_url": FILM, **changes})


def call(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Call the API as nobody, or as whoever the headers say."""
    text = body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {})
    address = path if path.startswith("/api") else f"/api/v1{path}"
    response = client.generic(
        method,
        address,
        text if method != "GET" else "",
        content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    content = b"".join(response)  # type: ignore[call-overload]
    return Answer(response.status_code, json.loads(content), response.headers)
