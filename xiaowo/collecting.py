"""Python's collector of cycles, told what a server is like.

As it comes, it looks through everything that lives again and again: all of Django, and all of ten
thousand sockets. Each time nothing is answered meanwhile. What is there at the start
stays; what lives long is looked at seldom. Reference counts free the rest at once, as ever.
See docs/decisions/0017.
"""

import gc
from typing import Final

# Objects made and not yet freed until the young are looked at; how many such looks until those who
# stayed are looked at, and how many of these until all are.
THRESHOLDS: Final = (20_000, 20, 50)


def collect_calmly() -> None:
    """Leave what is there alone for good, and look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
