"""What each frame does: one table. Handlers translate; the services decide."""

from common import clock
from common.wire import FrameType
from playback import services as playback
from playback.absence import note_away, note_back
from playback.autoplay import start_if_all_are_ready
from playback.current import current_state
from playback.domain.commands import ChangeMedia, Command, Pause, Play, Seek, SetRate, SetTitle
from playback.holding import note_stall
from playback.sync import answer_sync
from realtime import frames
from realtime.context import Context, Handler
from realtime.handlers_chat import CHAT_HANDLERS
from realtime.ready import tell_ready_soon
from rooms.presence import presence


async def ping(ctx: Context, data: frames.Ping) -> None:
    """Answer with the three times; remember what the page measured, for the lead."""
    ctx.answer(FrameType.PONG, {"t0": data.t0, "t1": ctx.now_ms, "t2": clock.cloud_ms()})
    seat = presence.seat(ctx.room_id, ctx.session_id)
    if seat is not None and data.rtt is not None:
        seat.rtt_ms = data.rtt
        seat.jitter_ms = data.jitter or 0.0
        seat.seek_ms = data.seek if data.seek is not None else seat.seek_ms


async def calibration(ctx: Context, data: frames.Calibration) -> None:
    """S1's form of the same, with the room's rate."""
    state = await current_state(ctx.room_id)
    ctx.answer(
        FrameType.CALIBRATION,
        {
            "client_time": data.client_time,
            "server_time": clock.cloud_ms(),
            "playback_rate": state.rate,
        },
    )


async def _command(ctx: Context, command: Command) -> None:
    outcome = await playback.command(
        room_id=ctx.room_id,
        actor=ctx.connection.actor,
        command=command,
        envelope=playback.Envelope(ctx.frame.timestamp, ctx.frame.id),
        now_ms=ctx.now_ms,
    )
    if not outcome.is_new:
        ctx.connection.deliver(outcome.frame)


async def play_or_pause(ctx: Context, data: frames.PlaybackCommand) -> None:
    """Play or pause for everybody."""
    kind = Play if data.action == "play" else Pause
    await _command(ctx, kind(data.current_time))


async def seek(ctx: Context, data: frames.SeekCommand) -> None:
    """Go to a place, for everybody."""
    await _command(ctx, Seek(data.current_time))


async def speed_change(ctx: Context, data: frames.SpeedCommand) -> None:
    """Change the room's rate."""
    await _command(ctx, SetRate(data.playback_rate))


async def media(ctx: Context, data: frames.MediaCommand) -> None:
    """Show another film; nobody has loaded it yet."""
    await _command(ctx, ChangeMedia(data.media_url, data.title or "", data.duration or 0.0))
    tell_ready_soon(ctx.room_id)


async def title(ctx: Context, data: frames.TitleCommand) -> None:
    """Call the film that is on something else; it plays on."""
    await _command(ctx, SetTitle(data.title))


async def duration(ctx: Context, data: frames.Duration) -> None:
    """Learn how long the film is."""
    await playback.tell_duration(
        room_id=ctx.room_id, actor=ctx.connection.actor, duration=data.duration
    )


async def sync(ctx: Context, data: frames.SyncRequest) -> None:
    """Tell the asker where the room is."""
    answer = await answer_sync(
        room_id=ctx.room_id,
        session_id=ctx.session_id,
        current_time=data.current_time,
        at_ms=None if data.at is None else int(data.at),
        tolerance_s=ctx.connection.sync_tolerance,
        now_ms=ctx.now_ms,
    )
    ctx.answer(FrameType.SYNC, answer)
    if data.current_time is not None:
        tell_ready_soon(ctx.room_id)


async def buffer_start(ctx: Context, _data: frames.Nothing) -> None:
    """The sender's film stands; the room may wait for it."""
    await note_stall(
        room_id=ctx.room_id, session_id=ctx.session_id, is_stalled=True, now_ms=ctx.now_ms
    )


async def buffer_end(ctx: Context, _data: frames.Nothing) -> None:
    """The sender's film can go on."""
    await note_stall(
        room_id=ctx.room_id, session_id=ctx.session_id, is_stalled=False, now_ms=ctx.now_ms
    )


async def away(ctx: Context, _data: frames.Away) -> None:
    """The sender looks away."""
    await note_away(room_id=ctx.room_id, session_id=ctx.session_id, now_ms=ctx.now_ms)


async def back(ctx: Context, _data: frames.Nothing) -> None:
    """The sender looks again."""
    await note_back(
        room_id=ctx.room_id,
        session_id=ctx.session_id,
        nickname=ctx.connection.actor.nickname,
        now_ms=ctx.now_ms,
    )


async def ready(ctx: Context, data: frames.Ready) -> None:
    """Note whether the sender has loaded the film."""
    seat = presence.seat(ctx.room_id, ctx.session_id)
    if seat is not None:
        is_news = data.is_ready and not seat.ready
        seat.ready = data.is_ready
        tell_ready_soon(ctx.room_id)
        if is_news:
            await start_if_all_are_ready(room_id=ctx.room_id, now_ms=ctx.now_ms)


HANDLERS: dict[FrameType, Handler] = {
    FrameType.PING: ping,
    FrameType.CALIBRATION: calibration,
    FrameType.PLAYBACK: play_or_pause,
    FrameType.SEEK: seek,
    FrameType.SPEED_CHANGE: speed_change,
    FrameType.SYNC: sync,
    FrameType.MEDIA: media,
    FrameType.TITLE: title,
    FrameType.DURATION: duration,
    FrameType.BUFFER_START: buffer_start,
    FrameType.BUFFER_END: buffer_end,
    FrameType.AWAY: away,
    FrameType.BACK: back,
    FrameType.READY: ready,
    **CHAT_HANDLERS,
}
