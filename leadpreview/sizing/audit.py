"""Whether the parts of a breakdown fit their headline, said in words where they do not.

Exact counts always fit. Estimates of one service need not: a part may come out larger than the
whole. That is shown as it is, with the number that is too many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadpreview.sentence import name_of
from leadpreview.sizing.axes import Axis
from leadpreview.sizing.figures import Figure, combined

__all__ = ["Finding", "audit_axis", "audit_cells"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Numbers that cannot all be right.

    Attributes:
        words: What cannot be, as a sentence without its full stop.
        excess: How many people are too many.
        cell: The row and the column that it is about; `None` for an axis as a whole.
    """

    words: str
    excess: Figure
    cell: tuple[str | None, str | None] | None = None


def audit_axis(
    whole: Figure, parts: Sequence[tuple[str, Figure]], together: Figure, axis: Axis
) -> Iterator[Finding]:
    """The values of one axis against what they are parts of and against all of them at once."""
    label = axis.dimension.label
    if not parts:
        return
    added = [(1, figure) for _, figure in parts]
    if axis.single:
        yield from _too_many(
            added,
            [whole],
            f"{label}: the values add up to more people than their whole, though a person "
            "has only one of them",
        )
    else:
        yield from _too_many(
            [(1, together)],
            [figure for _, figure in parts],
            f"{label}: all values at once find more people than each by itself, added up",
        )
    yield from _too_many(
        [(1, together)],
        [whole],
        f"{label}: all values at once find more people than their whole",
    )
    for value, figure in parts:
        for finding in _too_many(
            [(1, figure)],
            [whole],
            f"{label}: {name_of(axis.dimension.field, value)} alone has more people than "
            "their whole",
        ):
            yield Finding(finding.words, finding.excess, (value, None))


def audit_cells(
    cells: Mapping[tuple[str, str], Figure],
    rows: Mapping[str, Figure],
    columns: Mapping[str, Figure],
    down: Axis,
    across: Axis,
) -> Iterator[Finding]:
    """Each crossed cell against its row and its column, and each row against its cells."""
    for (r, c), figure in cells.items():
        where = (
            f"{name_of(down.dimension.field, r)} and {name_of(across.dimension.field, c)}: the "
            "cell has more people than its whole"
        )
        for margin, what in ((rows[r], "row"), (columns[c], "column")):
            if _exceeds(figure, margin):
                excess = combined([(1, figure), (-1, margin)], f"the cell, less its {what}")
                yield Finding(f"{where} {what}", excess, (r, c))
    if across.single:
        yield from _added_up(cells, rows, down, 0)
    if down.single:
        yield from _added_up(cells, columns, across, 1)


def _added_up(
    cells: Mapping[tuple[str, str], Figure], margins: Mapping[str, Figure], axis: Axis, side: int
) -> Iterator[Finding]:
    lines: dict[str, list[tuple[int, Figure]]] = {}
    for cell, figure in cells.items():
        lines.setdefault(cell[side], []).append((1, figure))
    what = ("row", "column")[side]
    for value, line in lines.items():
        name = name_of(axis.dimension.field, value)
        words = f"{name}: the cells add up to more people than the whole {what}"
        for finding in _too_many(line, [margins[value]], words):
            about = (value, None) if side == 0 else (None, value)
            yield Finding(finding.words, finding.excess, about)


def _too_many(
    added: Sequence[tuple[int, Figure]], most: Sequence[Figure], words: str
) -> Iterator[Finding]:
    """A finding when what is known of `added` exceeds the sum of `most`, all of it known."""
    if any(figure.count is None for figure in most):
        return
    counted = [(factor, figure) for factor, figure in added if figure.count is not None]
    excess = sum(f.count or 0 for _, f in counted) - sum(f.count or 0 for f in most)
    if excess > 0:
        terms = [*counted, *((-1, figure) for figure in most)]
        yield Finding(words, combined(terms, "what is too many: the parts, less their whole"))


def _exceeds(part: Figure, whole: Figure) -> bool:
    return part.count is not None and whole.count is not None and part.count > whole.count
