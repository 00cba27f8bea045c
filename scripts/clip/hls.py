"""The demo clip as HLS: its own frames and samples, copied, in CMAF segments of 4 s.

Picture and sound are renditions of their own. The picture lies in one file per segment; the sound
is so small that its segments are byte ranges of one file, and so players are given both ways.
"""

import shutil
import subprocess
from pathlib import Path

from scripts.clip import layout

MASTER = "xiaowo-demo.m3u8"
SEGMENT_S = 4
BIGGEST_FILE = 1_000_000
# High profile, level 3.1, and AAC-LC.
CODECS = "avc1.64001f,mp4a.40.2"
# Bits per second that no segment of the picture with its sound exceeds.
BANDWIDTH = 160_000
INDEPENDENT = "#EXT-X-INDEPENDENT-SEGMENTS\n"

COPY = [
    "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact",
    # The encoder's delay stays before 0, in an edit list; moved to 0 the sound would be late.
    "-avoid_negative_ts", "disabled",
    "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod",
    "-hls_segment_type", "fmp4",
]  # fmt: skip
PICTURE = [
    "-hls_fmp4_init_filename", "video.mp4", "-hls_segment_filename", "video-%02d.mp4", "video.m3u8",
]  # fmt: skip
SOUND = ["-hls_flags", "single_file", "-hls_segment_filename", "audio.mp4", "audio.m3u8"]


def write(ffmpeg: str, source: Path, folder: Path) -> None:
    """Cut the finished MP4 into a folder of its own; what was there before is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for stream, names in (("0:v", PICTURE), ("0:a", SOUND)):
        command = [ffmpeg, "-v", "error", "-i", str(source.resolve()), "-map", stream]
        # Run in the folder, so that the playlists hold bare names.
        subprocess.run([*command, *COPY, *names], cwd=folder, check=True)
    for path in folder.glob("*.m3u8"):
        path.write_text(_promise_independence(path.read_text()), encoding="utf-8")
    (folder / MASTER).write_text(_master(), encoding="utf-8")


def _promise_independence(playlist: str) -> str:
    """Every segment begins with a key frame or is sound; ffmpeg never says it of sound."""
    head, version, rest = playlist.partition("#EXT-X-VERSION:7\n")
    return head + version + INDEPENDENT + rest


def _master() -> str:
    return (
        f"#EXTM3U\n#EXT-X-VERSION:7\n{INDEPENDENT}"
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Tones",DEFAULT=YES,AUTOSELECT=YES,'
        'URI="audio.m3u8"\n'
        f'#EXT-X-STREAM-INF:BANDWIDTH={BANDWIDTH},CODECS="{CODECS}",'
        f'RESOLUTION={layout.WIDTH}x{layout.HEIGHT},FRAME-RATE={layout.FPS},AUDIO="sound"\n'
        "video.m3u8\n"
    )
