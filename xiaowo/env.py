"""Reading the environment: every setting by name, refused when it makes no sense."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

_dotenv = Path(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
if _dotenv.is_file():
    environ.Env.read_env(str(_dotenv))


def data_dir() -> Path:
    """Return the folder of everything that must survive, made if need be."""
    folder = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(*, debug: bool, is_local: bool, folder: Path) -> str:
    """Return the signing key.

    A local run makes one and keeps it in the data folder; in production a missing or short one
    stops the start.
    """
    given = env.str("SECRET_KEY", default="")
    if given:
        if len(given) < 32 and not debug:
            raise ImproperlyConfigured("SECRET_KEY is too short: give at least 32 characters.")
        return given
    if not is_local:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Set it in the environment, for example to the output of:\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return _kept_key(folder / "secret_key")


def signing_keys(texts: list[str]) -> list[tuple[str, str]]:
    """Turn ``["2026b:secret", "2026a:older"]`` into pairs; raises on a bad or doubled one."""
    pairs = [(kid, secret) for kid, _, secret in (text.partition(":") for text in texts)]
    if any(not kid or len(secret) < 32 for kid, secret in pairs):
        raise ImproperlyConfigured(
            "AUTH_SIGNING_KEYS: each is kid:secret, the secret of at least 32 characters."
        )
    if len(dict(pairs)) < len(pairs):
        raise ImproperlyConfigured("AUTH_SIGNING_KEYS: every kid must be another one.")
    return pairs


def _kept_key(path: Path) -> str:
    if not path.exists():
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        # Whole or not at all: of processes that start together the first one's key is everybody's.
        try:
            path.hardlink_to(new)
        except FileExistsError:
            pass
        except OSError:
            # A file system without links; there the last one's counts.
            new.replace(path)
        new.unlink(missing_ok=True)
    return path.read_text().strip()


def positive(name: str, default: int) -> int:
    """Return a whole number from 1 up."""
    value = env.int(name, default=default)
    if value < 1:
        raise ImproperlyConfigured(f"{name} must be at least 1, not {value}.")
    return int(value)


def seconds(name: str, default: float) -> float:
    """Return a time in seconds, above 0."""
    value = float(env.float(name, default=default))
    if value <= 0:
        raise ImproperlyConfigured(f"{name} must be a time above 0 seconds, not {value}.")
    return value


def ports(name: str, default: list[int]) -> list[int]:
    """Return TCP ports."""
    values = env.list(name, cast=int, default=default)
    if not all(0 < value < 2**16 for value in values):
        raise ImproperlyConfigured(f"{name} must list ports from 1 to 65535, not {values}.")
    return list(values)


def one_of(name: str, default: str, words: tuple[str, ...]) -> str:
    """Return one of a few words."""
    value = env.str(name, default=default)
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(words)}, not {value!r}.")
    return str(value)


def redis_url(text: str, name: str = "REDIS_URL") -> str:
    """Return the address of a Redis, or nothing; raises ImproperlyConfigured for anything else."""
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            f"{name} must begin with redis://, rediss:// or unix://, "
            "for example redis://127.0.0.1:6379/0"
        )
    return text
