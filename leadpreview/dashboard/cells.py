"""How the tables write numbers, how old they are, and why one is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import ago
from leadpreview.errors import CannotBeAskedError
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import Cell

__all__ = ["ABOUT", "age_of", "counts", "differences", "state_of"]

ABOUT: Final = "\N{ALMOST EQUAL TO}"


def counts(label: str, help_text: str, *, exact: bool, width: int | None = None) -> ColumnConfig:
    """A column of counts; estimates say so in its name, which a screen reader reads, and in each
    cell.
    """
    return _numbers(label, help_text, "localized" if exact else f"{ABOUT} %,d", exact, width)


def differences(
    label: str, help_text: str, *, exact: bool, width: int | None = None
) -> ColumnConfig:
    """A column of differences between counts, with their sign."""
    return _numbers(label, help_text, "%+,d" if exact else f"{ABOUT} %+,d", exact, width)


def _numbers(
    label: str, help_text: str, shape: str, exact: bool, width: int | None
) -> ColumnConfig:
    name = label if exact else f"{ABOUT} {label}"
    return st.column_config.NumberColumn(name, format=shape, help=help_text, width=width)


def age_of(cells: Iterable[Cell]) -> str:
    """How old the oldest of some counts is; empty when there is none."""
    now = datetime.now(UTC)
    ages = [(now - cell.measured_at).total_seconds() for cell in cells if isinstance(cell, Receipt)]
    return ago(max(ages)) if ages else ""


def state_of(*cells: Cell) -> str:
    """How old the estimates of a row are, or why numbers are missing; empty for exact ones."""
    errors = [cell.error for cell in cells if isinstance(cell, Failure)]
    for error in errors:
        if not isinstance(error, CannotBeAskedError):
            return str(error)
    if any(cell is None for cell in cells):
        return "not asked" if session().held else "counting…"
    age = age_of(cell for cell in cells if isinstance(cell, Receipt) and not cell.exact)
    if not errors:
        return age
    return f"{age}, no base" if age else "no base"
