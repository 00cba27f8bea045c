"""Tables for spreadsheets, as CSV that runs nothing."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

# A cell that begins like this is a formula to a spreadsheet (OWASP "CSV injection"); the wide ones
# are taken for the narrow ones by some.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
# Without it Excel takes UTF-8 for something else.
BOM: Final = "\ufeff"


def safe(cell: Any) -> str:
    """Return a cell as text; what would be a formula is shown as it is written, behind a ``'``."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def lines(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as lines of CSV, every cell in quotes."""
    sheet = io.StringIO()
    csv.writer(sheet, quoting=csv.QUOTE_ALL).writerows([safe(cell) for cell in row] for row in rows)
    return sheet.getvalue()
