"""Every sentence the room page's scripts may show, in the reader's language.

The scripts hold no text of their own: they take it from the page's configuration by these keys.
"""

from django.utils.translation import gettext

from rooms.panel_texts import network_texts, people_texts
from rooms.talk_texts import talk_texts


def page_texts() -> dict[str, str]:
    """Return key → text in the active language; ``{places}`` are filled by the page."""
    return {
        **_picture(),
        **_controls(),
        **_people(),
        **_connection(),
        **_notices(),
        **_media(),
        **network_texts(),
        **people_texts(),
        **talk_texts(),
    }


def _picture() -> dict[str, str]:
    return {
        "join_again": gettext("Click to go on watching"),
        "join_refused": gettext(
            "This browser has not let the film start with sound. One more click allows it."
        ),
        "cover_loading": gettext("Loading the film…"),
        "cover_syncing": gettext("Getting in step…"),
        "cover_buffering": gettext("Waiting until the film has loaded further…"),
        "cover_buffering_host": gettext("Waiting for the host, whose film is loading…"),
        "cover_buffering_for": gettext("Waiting until the film has loaded for {names}…"),
        "between_names": gettext(", "),
    }


def _controls() -> dict[str, str]:
    return {
        "play": gettext("Play"),
        "play_waiting": gettext("Play ({count} still loading)"),
        "pause": gettext("Pause"),
        "seek_value": gettext("{position} of {duration}"),
        "mute": gettext("Mute"),
        "unmute": gettext("Sound on"),
        "expand": gettext("Full screen"),
        "shrink": gettext("Leave full screen"),
        "quality_lines": gettext("{height} lines"),
        "captions_empty": gettext("No subtitles yet"),
        "captions_offset": gettext("{seconds} s"),
        "captions_large": gettext("That file is too large for subtitles."),
        "captions_none": gettext("There are no subtitles in that file."),
    }


def _people() -> dict[str, str]:
    return {
        "me": gettext("(you)"),
        "role_host": gettext("Host"),
        "role_admin": gettext("Admin"),
        "ready": gettext("Ready"),
        "not_ready": gettext("Loading"),
        "drift": gettext("{ms} ms"),
    }


def _connection() -> dict[str, str]:
    return {
        "ms": gettext("{ms} ms"),
        "link_off": gettext("offline"),
        "link_lost": gettext("The connection was lost. Coming back…"),
        "link_first": gettext("The room cannot be reached just now. Trying again…"),
        "link_back": gettext("The network is back. Getting in step…"),
        "signal_good": gettext("Good connection: {ms} ms"),
        "signal_fair": gettext("Fair connection: {ms} ms"),
        "signal_poor": gettext("Poor connection: {ms} ms"),
        "signal_off": gettext("Not connected"),
        "level_perfect": gettext("In step"),
        "level_gentle": gettext("Fine tuning"),
        "level_catch_up": gettext("Catching up"),
        "level_align": gettext("Realigning"),
        "level_wide": gettext("This device cannot keep up"),
        "over_token": gettext("Your visit has expired. Open the page again to go on."),
        "over_forbidden": gettext("You cannot be in this room."),
        "over_kicked": gettext("You were sent out of this room."),
        "over_knock": gettext("Somebody inside lets you in here. Knock, and wait a moment."),
        "over_refused": gettext("It does not suit them just now. Knock again in ten minutes."),
        "over_locked": gettext("The room is locked: nobody new is let in for now."),
        "over_not_found": gettext("There is no such room any more."),
        "over_elsewhere": gettext("Opened elsewhere; this page has been disconnected."),
        "over_ended": gettext("This room is over. Thank you for watching together."),
        "over_too_many": gettext("Too many connections. Please try again later."),
        "again_open": gettext("Open again"),
        "again_here": gettext("Open here"),
        "again_try": gettext("Try again"),
    }


def _notices() -> dict[str, str]:
    return {
        "notice_play": gettext("{name} pressed play · {position}"),
        "notice_pause": gettext("{name} paused · {position}"),
        "notice_seek": gettext("{name} jumped to {position}"),
        "notice_play_live": gettext("{name} pressed play"),
        "notice_pause_live": gettext("{name} paused"),
        "notice_seek_live": gettext("{name} went to another moment of the broadcast"),
        "notice_speed": gettext("{name} set the speed to {rate}×"),
        "notice_media": gettext("{name} put on another film"),
        "notice_title": gettext("{name} called the film “{title}”"),
        "notice_joined": gettext("{name} came in"),
        "notice_left": gettext("{name} left"),
        "notice_role_host": gettext("{name} is the host now"),
        "notice_role_admin": gettext("{name} is an admin now"),
        "notice_role_guest": gettext("{name} is a member now"),
        "notice_rights": gettext("What you may do in this room has changed."),
        "notice_muted": gettext("{name} was muted"),
        "notice_unmuted": gettext("{name} may speak again"),
        "notice_you_muted": gettext("You are muted now"),
        "notice_you_unmuted": gettext("You may speak again"),
        "notice_kicked": gettext("{name} was sent out"),
        "notice_away": gettext("{name} is away for a moment, waiting…"),
        "notice_back": gettext("{name} is back"),
        "notice_knock": gettext("{name} is at the door and asks to come in"),
        "notice_no_control": gettext(
            "In this room only the host and the admins control the picture."
        ),
        "notice_captions": gettext("Subtitles: {file}"),
        "notice_renamed": gettext("Everybody sees you by your new name and face."),
        "notice_no_network": gettext("The server could not be reached."),
        "bell_off": gettext("Tell me when the film starts"),
        "bell_on": gettext("You are told when the film starts"),
        "bell_rings": gettext("The film starts"),
        "bell_forbidden": gettext(
            "This browser shows no notices for this page. Its settings allow them."
        ),
        "share_text": gettext("Come and watch “{name}” with me"),
        "copied": gettext("Link copied. Send it to a friend!"),
        "not_copied": gettext("This browser does not copy. The link is marked: copy it by hand."),
    }


def _media() -> dict[str, str]:
    return {
        "media_checking": gettext("Trying the link…"),
        "media_address": gettext("That is not a web address."),
        "media_mixed": gettext(
            "This page is secure (https), so the film's link must be https too."
        ),
        "media_timeout": gettext("The link answers, but no picture came within 5 seconds."),
        "media_unplayable": gettext("This browser cannot play that link."),
        "media_site": gettext(
            "This is a page of {site}, not a film. A link to the film's file is needed "
            "(.mp4, .webm, .m3u8)."
        ),
        "media_page": gettext(
            "Behind this link is a web page, not a film. A link to the film's file is needed "
            "(.mp4, .webm, .m3u8)."
        ),
        "media_missing": gettext("There is no film behind this link any more ({status})."),
        "media_refused": gettext(
            "This film is protected: its server does not let it be played elsewhere."
        ),
        "media_type": gettext("Behind this link is a file that is no film ({type})."),
        "media_unreachable": gettext("The server behind this link cannot be reached."),
        "media_failed": gettext("The server behind this link reports a fault ({status})."),
        "media_cors": gettext(
            "This playlist's server does not let other pages read it (CORS), so it cannot be "
            "played here."
        ),
        "media_codec": gettext(
            "This browser cannot decode the picture (H.265/HEVC, for example). H.264 plays "
            "everywhere."
        ),
        "live": gettext("LIVE"),
        "live_past": gettext(
            "That part of the broadcast can no longer be seen. Going on with the oldest that can."
        ),
    }
