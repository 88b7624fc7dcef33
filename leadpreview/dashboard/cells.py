"""How old the numbers of a row are, and why one is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import ago
from leadpreview.errors import CannotBeAskedError
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import Cell

__all__ = ["age_of", "state_of"]


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
