"""Changing what is on the screen; the same for socket, HTTP and admin."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from common import metrics
from common.bus import Broadcast, bus
from common.errors import Code, Problem
from common.texts import clean_text
from common.wire import Frame, FrameType, encode
from playback import hosts, waiting
from playback.current import current_state
from playback.domain import machine
from playback.domain.commands import (
    BadValue,
    ChangeMedia,
    Command,
    Play,
    Release,
    SetTitle,
    Stale,
    Timing,
)
from playback.domain.lead import Link, play_lead_ms, seek_lead_ms
from playback.domain.state import Phase, State
from playback.kinds import KINDS, Lines, line_of
from playback.media import MAX_TITLE, check_media_url
from playback.record import recorder
from playback.stores import store
from playback.wire import PlaybackView, event_of, view_of
from rooms.presence import presence
from rooms.roles import Actor, Right, require


@dataclass(frozen=True, slots=True)
class Outcome:
    """What holds after a command; ``frame`` goes to the sender when nothing was broadcast."""

    view: PlaybackView
    is_new: bool
    frame: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Around a command: the sender's time, if told, its frame id, the version it was meant for."""

    sent_at_ms: int | None
    frame_id: str = ""
    base_version: int | None = None


async def command(
    *, room_id: str, actor: Actor, command: Command, envelope: Envelope, now_ms: int
) -> Outcome:
    """Do what a member asks, tell everybody once, and write it down behind.

    Raises ``Problem`` NOT_PERMITTED, CONFLICT (with the current state under ``playback``),
    INVALID with the field, MEDIA_INVALID; then nothing has changed and nobody was told.
    """
    kind = KINDS[type(command)]
    try:
        if kind.right is not None:
            require(actor, kind.right)
        command = await _checked(command)
        lines = Lines(lambda state: line_of(room_id, actor, kind, state, now_ms))
        state, is_new = await _change(room_id, actor, command, envelope, now_ms, lines)
    except Problem:
        metrics.commands.labels(kind.log_name, "refused").inc()
        raise
    metrics.commands.labels(kind.log_name, "accepted" if is_new else "same").inc()
    view = view_of(room_id, state, now_ms)
    data = view
    if kind.frame_type is FrameType.PLAYBACK:
        data = event_of(room_id, state, now_ms, _action(command))
    text = encode(
        Frame(envelope.frame_id, kind.frame_type, room_id, actor.session_id, now_ms, data)
    )
    if is_new:
        _bring_seats_in_line(room_id, command, state, now_ms)
        note = store.note_of(room_id, state)
        outlives_us = lines.are_kept(state) or not store.keeps_lines
        recorder.note(room_id, state, lines.of(state))
        if not outlives_us:
            # Redis is gone: only the record would still know of it if this worker died now.
            await recorder.write_now(room_id)
        bus.publish(room_id, Broadcast(text, note=note, made_ms=now_ms))
    return Outcome(view, is_new, text)


def _bring_seats_in_line(room_id: str, command: Command, state: State, now_ms: int) -> None:
    if isinstance(command, Play):
        waiting.waive(room_id)
    if state.phase is not Phase.BUFFERING:
        waiting.stop(room_id, now_ms)
    if isinstance(command, ChangeMedia):
        presence.clear_ready(room_id)
        waiting.forget_stalls(room_id, now_ms)


async def check(
    *, room_id: str, actor: Actor, commands: Sequence[Command], envelope: Envelope, now_ms: int
) -> None:
    """Try commands in turn without doing anything, so that a bad one spoils none before it.

    Raises what ``command`` would raise; without any, CONFLICT for another version.
    """
    state = await current_state(room_id)
    if not commands:
        with _as_problems(room_id, state, now_ms):
            machine.require_version(state, envelope.base_version)
    for one in commands:
        right = KINDS[type(one)].right
        if right is not None:
            require(actor, right)
        wanted = await _checked(one)
        timing = _timing(room_id, envelope, now_ms)
        base_version = envelope.base_version if one is commands[0] else None
        with _as_problems(room_id, state, now_ms):
            state = (
                machine.apply(
                    state, wanted, timing, sender=actor.session_id, base_version=base_version
                )
                or state
            )


async def _checked(command: Command) -> Command:
    """Return it as it may be stored: link judged, title cleaned. Raises ``Problem``."""
    match command:
        case SetTitle():
            return SetTitle(_clean_title(command.title))
        case ChangeMedia():
            url = check_media_url(command.media_url)
            await hosts.require_allowed(url)
            return ChangeMedia(url, _clean_title(command.title), command.duration)
    return command


def _clean_title(title: str) -> str:
    # Also what no database takes goes: U+0000, halves of pairs.
    return clean_text(title)[:MAX_TITLE].strip()


def _action(command: Command) -> str:
    return "play" if isinstance(command, Play | Release) else "pause"


async def _change(
    room_id: str,
    actor: Actor,
    command: Command,
    envelope: Envelope,
    now_ms: int,
    lines: Lines,
) -> tuple[State, bool]:
    known = store.peek(room_id) or await current_state(room_id)
    timing = _timing(room_id, envelope, now_ms)

    def apply(state: State) -> State | None:
        return machine.apply(
            state,
            command,
            timing,
            sender=actor.session_id,
            base_version=envelope.base_version,
        )

    with _as_problems(room_id, known, now_ms):
        try:
            return await store.change(room_id, apply, lines.attempt)
        except KeyError:
            # Redis has lost it.
            await current_state(room_id)
            return await store.change(room_id, apply, lines.attempt)


def _timing(room_id: str, envelope: Envelope, now_ms: int) -> Timing:
    links = links_of(room_id)
    return Timing(
        now_ms=now_ms,
        sent_at_ms=envelope.sent_at_ms,
        play_lead_ms=play_lead_ms(links),
        seek_lead_ms=seek_lead_ms(links),
    )


@contextmanager
def _as_problems(room_id: str, known: State, now_ms: int) -> Iterator[None]:
    """Say what the machine refuses in the words of the contract."""
    try:
        yield
    except BadValue as error:
        raise Problem(Code.INVALID, details={error.field: ["?"]}) from error
    except Stale as error:
        now = view_of(room_id, store.peek(room_id) or known, now_ms)
        raise Problem(Code.CONFLICT, data={"playback": now}) from error


def links_of(room_id: str) -> list[Link]:
    """Return what the pages of a room say about their links."""
    return [
        Link(seat.rtt_ms, seat.jitter_ms, seat.seek_ms)
        for seat in presence.seats(room_id).values()
        if seat.connection_id is not None and seat.rtt_ms is not None
    ]


async def tell_duration(*, room_id: str, actor: Actor, duration: float) -> bool:
    """Learn how long the film is; False when it is known already.

    Raises ``Problem`` NOT_PERMITTED or INVALID.
    """
    require(actor, Right.CONTROL)
    await current_state(room_id)
    try:
        state, is_new = await store.change(
            room_id, lambda state: machine.learn_duration(state, duration)
        )
    except BadValue as error:
        raise Problem(Code.INVALID, details={error.field: ["?"]}) from error
    if is_new:
        recorder.note(room_id, state, None)
    return is_new
