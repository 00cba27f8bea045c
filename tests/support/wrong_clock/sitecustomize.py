"""On PYTHONPATH: this process's wall clock is off by ``WRONG_BY_S`` seconds."""

import os
import time

_right, _right_ns = time.time, time.time_ns
_wrong_by_s = float(os.environ["WRONG_BY_S"])

time.time = lambda: _right() + _wrong_by_s
time.time_ns = lambda: _right_ns() + int(_wrong_by_s * 1e9)
