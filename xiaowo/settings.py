"""All settings, from the environment only. Listed with defaults in ``.env.example``."""

from ipaddress import ip_address
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from common import logs
from common.net import parse_networks
from xiaowo.env import (
    BASE_DIR,
    data_dir,
    env,
    one_of,
    ports,
    positive,
    redis_url,
    seconds,
    secret_key,
    signing_keys,
)

DATA_DIR = data_dir()
DEBUG = env.bool("DEBUG", default=False)
HOST = env.str("HOST", default="127.0.0.1")
PORT = positive("PORT", 8000)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# A run that only this machine can reach may make its own key; anything else must bring one.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
IS_LOCAL = _is_loopback(HOST) and not ALLOWED_HOSTS
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([] if IS_LOCAL else [HOST])]

SECRET_KEY = secret_key(debug=DEBUG, is_local=IS_LOCAL or DEBUG, folder=DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# (kid, secret), the one to sign with first. Empty: made out of SECRET_KEY and its fallbacks.
AUTH_SIGNING_KEYS = signing_keys(env.list("AUTH_SIGNING_KEYS", default=[]))

try:
    TRUSTED_PROXIES = parse_networks(env.list("TRUSTED_PROXIES", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error

# Empty: one process that shares nothing. Set: any number of workers share one truth in there.
REDIS_URL = redis_url(env.str("REDIS_URL", default=""))
# How long a worker waits for Redis before it goes on alone.
REDIS_PATIENCE_S = seconds("REDIS_PATIENCE_S", 1.0)
# What workers tell each other may go over several Redis hosts, by room.
REDIS_LAYER_URLS = [
    redis_url(url, "REDIS_LAYER_URLS")
    for url in env.list("REDIS_LAYER_URLS", default=[REDIS_URL] if REDIS_URL else [])
]
if REDIS_LAYER_URLS and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_LAYER_URLS belongs to REDIS_URL, which is not set.")

# What this server fetches for pages that cannot reach it themselves (decision 14).
PROXY_MODE = one_of("PROXY_MODE", "demos", ("off", "demos", "all"))
PROXY_ALLOW_HOSTS = env.list("PROXY_ALLOW_HOSTS", default=[])
PROXY_DENY_HOSTS = env.list("PROXY_DENY_HOSTS", default=[])
PROXY_PORTS = ports("PROXY_PORTS", [80, 443, 8080, 8443])
PROXY_MAX_MB = positive("PROXY_MAX_MB", 8192)
PROXY_MAX_SECONDS = positive("PROXY_MAX_SECONDS", 3600)
PROXY_MAX_STREAMS = positive("PROXY_MAX_STREAMS", 32)
PROXY_REQUESTS_PER_MINUTE = positive("PROXY_REQUESTS_PER_MINUTE", 300)
try:
    PROXY_ALLOW_NETWORKS = parse_networks(env.list("PROXY_ALLOW_NETWORKS", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"PROXY_ALLOW_NETWORKS: {error}") from error

# Processes that `manage.py serve` starts behind its one port.
WORKERS = positive("WORKERS", 1)
MAX_CONNECTIONS = positive("MAX_CONNECTIONS", 2000)
MAX_CONNECTIONS_PER_IP = positive("MAX_CONNECTIONS_PER_IP", 10)
ROOM_MAX_USERS_LIMIT = positive("ROOM_MAX_USERS_LIMIT", 100)
# How often anybody may call, a second, and the burst on top (SPEC §9): all together, one address,
# one session.
RATE_LIMIT_ENABLED = env.bool("RATE_LIMIT_ENABLED", default=True)
RATE_LIMIT_PER_S = positive("RATE_LIMIT_PER_S", 1000)
RATE_LIMIT_BURST = positive("RATE_LIMIT_BURST", 2000)
RATE_LIMIT_IP_PER_S = positive("RATE_LIMIT_IP_PER_S", 100)
RATE_LIMIT_IP_BURST = positive("RATE_LIMIT_IP_BURST", 200)
RATE_LIMIT_SESSION_PER_S = positive("RATE_LIMIT_SESSION_PER_S", 50)
RATE_LIMIT_SESSION_BURST = positive("RATE_LIMIT_SESSION_BURST", 100)
# How long lines of the logs are kept; a room that is deleted takes its lines with it before.
SYNC_MESSAGES_DAYS = positive("SYNC_MESSAGES_DAYS", 30)
ROOM_ACTIVITIES_DAYS = positive("ROOM_ACTIVITIES_DAYS", 90)
LOG_LEVEL = one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "common",
    "sessions_app",
    "rooms",
    "playback",
    "realtime",
    "xiaowo",
]

MIDDLEWARE = [
    "common.http.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "common.http.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "common.http.middleware.BodyLimit",
    "sessions_app.answers.Idempotency",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "xiaowo.urls"
ASGI_APPLICATION = "xiaowo.asgi.application"
# Addresses have no trailing slashes; the admin's are complete as they are.
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Not set: `manage.py serve` with several workers may keep the record in a PostgreSQL of its own.
HAS_DATABASE_URL = bool(env.str("DATABASE_URL", default=""))
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/xiaowo.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 5,
        # Without it two writers that both began by reading end in "database is locked" at once.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # Opening a connection per request costs four to eight times as much, and each request has a
    # thread of its own, so that none can be kept with its thread.
    # For the one statement that asks to be prepared (``playback.written_postgres``).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": positive("DATABASE_CONNECTIONS", 16),
        # Whoever waits longer would rather be told; the pool tries again when the next one asks.
        "timeout": 1,
        "reconnect_timeout": 1,
        "max_idle": 60,
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_OWN_CACHE = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 50_000},
}
_SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "xiaowo",
    # Whoever comes in must not wait for a cache that is gone.
    "OPTIONS": {
        "socket_timeout": REDIS_PATIENCE_S,
        "socket_connect_timeout": REDIS_PATIENCE_S,
        "retry": Retry(NoBackoff(), retries=0),
    },
}
CACHES = {
    "default": _SHARED_CACHE if REDIS_URL else _OWN_CACHE,
    # First answers of idempotent requests outlive a restart.
    "answers": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "idempotent_answers",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sessions_app.passwords.MinimumLength"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Mail with which passwords are reset; without a server it is written to the console.
MAIL = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = MAIL.get("EMAIL_HOST") or "", MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="xiaowo@localhost")

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": REDIS_LAYER_URLS, "prefix": "xiaowo"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
STATIC_ROOT = BASE_DIR / "build" / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "xiaowo.staticfiles.HashedStorage"},
}

# Cookies only over TLS unless the server is reached on this machine or told otherwise.
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not (IS_LOCAL or DEBUG))
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "xiaowo.errors.csrf_failed"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["sessions_app.auth.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": [
        "common.http.envelope.EnvelopeRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.http.envelope.AlwaysAnswer",
    "DEFAULT_PARSER_CLASSES": ["common.http.parsers.BoundedJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.http.envelope.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "小窝 Xiaowo",
    "DESCRIPTION": "Watch one video together. Every answer comes in the same envelope.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "APPEND_COMPONENTS": {},
    "POSTPROCESSING_HOOKS": ["xiaowo.schema.add_components"],
}

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logs.configuration(LOG_LEVEL)
