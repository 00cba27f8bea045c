"""Playback as rooms see it: the plug for ``rooms.ports``."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from common.db import in_db
from playback import hosts, media, record, selectors, services, written
from playback.current import current_state
from playback.domain.commands import ChangeMedia, Pause
from playback.domain.state import position_at, resumed
from playback.stores import store
from playback.wire import PlaybackView
from rooms.ports import Moment
from rooms.roles import Actor


class PlaybackScreen:
    """See ``rooms.ports.Screen``."""

    async def check_media(self, media_url: str) -> str:
        """Judge a link."""
        url = media.check_media_url(media_url)
        await hosts.require_allowed(url)
        return url

    def open(self, *, room_id: str, media_url: str, now_ms: int) -> None:
        """Make the record of a new room."""
        written.make_record(room_id=room_id, media_url=media_url, now_ms=now_ms)

    async def check_reopening(self, old_id: str) -> None:
        """Judge the film of a room that is over."""
        old = await in_db(selectors.recorded_state, old_id)
        if old is not None and old.media_url:
            await hosts.require_allowed(old.media_url)

    def reopen(self, *, room_id: str, old_id: str, left_ms: int, now_ms: int) -> None:
        """Make the record of a room that stands in another one's place."""
        old = selectors.recorded_state(old_id)
        if old is None:
            raise RuntimeError(f"room {old_id} has no record of its playback")
        written.copy_record(room_id=room_id, state=resumed(old, left_ms), now_ms=now_ms)

    def views(self, room_ids: Sequence[str], *, now_ms: int) -> Mapping[str, PlaybackView]:
        """Show each room's playback."""
        return selectors.playback_views(room_ids, now_ms=now_ms)

    def demos(self) -> list[dict[str, Any]]:
        """List the built-in clips."""
        return [msgspec.structs.asdict(demo) for demo in selectors.demos()]

    async def change_media(
        self, *, room_id: str, media_url: str, actor: Actor, now_ms: int
    ) -> None:
        """Show another film."""
        await services.command(
            room_id=room_id,
            actor=actor,
            command=ChangeMedia(media_url),
            envelope=services.Envelope(sent_at_ms=now_ms),
            now_ms=now_ms,
        )

    async def pause(self, *, room_id: str, actor: Actor, now_ms: int) -> None:
        """Pause for everybody."""
        await services.command(
            room_id=room_id,
            actor=actor,
            command=Pause(),
            envelope=services.Envelope(sent_at_ms=now_ms),
            now_ms=now_ms,
        )

    async def moment(self, room_id: str, *, at_ms: int) -> Moment:
        """Say what is on, and where."""
        state = await current_state(room_id)
        return Moment(state.media_url, position_at(state, at_ms))

    async def close(self, room_id: str) -> None:
        """Write the last state down and forget it."""
        await record.recorder.flush([room_id])
        await store.forget(room_id)
