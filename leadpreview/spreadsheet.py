"""Text that a spreadsheet shows instead of running.

A cell that begins like a formula is run by spreadsheet programs when a CSV is opened. Such text
gets an apostrophe in front, in the file and on the screen (the table on the page has a download
button of its own). Source of the list of characters: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["BOM", "neutralise", "to_csv"]

BOM: Final = "\ufeff"
"""Makes spreadsheet programs read a CSV as UTF-8."""

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralise(text: str) -> str:
    """`text`, with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A CSV file: UTF-8 with BOM, text neutralised, numbers as they are, `None` empty.

    Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark.
    """
    text = io.StringIO()
    text.write(BOM)
    writer = csv.DictWriter(text, fieldnames=columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _cell(row.get(column)) for column in columns})
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    return neutralise(value) if isinstance(value, str) else value
