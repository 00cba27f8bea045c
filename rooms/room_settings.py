"""The room's settings: their defaults (SPEC §2). Pure."""

from typing import Any, Final

DEFAULTS: Final[dict[str, Any]] = {
    "auto_play": False,
    "allow_control": True,
    "sync_tolerance": 0.05,
    "away_policy": "pause_room",
    "buffer_policy": "host",
    "danmaku": True,
    # Managers say who comes in.
    "approval": False,
    # Seconds between two lines of one member; 0 for none.
    "slow_mode": 0,
}


def complete(given: dict[str, Any]) -> dict[str, Any]:
    """Fill what was not given with the defaults."""
    return {**DEFAULTS, **given}


def asks_newcomers(given: dict[str, Any]) -> bool:
    """Tell whether managers say who comes in."""
    return bool(complete(given)["approval"])


# Not of the contract's own: named only where they are in use.
ADDED: Final = ("approval", "slow_mode")


def shown(given: dict[str, Any]) -> dict[str, Any]:
    """Return all settings as a room shows them."""
    return {
        name: value
        for name, value in complete(given).items()
        if name not in ADDED or value != DEFAULTS[name]
    }
