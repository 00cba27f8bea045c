"""Settings come from the environment, are all listed, and are refused when they make no sense."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from xiaowo import env

ROOT = Path(__file__).parent.parent.parent
NAMES = re.compile(r"(?:env\.\w+|positive|seconds|one_of|ports)\(\s*\"([A-Z_]+)\"")


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own."""
    program = (
        "from django.conf import settings as s; print(s.SECRET_KEY, s.ALLOWED_HOSTS,"
        " s.SESSION_COOKIE_SECURE, sep='|')"
    )
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "ENV_FILE": str(tmp_path / "x")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**clean, "DJANGO_SETTINGS_MODULE": "xiaowo.settings", **environment},
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_every_setting_is_listed_in_the_example():
    read = set()
    for name in ("env.py", "settings.py"):
        read |= set(NAMES.findall((ROOT / "xiaowo" / name).read_text()))
    listed = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read == listed
    assert len(read) > 12


def test_a_local_run_makes_a_key_and_keeps_it(tmp_path: Path):
    first, second = start(tmp_path), start(tmp_path)

    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert len(first.stdout.split("|")[0]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "environment", [{"ALLOWED_HOSTS": "nest.example"}, {"HOST": "0.0.0.0"}, {"HOST": "192.0.2.1"}]
)
def test_a_server_for_others_needs_a_key(tmp_path: Path, environment: dict[str, str]):
    refused = start(tmp_path, **environment)
    accepted = start(tmp_path, **environment, SECRET_KEY="k" * 50)

    assert refused.returncode != 0
    assert "SECRET_KEY is missing" in refused.stderr
    assert accepted.returncode == 0
    assert accepted.stdout.strip().endswith("True"), "cookies must be secure"


def test_of_two_that_start_together_the_first_one_makes_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "secret_key"

    def meanwhile(_length: int) -> str:
        # Nobody may find it there before it is whole.
        assert not path.exists()
        path.write_text("the other one's")
        return "ours"

    monkeypatch.setattr(env.secrets, "token_urlsafe", meanwhile)

    assert env._kept_key(path) == "the other one's"
    assert [left.name for left in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLOWED_HOSTS": "a.example", "SECRET_KEY": "short"}, "too short"),
        ({"PORT": "0"}, "PORT must be at least 1"),
        ({"PORT": "http"}, "PORT"),
        ({"MAX_CONNECTIONS": "-1"}, "MAX_CONNECTIONS must be at least 1"),
        ({"TRUSTED_PROXIES": "everybody"}, "TRUSTED_PROXIES"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL must begin with redis://"),
        ({"REDIS_PATIENCE_S": "0"}, "REDIS_PATIENCE_S must be a time above 0 seconds"),
        ({"REDIS_PATIENCE_S": "-1"}, "REDIS_PATIENCE_S must be a time above 0 seconds"),
        ({"REDIS_LAYER_URLS": "redis://127.0.0.1"}, "REDIS_LAYER_URLS belongs to REDIS_URL"),
        (
            {"REDIS_URL": "redis://x", "REDIS_LAYER_URLS": "redis://x,x:6379"},
            "REDIS_LAYER_URLS must begin with redis://",
        ),
        ({"AUTH_SIGNING_KEYS": "a:short"}, "AUTH_SIGNING_KEYS: each is kid:secret"),
        ({"AUTH_SIGNING_KEYS": f"a:{'k' * 32},a:{'l' * 32}"}, "every kid must be another one"),
        ({"WORKERS": "0"}, "WORKERS must be at least 1"),
    ],
)
def test_odd_values_stop_the_start(tmp_path: Path, environment: dict[str, str], sentence: str):
    refused = start(tmp_path, **environment)

    assert refused.returncode != 0
    assert sentence in refused.stderr
