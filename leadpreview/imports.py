"""What comes in from outside: a JSON request, a share link, an earlier sizing CSV, a column."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from typing import Final

from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS, IGNORED_KEYS
from leadpreview.filters import LeadFilters
from leadpreview.links import decode_link
from leadpreview.spreadsheet import BOM
from leadpreview.text import normalise

__all__ = ["Column", "Opened", "open_text", "read_column"]

_LONGEST_CELL: Final = 2**31 - 1
# With the line breaks of word processors and web pages.
_LINES: Final = re.compile("[\r\n\t\x0b\x0c\x85\u2028\u2029]+")
_PHRASE: Final = re.compile('["\u201c\u201d][^"\u201c\u201d]*["\u201c\u201d]')
_WRAPPED: Final = re.compile('"(?:[^"]|"")*"')
_CELLS: Final = re.compile(r'\s*"(?:[^"]|"")*"\s*(?=[,;]|$)|[^,;]+')


@dataclass(frozen=True, slots=True)
class Opened:
    """An audience read from text.

    Attributes:
        filters: As much of it as is right.
        problems: What was left out, and why.
        kind: What the text was ("request", "link", "sizing CSV").
    """

    filters: LeadFilters
    problems: tuple[FilterProblem, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """A pasted column of values.

    Attributes:
        values: Each value once, in the order in which it was pasted.
        repeated: How many pasted values were repetitions of those.
    """

    values: tuple[str, ...]
    repeated: int


def open_text(text: str) -> Opened:
    """Read an audience from a JSON request, a share link or an earlier sizing CSV.

    Raises:
        InvalidFiltersError: The text is none of them.
    """
    text = text.removeprefix(BOM).strip()
    if text.startswith("{"):
        return _request(text)
    if _looks_like_csv(text):
        return _sizing(text)
    if "=" in text and "\n" not in text:
        filters, problems = decode_link(text)
        known = any(problem.field in (*FIELDS, "live") for problem in problems)
        if known or not problems or filters != LeadFilters():
            return Opened(filters, problems, "link")
    raise _refused("This is no JSON request, no share link and no sizing CSV.")


def read_column(text: str) -> Column:
    """The values of a pasted column: lines and tabs divide; commas too when there is one line.

    Commas inside lines stay, because titles hold them ("VP, Sales"), unless all is on one line.
    There they divide outside double quotes only. Quotes that a spreadsheet put around a cell are
    taken off; quotes around plain words stay, because they ask for a phrase ("head of sales").
    Values that a filter does not tell apart are repetitions.
    """
    text = text.removeprefix(BOM).strip()
    if _LINES.search(text):
        # Tidied before it is unwrapped: a quoted cell may be followed by the comma of its list.
        cells = [_unwrapped(_tidy(cell)) for cell in _LINES.split(text)]
    else:
        cells = [found.group().strip() for found in _CELLS.finditer(text)]
        if any(_unwrapped(cell) != cell for cell in cells):
            # One cell that had to be quoted shows that the line is CSV, where all may be.
            cells = [_unquoted(cell) for cell in cells]
    pasted = [value for cell in cells if (value := _tidy(cell))]
    kept: dict[tuple[str, bool], str] = {}
    for value in pasted:
        kept.setdefault((normalise(value) or value, bool(_PHRASE.fullmatch(value))), value)
    return Column(tuple(kept.values()), len(pasted) - len(kept))


def _tidy(cell: str) -> str:
    return cell.strip().rstrip(",; ").strip()


def _unwrapped(cell: str) -> str:
    """`cell` without the quotes that a CSV puts around what holds a divider or a quote."""
    inside = cell[1:-1]
    needed = not inside.strip() or '""' in inside or "," in inside or ";" in inside
    return _unquoted(cell) if needed else cell


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _WRAPPED.fullmatch(cell) else cell


def _request(text: str) -> Opened:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        # Not every `ValueError` is a `JSONDecodeError`: a number of 5,000 digits is none.
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _refused(f"The JSON cannot be read{where}.") from error
    if not isinstance(body, dict):
        raise _refused("The JSON is no object of field names and lists of values.")
    body = {key: value for key, value in body.items() if key not in IGNORED_KEYS}
    filters, problems = LeadFilters.salvage(body)
    return Opened(filters, problems, "request")


def _looks_like_csv(text: str) -> bool:
    head = text.partition("\n")[0]
    return head.lstrip('"').startswith("measure") and "filters" in head


def _sizing(text: str) -> Opened:
    # An audience of thousands of titles is one cell, and the module's limit is 131,072 characters.
    csv.field_size_limit(_LONGEST_CELL)
    # Spreadsheet programs of half of Europe save a CSV with semicolons.
    head = text.partition("\n")[0]
    divider = max(",;\t", key=head.count)
    try:
        for row in csv.DictReader(io.StringIO(text, newline=None), delimiter=divider):
            if row.get("measure") == "total" and row.get("filters"):
                return replace(_request(row["filters"]), kind="sizing CSV")
    except csv.Error as error:
        raise _refused("The CSV cannot be read.") from error
    raise _refused("This CSV holds no row named total with its filters.")


def _refused(reason: str) -> InvalidFiltersError:
    expected = f" Fields are named like {next(iter(FIELDS))}."
    return InvalidFiltersError(FilterProblem("", None, reason + expected))
