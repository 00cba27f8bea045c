"""The migrations run on PostgreSQL, and again change nothing."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.process import ROOT


@pytest.mark.servers
def test_migrations_run_forwards(tmp_path: Path):
    with servers.postgres() as address:
        environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}

        def manage(*arguments: str) -> int:
            whole = [sys.executable, "manage.py", *arguments]
            return subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True).returncode

        assert manage("migrate") == 0
        assert manage("migrate", "--check") == 0
        assert manage("migrate") == 0
        assert manage("createcachetable") == 0


@pytest.mark.parametrize("is_postgres", [False, True])
def test_lines_of_an_older_version_are_taken_along(tmp_path: Path, is_postgres: bool):
    with servers.postgres() if is_postgres else nullcontext("") as address:
        environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}
        if not is_postgres:
            del environment["DATABASE_URL"]
        found = subprocess.run(
            [sys.executable, "-m", "tests.support.old_lines"],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "xiaowo.settings"},
            capture_output=True,
            text=True,
        )

    assert found.stdout.split() == ["3", "2"], found.stderr[-3000:]
