"""A breakdown as a page shows it: which rows and columns, in which order, under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from leadpreview.dashboard.axes import BY_LIST, BY_NAME, Choice
from leadpreview.dashboard.text import shown_name
from leadpreview.sizing import WORLDWIDE, Breakdown, Dimension, Figure, Margin
from leadpreview.spreadsheet import neutralise

__all__ = ["ALL", "REST", "Cell", "Sheet", "rest_name", "within_name"]

ALL: Final = "All"
REST: Final = "Others"

_ORDERED: Final = (
    "seniority_levels",
    "company_size",
    "years_of_experience",
    "years_at_current_company",
    "years_in_current_position",
)

Cell = tuple[str | None, str | None]
"""A row and a column; `None` is all of them."""


@dataclass(frozen=True)
class Sheet:
    """A breakdown as it is shown.

    Attributes:
        result: The numbers.
        choice: The order, and what is left out.
        exact: Whether the source counts exactly.
    """

    result: Breakdown
    choice: Choice
    exact: bool

    @property
    def margins(self) -> tuple[Margin, ...]:
        """The rows, and the columns where two cross."""
        columns = self.result.columns
        return (self.result.rows,) if columns is None else (self.result.rows, columns)

    @cached_property
    def names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What the rows and the columns are called, each name once."""
        rows, columns = self.result.rows, self.result.columns
        return _names(rows), {} if columns is None else _names(columns)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The rows that are shown, as they are sorted."""
        return self._sorted(self.result.rows, self.result.shown_rows, self.names[0])

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that are shown, as they are sorted."""
        if self.result.columns is None:
            return ()
        margin = self.result.columns
        return self._sorted(
            margin,
            self.result.shown_columns,
            self.names[1],
            # Ranges that jump about cannot be read along a row.
            listed=margin.axis.dimension.field in _ORDERED,
        )

    @cached_property
    def flagged(self) -> frozenset[Cell]:
        """The rows, columns and cells that contradict others."""
        return frozenset(f.cell for f in self.result.findings if f.cell is not None)

    @cached_property
    def figures(self) -> dict[Cell, Figure]:
        """Every number that is shown, by row and column; `None` is all of them."""
        result = self.result
        found: dict[Cell, Figure] = {(None, None): result.total}
        found |= {(r, None): self.result.rows.figures[r] for r in self.rows}
        if result.columns is not None:
            found |= {(None, c): result.columns.figures[c] for c in self.columns}
        found |= {(r, c): result.cells[r, c] for r in self.rows for c in self.columns}
        return found

    def _sorted(
        self,
        margin: Margin,
        shown: Sequence[str],
        names: Mapping[str, str],
        *,
        listed: bool = False,
    ) -> tuple[str, ...]:
        known = margin.figures
        kept = [v for v in shown if not (self.choice.hide_zeros and known[v].count == 0)]
        if self.choice.order == BY_NAME:
            return tuple(sorted(kept, key=lambda value: names[value].casefold()))
        if listed or self.choice.order == BY_LIST:
            places = {value: place for place, value in enumerate(margin.axis.values)}
            return tuple(sorted(kept, key=places.__getitem__))
        return tuple(kept)


def within_name(dimension: Dimension) -> str:
    """The place or industry that a dimension lies in."""
    return shown_name(dimension.field, dimension.within or "")


def rest_name(margin: Margin) -> str:
    """What to call the people who have none of the values."""
    dimension = margin.axis.dimension
    if dimension.within not in (None, WORLDWIDE):
        return f"Elsewhere in {within_name(dimension)}, or unknown"
    return "Unknown" if margin.axis.single else "In none of these, or unknown"


def _names(margin: Margin) -> dict[str, str]:
    dimension = margin.axis.dimension
    taken = {ALL, REST, dimension.label}
    found: dict[str, str] = {}
    for value in margin.axis.values:
        name = str(neutralise(shown_name(dimension.field, value)))
        found[value] = f"{name} ({value})" if name in taken else name
        taken.add(found[value])
    return found
