"""Figures that tests saw, printed at the end of the run."""

LINES: list[str] = []


def note(what: str, figures: str) -> None:
    """Keep one line for the summary."""
    LINES.append(f"measured: {what}: {figures}")
