"""Make the demo clip: 90 s, 640 x 360, 30 frames per second, H.264/AAC (also as HLS), VP9/Opus,
and a poster.

Everything in it is drawn and sounded by this repository (`scripts/clip/`); the only program needed
is `ffmpeg` with libx264, libvpx-vp9 and libopus. Every frame shows its time and number to people
and, as a row of cells, to programs (`scripts/clip/layout.py` describes the cells). Every second
begins with a tone of 60 ms: 880 Hz, and 1320 Hz every tenth second.

Promises: constant frame rate, first frame at 0, exactly 90 s, a key frame every 2 s, closed groups,
`moov` before `mdat`, each file at most 2.5 MB; the same ffmpeg makes the same bytes again.
Writes static/demo/xiaowo-demo.{mp4,webm,jpg}, static/demo/hls and tests/vectors/clip.json.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.clip import counter, hls, layout, scene

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "static" / "demo"
HLS = DEMO / "hls"
VECTORS = ROOT / "tests" / "vectors" / "clip.json"
POSTER_FRAME = 1245
BIGGEST_FILE = 2_500_000
BIGGEST_POSTER = 60_000

TONE = "0.28*sin(2*PI*if(lt(mod(t,10),1),1320,880)*t)*if(lt(mod(t,1),0.06),sin(PI*mod(t,1)/0.06),0)"
# A little less than the picture, so that the encoders' padding does not make the file longer.
TONE_S = layout.DURATION_S - 0.02

COMMON = [
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
]
COLOUR = [
    "-pix_fmt",
    "yuv420p",
    "-colorspace",
    "bt709",
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-color_range",
    "tv",
]
# No B-frames: the first picture is at 0 even for players that ignore edit lists.
# A fixed number of threads, because their number changes the bytes.
MP4 = [
    "-c:v", "libx264", "-profile:v", "high", "-preset", "veryslow", "-crf", "23", "-bf", "0",
    "-threads", "4", "-g", str(layout.KEYFRAME_EVERY), "-keyint_min", str(layout.KEYFRAME_EVERY),
    "-sc_threshold", "0", "-flags:v", "+cgop+bitexact", "-c:a", "aac", "-b:a", "48k",
    "-movflags", "+faststart",
]  # fmt: skip
WEBM = [
    "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "36", "-deadline", "good", "-cpu-used", "2",
    "-threads", "4", "-row-mt", "1", "-g", str(layout.KEYFRAME_EVERY),
    "-keyint_min", str(layout.KEYFRAME_EVERY), "-c:a", "libopus", "-b:a", "32k",
]  # fmt: skip


def main() -> int:
    """Make the files; returns the exit code and says what is missing or too large."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        print(
            "make clip needs ffmpeg on the PATH (Debian: apt-get install ffmpeg).", file=sys.stderr
        )
        return 1
    DEMO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        encode(ffmpeg, Path(folder))
    poster(ffmpeg)
    hls.write(ffmpeg, DEMO / "xiaowo-demo.mp4", HLS)
    VECTORS.parent.mkdir(parents=True, exist_ok=True)
    VECTORS.write_text(json.dumps(layout.describe(), indent=2) + "\n", encoding="utf-8")
    return report()


def encode(ffmpeg: str, folder: Path) -> None:
    """Draw the layers, feed the counter frame by frame, write both videos in one run."""
    layers = scene.layers()
    inputs: list[str] = []
    for layer in layers:
        inputs += ["-loop", "1", "-framerate", str(layout.FPS), "-i", str(layer.save(folder))]
    band = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{layout.WIDTH}x{counter.BAND_HEIGHT}"]
    inputs += [*band, "-framerate", str(layout.FPS), "-i", "pipe:0"]
    inputs += ["-f", "lavfi", "-i", f"aevalsrc='{TONE}':s=48000:d={TONE_S}"]
    maps = ["-map", f"{len(layers) + 1}:a", "-frames:v", str(layout.FRAMES), *COMMON, *COLOUR]
    command = [ffmpeg, "-y", "-v", "error", *inputs, "-filter_complex", graph(layers)]
    command += ["-map", "[mp4]", *maps, *MP4, str(DEMO / "xiaowo-demo.mp4")]
    command += ["-map", "[webm]", *maps, *WEBM, str(DEMO / "xiaowo-demo.webm")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for picture in counter.bands():
            process.stdin.write(picture)
        process.stdin.close()
    if process.returncode:
        raise SystemExit(f"ffmpeg ended with {process.returncode}")


def graph(layers: list[scene.Layer]) -> str:
    """The filters that lay the pictures on one another, the counter last."""
    parts = []
    for index, layer in enumerate(layers):
        start, length = layer.fade_s or (0, 0)
        fade = f",fade=t=in:st={start}:d={length}:alpha=1" if length else ""
        parts.append(f"[{index}]format=rgba{fade}[l{index}]")
    below = "l0"
    for index, layer in enumerate(layers[1:], start=1):
        parts.append(
            f"[{below}][l{index}]overlay=x='{layer.x}':y='{layer.y}':format=gbrp[o{index}]"
        )
        below = f"o{index}"
    parts.append(
        f"[{below}][{len(layers)}]overlay=x=0:y={counter.BAND_Y}:format=gbrp:shortest=1[all]"
    )
    parts.append("[all]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,split[mp4][webm]")
    return ";".join(parts)


def poster(ffmpeg: str) -> None:
    """One frame as JPEG, for the page before the video is loaded."""
    pick = ["-ss", f"{POSTER_FRAME / layout.FPS:.3f}", "-i", str(DEMO / "xiaowo-demo.mp4")]
    command = [ffmpeg, "-y", "-v", "error", *pick, "-frames:v", "1", "-q:v", "3"]
    subprocess.run([*command, *COMMON[:4], str(DEMO / "xiaowo-demo.jpg")], check=True)


def report() -> int:
    """Print the sizes; 1 when a file is larger than promised."""
    limits = {".mp4": BIGGEST_FILE, ".webm": BIGGEST_FILE, ".jpg": BIGGEST_POSTER}
    files = {path: limits[path.suffix] for path in sorted(DEMO.glob("xiaowo-demo.*"))}
    files |= dict.fromkeys(sorted(HLS.iterdir()), hls.BIGGEST_FILE)
    code = 0
    for path, largest in files.items():
        size = path.stat().st_size
        print(f"{path.relative_to(ROOT)}  {size / 1000:.0f} kB")
        if size > largest:
            print(f"  too large: at most {largest / 1000:.0f} kB", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
