"""Every page and every state of one that people can see, in one place.

``shoot`` takes no picture of a state that is not listed here and looks whether it shows what the
list says; ``tests/unit/test_pictures.py`` holds that no page, dialog, menu or cover is missing and
that a test goes to each state. Whoever adds a page or a dialog adds its state here.
"""

from typing import Final, NamedTuple

DESKTOP, PHONE, LANDSCAPE = "desktop", "phone", "landscape"
ALL: Final = (DESKTOP, PHONE, LANDSCAPE)
# Pages that are one column anywhere look alike on a phone on its side.
TWO: Final = (DESKTOP, PHONE)


class State(NamedTuple):
    """What a picture shows: selectors of what must be seen, and the sizes it is taken in."""

    page: str
    shows: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ALL


def room(*shows: str, sizes: tuple[str, ...] = ALL) -> State:
    """Return a state of the room's page."""
    return State("room.html", shows, sizes)


def gone(reason: str, sizes: tuple[str, ...] = (PHONE,)) -> State:
    """Return what stands instead of a room, for a reason of ``room_gone.html``."""
    return State(f"room_gone.html:{reason}", (f"[data-reason={reason}]",), sizes)


def over(code: int, sizes: tuple[str, ...] = (DESKTOP,)) -> State:
    """Return the end of a room's page after a close code."""
    return State(f"room.html:{code}", ("#over-dialog",), sizes)


