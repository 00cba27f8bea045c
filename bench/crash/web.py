"""The HTTP side of a client."""

import json
import urllib.request
from typing import Any

from tests.support.process import Server

PATIENCE_S = 20


def call(server: Server, method: str, path: str, body: Any = None, token: str = "") -> Any:
    """Call the API and return ``data``; raises ``OSError``."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.base}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)["data"]
