"""Run tests again, with the record in a PostgreSQL of their own."""

import os
import re
import subprocess
import sys
import tempfile

from tests.support import measured, servers
from tests.support.process import ROOT

# Only to end what hangs: this machine may be doing much else.
PATIENCE_S = 1200


def rerun(*suites: str, at_least: int) -> None:
    """Run suites to their end; raises AssertionError when one fails, or too few tests ran.

    Each of the files beside this one calls it once, so that they can run side by side.
    """
    with servers.postgres() as address, tempfile.TemporaryDirectory() as folder:
        # Each line has been measured with SQLite; doing it again would take half as long again.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
        environment = {**inherited, "DATABASE_URL": address, "DATA_DIR": folder}
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-cov", *suites],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    assert run.returncode == 0, run.stdout[-6000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed
    assert int(passed[1]) >= at_least
    measured.note(f"{' and '.join(suites)} on PostgreSQL", passed[0])
