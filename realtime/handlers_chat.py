"""What the frames of chat do: part of the table in ``realtime.handlers``."""

from common.wire import FrameType
from realtime import frames
from realtime.context import Context, Handler
from rooms.services import chat, chat_signals
from rooms.services.chat_removal import delete_line
from rooms.services.chat_storing import Words
from rooms.wire import ChatDeleted


async def say(ctx: Context, data: frames.Chat) -> None:
    """Store a line and tell everybody; one that was said before is shown to its sender."""
    words = Words(
        text=data.text,
        client_id=data.client_id or "",
        reply_to=data.reply_to or "",
        mentions=data.mentions,
        is_danmaku=data.danmaku,
    )
    said = await chat.say(
        room_id=ctx.room_id,
        actor=ctx.connection.actor,
        words=words,
        now_ms=ctx.now_ms,
        sent_at_ms=ctx.frame.timestamp,
        frame_id=ctx.frame.id,
    )
    if not said.is_new:
        ctx.answer(FrameType.CHAT, said.line)


async def chat_delete(ctx: Context, data: frames.ChatDelete) -> None:
    """Take a line back."""
    is_new = await delete_line(
        room_id=ctx.room_id,
        message_id=data.message_id,
        actor=ctx.connection.actor,
        now_ms=ctx.now_ms,
        frame_id=ctx.frame.id,
    )
    if not is_new:
        ctx.answer(FrameType.CHAT_DELETED, ChatDeleted(data.message_id))


async def react(ctx: Context, data: frames.Reaction) -> None:
    """Let a reaction fly."""
    chat_signals.react(
        room_id=ctx.room_id,
        actor=ctx.connection.actor,
        emoji=data.emoji,
        now_ms=ctx.now_ms,
        frame_id=ctx.frame.id,
    )


async def note_typing(ctx: Context, data: frames.Typing) -> None:
    """Show that the sender writes, or has stopped."""
    chat_signals.note_typing(
        room_id=ctx.room_id,
        actor=ctx.connection.actor,
        is_typing=data.is_typing,
        now_ms=ctx.now_ms,
        frame_id=ctx.frame.id,
    )


CHAT_HANDLERS: dict[FrameType, Handler] = {
    FrameType.CHAT: say,
    FrameType.CHAT_DELETE: chat_delete,
    FrameType.REACTION: react,
    FrameType.TYPING: note_typing,
}
