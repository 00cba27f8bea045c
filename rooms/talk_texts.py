"""Sentences about what is said, in the list and over the picture.

Part of ``rooms.page_texts``; keys as the scripts use them.
"""

from django.utils.translation import gettext


def talk_texts() -> dict[str, str]:
    """Return what the chat says by itself."""
    return {
        "line_menu": gettext("What may be done with this line of {name}"),
        "line_for_you": gettext("for you"),
        "line_deleted": gettext("This line was deleted."),
        "line_pending": gettext("sending…"),
        "line_far": gettext("That line is no longer here."),
        "line_copied": gettext("Copied."),
        "line_not_copied": gettext("This browser does not copy."),
        "notice_reported": gettext("Thank you. Somebody who runs this server will look at it."),
        "typing": gettext("{names} is typing…"),
        "typing_many": gettext("{count} people are typing…"),
        "chat_wait": gettext("{s} s"),
        "danmaku_hidden": gettext("Lines of {name} no longer go over your picture."),
        "danmaku_shown": gettext("Lines of {name} go over your picture again."),
        "wrong_slow_mode": gettext("From 0 to 300 whole seconds."),
        "clear_chat": gettext("Delete all of it"),
        "ask_clear": gettext("Delete everything that was said here?"),
        "ask_clear_hint": gettext("It goes for everybody and cannot be brought back."),
        "notice_cleared": gettext("Everything that was said is deleted."),
    }
