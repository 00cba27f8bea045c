"""A Chromium for the tests: found, or installed where that is possible; never skipped."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowserError(RuntimeError):
    """There is no Chromium, and none could be installed."""


def find_chromium() -> str:
    """Return the path of a Chromium.

    ``CHROMIUM``, else one on the PATH, else Playwright's own, else Debian's package where this
    process may install it. Raises ``NoBrowserError`` with what to do.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise NoBrowserError(f"CHROMIUM names {named!r}, which cannot be run")
        return named
    return _on_path() or _playwrights() or _debians()


def launch_arguments() -> list[str]:
    """Return what a headless Chromium needs here: quiet, and without a sandbox only as root."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*quiet, "--no-first-run", "--disable-dev-shm-usage", *as_root]


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _debians() -> str:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "chromium"]):
            subprocess.run(["apt-get", "-qq", *command], env=environment, check=False, timeout=600)
        found = _on_path()
        if found:
            return found
    raise NoBrowserError(
        "The browser tests need a Chromium. Install one, set CHROMIUM to its path, or run "
        "`.venv/bin/playwright install chromium`."
    )
