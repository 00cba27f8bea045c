"""The load bench runs: its smallest form, against a real server and the yardstick."""

import re
import subprocess
import sys

import pytest

from bench.load.generator import CHAT, SEEK, Client, Kind, Tally, split
from bench.load.measure import middle, percentile
from tests.support.process import ROOT


@pytest.mark.servers
def test_the_smallest_form_measures_both():
    command = [sys.executable, "-m", "bench.load", "--small", "--runs", "1", "--seconds", "0.5"]
    done = subprocess.run(
        [*command, "--only", "fanout"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    for name in ("xiaowo", "naive"):
        found = re.search(rf"{name} 1x3 at 10 +(?:(?:[\d.]+|inf) +){{4}}([\d.]+)", done.stdout)
        assert found, done.stdout
        assert float(found[1]) == 1, done.stdout


@pytest.mark.parametrize(
    ("kind", "said", "due"),
    [
        (SEEK, b'{"type":"seek","data":{"current_time":12.5,"version":3}}', 12.5),
        # As the first one of a run comes back.
        (SEEK, b'{"type":"seek","data":{"current_time":1e-06}}', 1e-6),
        (CHAT, b'{"type":"chat","data":{"text":"0.000001"}}', 1e-6),
    ],
)
def test_a_receipt_tells_when_it_was_due(kind: Kind, said: bytes, due: float):
    tally = Tally(kind)

    assert Client._take_text(said, 20.0, tally) == due
    assert list(tally.delays) == [20.0 - due]


def test_frames_are_cut_wherever_the_bytes_end():
    # A server does not mask: the same without the mask bit and the mask.
    data = b"".join(bytes((0x81, len(text))) + text for text in (b"one", b"", b"three"))
    whole = [(1, b"one"), (1, b""), (1, b"three")]

    for cut in range(len(data) + 1):
        first, rest = split(data[:cut])
        second, left = split(rest + data[cut:])
        assert first + second == whole
        assert left == b""
    long = b"\x81\x7e\x01\x00" + b"x" * 256
    assert split(long) == ([(1, b"x" * 256)], b"")


def test_figures():
    assert percentile([1, 2, 3, 4], 0.5) == 3
    assert percentile([1, 2, 3, 4], 0.99) == 4
    assert middle([5, 1, 9], lambda one: one) == 5
    assert middle([5, 1], lambda one: one) == 1
