"""Sentences of the network panel and of the dialogs about members and the room.

Part of ``rooms.page_texts``; keys as the scripts use them.
"""

from django.utils.translation import gettext


def network_texts() -> dict[str, str]:
    """Return what the network panel says."""
    return {
        "signal_open": gettext("{signal}. More about the connection"),
        "unknown": gettext("unknown"),
        "no_answer": gettext("no answer"),
        "megabits": gettext("{rate} Mbit/s"),
        "seconds": gettext("{s} s"),
        "all_loaded": gettext("to the end"),
        "advice_good": gettext("Nothing to do: the connection is good."),
        "advice_off": gettext(
            "The connection is down and is tried again by itself. See whether Wi-Fi or mobile "
            "data is on; the film plays on meanwhile as far as it is loaded."
        ),
        "advice_far": gettext(
            "The way to the server takes long. Go nearer to the Wi-Fi, stop downloads on other "
            "devices, or switch a VPN off."
        ),
        "advice_loss": gettext(
            "Some messages go astray. On weak Wi-Fi mobile data may be better, or the other way."
        ),
        "advice_jitter": gettext(
            "The delay changes a lot, as when others use the same line heavily. A cable or "
            "another Wi-Fi band helps."
        ),
        "advice_slow": gettext(
            "The film comes in hardly faster than it plays. Choose a lower quality, or pause for "
            "a moment so that it can load ahead."
        ),
        "advice_device": gettext(
            "This device cannot keep pace with the room. Close other pages or apps, or choose a "
            "lower quality."
        ),
    }


def people_texts() -> dict[str, str]:
    """Return what is said of members, rights and the room's settings."""
    return {
        "line_joined": gettext("{name} came in"),
        "line_left": gettext("{name} left"),
        "line_away": gettext("{name} is away for a moment"),
        "line_back": gettext("{name} is back"),
        "line_flapping_here": gettext("{name} comes and goes, and is here just now"),
        "line_flapping_gone": gettext("{name} comes and goes, and is away just now"),
        # The rest of the sentence is one of these, or several.
        "line_meanwhile": gettext("While you were away: {name}"),
        "meanwhile_visited": gettext("{names} came and went"),
        "meanwhile_left": gettext("{names} left"),
        "meanwhile_joined": gettext("{names} came in"),
        "names_and_more": gettext("{names} and others ({count} in all)"),
        "between_parts": gettext("; "),
        "away": gettext("Away"),
        "stalled": gettext("Its film has stopped"),
        "member_menu": gettext("What may be done with {name}"),
        "no_control": gettext("The host has taken the control of the picture from you."),
        "no_chat": gettext("You are muted in this room"),
        "muted_until": gettext("You are muted until {time}"),
        "member_muted": gettext("Muted until {time}"),
        "why_host": gettext("Nobody changes what the host may do."),
        "why_admin": gettext("Only the host changes what admins may do."),
        "why_host_only": gettext("Only the host makes admins and hands the room over."),
        "ask_hand_over": gettext("Hand the room over to {name}?"),
        "ask_hand_over_hint": gettext("You stay as an admin; only the new host can give it back."),
        "ask_kick": gettext("Send {name} out?"),
        "ask_kick_hint": gettext(
            "For ten minutes they cannot come in; after that the link lets them in again."
        ),
        "ask_ban": gettext("Send {name} out for good?"),
        "ask_ban_hint": gettext("Only a manager of the room can let them in again."),
        "knock_yes": gettext("Let them in: {name}"),
        "knock_no": gettext("Not now: {name}"),
        "lift_ban": gettext("Let {name} in again"),
        **_room_texts(),
    }


def _room_texts() -> dict[str, str]:
    return {
        "wrong_name": gettext("A name has 1 to 60 characters."),
        "wrong_description": gettext("A description has at most 500 characters."),
        "wrong_max_users": gettext("A room has 1 to {seats} seats."),
        "wrong_sync_tolerance": gettext("From 0.05 to 5 seconds."),
        "wrong_password": gettext("A private room needs a password."),
        "notice_room_saved": gettext("The room is changed."),
        "room_conflict": gettext(
            "Somebody else has changed the room meanwhile. What you typed is still here: look it "
            "over and save again."
        ),
        "room_edited": gettext("Somebody else has just changed the room; what you typed is kept."),
        "close_room": gettext("Close the room"),
        "ask_close": gettext("Close the room for everyone?"),
        "ask_close_hint": gettext(
            "All are sent out. The room can be opened anew later, with its settings."
        ),
        "leave": gettext("Leave the room"),
        "ask_leave": gettext("Leave the room?"),
        "ask_leave_hint": gettext(
            "You are the host. If you are not back within a minute, somebody else becomes host."
        ),
    }
