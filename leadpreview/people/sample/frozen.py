"""The frozen lists that the sample is made of, as package data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources

__all__ = ["rows", "shares", "split"]

_DATA = resources.files("leadpreview.people.sample") / "data"


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of a data file by column name; lines that start with '#' are comments.

    Raises:
        FileNotFoundError: The package has no such file.
        ValueError: A row has more or fewer cells than the header.
    """
    text = (_DATA / f"{file}.csv").read_text("utf-8")
    lines = csv.reader(line for line in text.splitlines() if line and line[0] != "#")
    header = next(lines)
    for cells in lines:
        yield dict(zip(header, cells, strict=True))


def split(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, divided by '|'."""
    return tuple(cell.split("|")) if cell else ()


def shares(cell: str) -> dict[str, int]:
    """The weights of a cell such as "english:700|welsh:300", by name."""
    pairs = (part.rpartition(":") for part in split(cell))
    return {name: int(weight) for name, _, weight in pairs}
