"""Who came and went in a room since a moment, made from its audit log. Pure.

A line that is lost and there again is no going: only seats count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST: Final = 50

JOINED: Final = "joined"
LEFT: Final = "left"
VISITED: Final = "visited"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody came in (``is_in``) or was gone."""

    session_id: str
    is_in: bool


def since_then(steps: Iterable[Step]) -> dict[str, str]:
    """Return session → what became of it; oldest step first, as they stand in the log.

    ``joined`` was not here then and is now, ``left`` was here and is gone, ``visited`` came and
    went. Who was here then and is here now is not named, however often they went in between.
    """
    first: dict[str, bool] = {}
    last: dict[str, bool] = {}
    for step in steps:
        first.setdefault(step.session_id, step.is_in)
        # The latest to move stands last.
        last.pop(step.session_id, None)
        last[step.session_id] = step.is_in
    found: dict[str, str] = {}
    for session_id, is_here in last.items():
        was_here = not first[session_id]
        if was_here != is_here:
            found[session_id] = JOINED if is_here else LEFT
        elif not is_here:
            found[session_id] = VISITED
    return found