STATES: Final[dict[str, State]] = {
    # The start page, and pages around it.
    "start": State("home.html"),
    "start-demo": State("home.html", (".source-demo",)),
    "start-errors": State("home.html", ("#id_media_url_error", "#id_password_error")),
    "start-search": State("home.html", (".rooms li",)),
    "start-back": State("home.html", ("#back-to-room",)),
    "start-en": State("home.html", sizes=TWO),
    "not-found": State("404.html"),
    "not-found-en": State("404.html", sizes=(DESKTOP,)),
    "broken": State("500.html", sizes=TWO),
    "form-too-old": State("403_csrf.html", sizes=(PHONE,)),
    "offline": State("offline.html", ("#offline-clip",)),
    "slowly": State("turned_away.html:wait", sizes=TWO),
    "closed-to-you": State("turned_away.html:denied", sizes=(PHONE,)),
    # Accounts.
    "account": State("account.html", ("#register-title",)),
    "account-errors": State("account.html", (".wrong",), (PHONE,)),
    "account-own": State("account.html", ("#delete-title",)),
    "account-reset": State("account_reset.html", ("input[type=email]",), TWO),
    "account-reset-over": State("account_reset.html:is_over", sizes=(PHONE,)),
    "account-new-password": State("account_new_password.html", ("input[type=password]",), TWO),
    # What stands instead of a room.
    "private": State("room_password.html", (".wrong",)),
    "door": State("room_waiting.html", ("input[name=nickname]",), TWO),
    "door-waiting": State("room_waiting.html", ("#waiting ~ a",), TWO),
    "door-refused": State("room_waiting.html", sizes=(PHONE,)),
    "no-room": gone("not_found", ALL),
    "full": gone("full", ALL),
    "expired": gone("expired", ALL),
    "archived": gone("archived"),
    "locked": gone("locked"),
    "kicked": gone("kicked"),
    "banned": gone("banned", TWO),
    "already": gone("already"),
    "not-yours": gone("not_yours"),
    "too-many": gone("too_many"),
    # The room.
    "room-join": room("#join-overlay"),
    "room-join-en": room("#join-overlay", sizes=TWO),
    "room-refused": room("#join-overlay", "#join-hint.is-needed", sizes=TWO),
    "room-paused": room("#controls"),
    "room-en": room("#controls"),
    "room-alone": room("#panel-show", sizes=(DESKTOP,)),
    "room-told": room("#notices .notice:last-child"),
    "room-talk": room("#panel-chat", sizes=TWO),
    "room-danmaku": room("#danmaku p", sizes=(DESKTOP,)),
    "room-slow": room("#chat-wait", sizes=(PHONE,)),
    "room-meanwhile": room("[data-testid=chat-list] .coming", sizes=(DESKTOP,)),
    "room-mention": room("#mention-list", sizes=(PHONE,)),
    "room-unread": room("#panel-members", "#chat-count:not(:empty)", sizes=(PHONE,)),
    "room-no-control": room("#no-control"),
    "room-cover": room("#cover"),
    "room-waits": room("#cover", "[data-testid=go-on]"),
    "room-lost": room("#link-notice"),
    "room-found": room("#notices .notice", sizes=(PHONE,)),
    # Its menus.
    "room-more": room("#more-menu"),
    "room-subtitles": room("#captions-menu", "#captions"),
    "room-view": room("#view-menu"),
    "room-qualities": room("#view-menu", "#quality-row", sizes=TWO),
    "room-emoji": room("#emoji-menu", sizes=TWO),
    "room-line": room("#line-menu", sizes=TWO),
    # Its panel and its dialogs.
    "room-members": room("#panel-members"),
    "room-knocking": room("#knocking", sizes=TWO),
    "room-members-en": room("#panel-members", sizes=(DESKTOP,)),
    "room-keys": room("#keys-dialog"),
    "room-media": room("#media-dialog", "#panel-link"),
    "room-network": room("#network-dialog"),
    "room-member": room("#member-dialog"),
    "room-settings": room("#settings-dialog"),
    "room-chat-care": room("#settings-dialog", sizes=TWO),
    "room-settings-en": room("#settings-dialog", sizes=TWO),
    "room-report": room("#report-dialog", sizes=TWO),
    "room-confirm": room("#confirm-dialog"),
    "room-share": room("#share-dialog"),
    "room-name": room("#name-dialog"),
    "room-ready": room("#ready-dialog"),
    "room-back": room("#back-dialog"),
    # Its films.
    "media-page": room("#media-dialog", "#media-status", sizes=TWO),
    "media-wrong": room("#media-dialog", "#media-status"),
    "media-demos": room("#media-dialog", "#panel-demos"),
    "media-failed": room("#media-failed"),
    "media-live": room("#controls"),
    "live-behind": room("[data-testid=go-live]"),
    # Its end.
    "over-visit": over(4401),
    "over-kicked": over(4403, ALL),
    "over-no-room": over(4404),
    "over-elsewhere": over(4409),
    "over-ended": over(4410, ALL),
    "over-too-many": over(4429),
    # The moderators' desk, in Django's admin.
    "desk-start": State("admin/index.html", (".desk-today",), TWO),
    "desk-rooms": State("admin/base_site.html", ("#result_list",), TWO),
    "desk-room": State("admin/rooms/room/change_form.html", (".desk-deeds", ".desk-people"), TWO),
    "desk-ban": State("admin/desk/ask.html", (".desk-ask",), TWO),
    "desk-reports": State("admin/base_site.html:reports", ("#result_list",), TWO),
    "desk-audit": State("admin/desk/trail.html", ("#result_list",), TWO),
    # The debug panel.
    "debug-network": room("#debug-panel", "#debug-network", sizes=(DESKTOP,)),
    "debug-sync": room("#debug-panel", "#debug-sync", sizes=(DESKTOP,)),
    "debug-room": room("#debug-panel", "#debug-room", sizes=(DESKTOP,)),
    "debug-messages": room("#debug-panel", "#debug-messages", sizes=(DESKTOP,)),
    "debug-tools": room("#debug-panel", "#debug-tools", sizes=TWO),
}

# Pages without a picture, and why.
EXEMPT: Final = {
    "base.html": "the frame of the others",
    "docs.html": "Swagger's own page around our schema",
    "room_gone.html:database": "tests/http shows it; only a failing database brings it up",
    "room_gone.html:film": "tests/http shows it; only a new rule on sites brings it up",
}
