"""What makes a website an app: its manifest, its service worker, its page without a network."""

import hashlib
import json
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

PAPER: Final = "#fbf5ec"
OFFLINE: Final = "/offline"
# The clip's address in rooms, which is the same in every version.
CLIP: Final = f"{settings.STATIC_URL}demo/xiaowo-demo.mp4"
SHELL: Final = (
    "css/app.css",
    "icons/icons.svg",
    "icons/favicon.svg",
    "js/joined/home.js",
    "js/joined/offline.js",
    "js/joined/room/main.js",
)
WORKER: Final = "js/joined/worker/main.js"
# Under DEBUG modules change all the time and must not be kept: the worker takes itself off.
NO_WORKER: Final = """\
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.unregister()));
"""


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """Describe the app in the reader's language."""
    response = JsonResponse(_manifest(), json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json; charset=utf-8"
    return _by_language(response)


def _manifest() -> dict[str, Any]:
    return {
        "id": "/",
        "name": gettext("Xiaowo · watch together"),
        "short_name": gettext("Xiaowo"),
        "description": gettext("A small room where a few people watch one video together."),
        "lang": _html_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["entertainment", "social"],
        "icons": [
            _icon("favicon.svg", "any", "any"),
            _icon("app-192.png", "192x192", "any"),
            _icon("app-512.png", "512x512", "any"),
            _icon("app-maskable-512.png", "512x512", "maskable"),
        ],
    }


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {"src": static(f"icons/{name}"), "sizes": sizes, "type": kind, "purpose": purpose}


def _html_language() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return "zh-Hans" if language == "zh-hans" else language


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Return the service worker; other bytes for every change of what it keeps."""
    script = NO_WORKER if settings.DEBUG else _worker()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return _by_language(response)


def _worker() -> str:
    plan = {
        "offline": OFFLINE,
        "clip": CLIP,
        "shell": [static(name) for name in SHELL],
    }
    # The clip keeps its address when it changes; its hashed name tells the versions apart.
    facts = [plan, static("demo/xiaowo-demo.mp4"), static(WORKER), _offline_page()]
    version = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
    text = json.dumps({**plan, "version": version})
    return f'self.PLAN = {text};\nimportScripts("{static(WORKER)}");\n'


@require_safe
def offline(_request: HttpRequest) -> HttpResponse:
    """Return the page that is shown when no answer comes, the same for everybody."""
    return _by_language(HttpResponse(_offline_page()))


def _offline_page() -> str:
    # Without the request: what is kept must hold nothing of whoever fetched it.
    return render_to_string("offline.html", {"clip": CLIP})


def _by_language(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
