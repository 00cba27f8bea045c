"""The same rules on PostgreSQL: its migrations, and every test that touches the record."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import measured, servers

pytestmark = pytest.mark.servers
ROOT = Path(__file__).parent.parent.parent
SUITES = ["tests/contract", "tests/services", "tests/http", "tests/realtime"]


def test_the_suites_pass_on_postgresql(tmp_path: Path):
    with servers.postgres() as address:
        environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-cov", *SUITES],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )

    assert run.returncode == 0, run.stdout[-6000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed
    assert int(passed[1]) > 300
    measured.note("the suites on PostgreSQL", passed[0])


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--check"], ["createcachetable"]])
def test_migrations_run_forwards(tmp_path: Path, command: list[str]):
    with servers.postgres() as address:
        environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}

        def manage(*arguments: str) -> int:
            whole = [sys.executable, "manage.py", *arguments]
            return subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True).returncode

        assert manage("migrate") == 0
        assert manage(*command) == 0
