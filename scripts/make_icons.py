#!/usr/bin/env python3
"""One file with every icon of the page, out of the npm package lucide-static (ISC licence).

    python scripts/make_icons.py build/static/icons/icons.svg

Reads scripts/icons.txt; how thick a line is and what is filled is left to the style sheet.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "lucide-static"
LIST = ROOT / "scripts" / "icons.txt"
SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
LICENCE = "<!-- Icons of Lucide (https://lucide.dev), ISC licence; see icons-license.txt -->"


def wanted(text: str) -> dict[str, str]:
    """Return our name → Lucide's name."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split()[0]: line.split()[1] for line in lines}


def symbol(name: str, source: str) -> str:
    """Return one icon; raises ``SystemExit`` when the package lacks it."""
    path = PACKAGE / "icons" / f"{source}.svg"
    found = SHAPES.search(path.read_text()) if path.exists() else None
    if found is None:
        sys.exit(f"lucide-static has no icon {source!r} (scripts/icons.txt)")
    shapes = re.sub(r"\s+", " ", found[1]).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main() -> None:
    """Write the file, and its licence beside it."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    symbols = [symbol(*pair) for pair in wanted(LIST.read_text()).items()]
    svg = ['<svg xmlns="http://www.w3.org/2000/svg">', LICENCE, *symbols, "</svg>"]
    target.write_text("\n".join(svg) + "\n")
    (target.parent / "icons-license.txt").write_text((PACKAGE / "LICENSE").read_text())


if __name__ == "__main__":
    main()
