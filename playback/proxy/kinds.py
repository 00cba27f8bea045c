"""What may pass: films, sound, playlists and what playlists name. Pure."""

from enum import StrEnum
from typing import Final

from common.errors import Code, Problem


class Asked(StrEnum):
    """What a link was asked for as."""

    FILM = "film"
    # Named by a playlist that passed: segments, maps, variants, subtitles.
    ENTRY = "entry"
    # Named by a playlist as a key: sixteen bytes of any type.
    KEY = "key"


class Kind(StrEnum):
    """How an answer is handed on."""

    MEDIA = "media"
    PLAYLIST = "playlist"
    KEY = "key"


PLAYLIST_TYPE: Final = "application/vnd.apple.mpegurl"
PLAYLIST_TYPES: Final = frozenset(
    {
        PLAYLIST_TYPE, "application/mpegurl", "application/x-mpegurl",
        "audio/mpegurl", "audio/x-mpegurl", "video/mpegurl", "video/x-mpegurl",
    }
)  # fmt: skip
# Types that say nothing; then the name has to.
_VAGUE: Final = frozenset(
    {
        "", "application/octet-stream", "binary/octet-stream", "application/mp4",
        "application/ogg", "application/x-matroska", "text/plain", "text/vnd.trolltech.linguist",
    }
)  # fmt: skip
_BY_NAME: Final = {
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
    "mkv": "video/x-matroska", "ogv": "video/ogg", "m4s": "video/iso.segment",
    "cmfv": "video/mp4", "ts": "video/mp2t", "mp3": "audio/mpeg", "m4a": "audio/mp4",
    "cmfa": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav",
}  # fmt: skip
# A server that calls a film "text" has sent a page, whatever the page is named.
_TEXTS: Final = frozenset({"text/plain", "text/vnd.trolltech.linguist"})


def extension_of(path: str) -> str:
    """Return what stands behind the last dot of a link's name, in lower case; "" for none."""
    name = path.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def judge(content_type: str, path: str, asked: Asked) -> tuple[Kind, str]:
    """Return how an answer is handed on, and under which type.

    Raises ``Problem(MEDIA_INVALID)`` for what is neither film nor sound nor playlist.
    """
    if asked is Asked.KEY:
        return Kind.KEY, "application/octet-stream"
    essence = content_type.partition(";")[0].strip().lower()
    extension = extension_of(path)
    if essence in PLAYLIST_TYPES or (essence in _VAGUE and extension in ("m3u8", "m3u")):
        return Kind.PLAYLIST, PLAYLIST_TYPE
    if essence.startswith(("video/", "audio/")):
        return Kind.MEDIA, essence
    named = _by_name(essence, extension, asked)
    if named is None:
        raise Problem(Code.MEDIA_INVALID, details={"url": ["type"]})
    return Kind.MEDIA, named


def _by_name(essence: str, extension: str, asked: Asked) -> str | None:
    if asked is Asked.ENTRY and (essence == "text/vtt" or extension in ("vtt", "webvtt")):
        return "text/vtt"
    if essence not in _VAGUE:
        return None
    if essence in _TEXTS:
        return "video/mp2t" if asked is Asked.ENTRY and extension == "ts" else None
    if extension in _BY_NAME:
        return _BY_NAME[extension]
    # Segments often have neither a type nor a telling name; their playlist vouches for them.
    return "application/octet-stream" if asked is Asked.ENTRY else None
