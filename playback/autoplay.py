"""A film that starts by itself, where the room wants that: as soon as everybody here has loaded it.

Source: the setting ``auto_play`` of SPEC §2. It moves a film from its very beginning only, so that
whoever says to be ready can start nothing twice and go on with nothing that somebody has paused.
"""

from common.db import in_db
from playback import services
from playback.current import current_state
from playback.domain.commands import Play
from playback.domain.state import Phase
from playback.holding import SERVER
from rooms import selectors
from rooms.presence import presence


async def start_if_all_are_ready(*, room_id: str, now_ms: int) -> None:
    """Play a film that stands at its beginning; does nothing while somebody still loads."""
    here = [seat for seat in presence.seats(room_id).values() if seat.connection_id is not None]
    if not here or not all(seat.ready for seat in here):
        return
    if not await in_db(selectors.starts_by_itself, room_id=room_id):
        return
    state = await current_state(room_id)
    if state.phase is not Phase.PAUSED or state.anchor_position > 0:
        return
    await services.command(
        room_id=room_id,
        actor=SERVER,
        command=Play(),
        envelope=services.Envelope(sent_at_ms=None),
        now_ms=now_ms,
    )
