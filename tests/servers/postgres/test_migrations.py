"""The migrations run on PostgreSQL, and again change nothing."""

import os
import subprocess
import sys
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
