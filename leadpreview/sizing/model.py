"""Predicting where a change leads, from counts that are known.

A prediction is the total times the ratio that a change makes elsewhere: among counts that are
known already, of audiences that differ from this one in other fields only. Counts of a list of
which a person has one value sum. Two changes at once are taken to act independently, so their
ratios multiply. What nothing known speaks of is not predicted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from leadpreview.filters import LeadFilters, id_of
from leadpreview.preview import Answer, Receipt
from leadpreview.sizing.changes import SINGLE_VALUED, Change, Direction
from leadpreview.sizing.figures import Figure, modelled

__all__ = ["Model"]

_Items = tuple[tuple[str, tuple[str, ...]], ...]
_Row = Mapping[tuple[str, ...], Receipt]
_Said = tuple[float, str, tuple[Receipt, ...]]


class Model:
    """Predicts totals from counts that are known."""

    def __init__(self, audience: LeadFilters, total: Receipt, answers: Iterable[Answer]) -> None:
        """Take what is known.

        Args:
            audience: The filters that are changed.
            total: Their count.
            answers: Counts of other audiences, of the same source.
        """
        self._audience = audience
        self._total = total
        self._receipts = {a.filters: a for a in answers if isinstance(a, Receipt)}
        self._receipts[audience] = total
        self._items = {each: _items(each) for each in self._receipts if each.live == audience.live}
        self._rows: dict[str, dict[_Items, dict[tuple[str, ...], Receipt]]] = {}

    @property
    def total(self) -> int:
        """How many people there are before any change."""
        return self._total.count

    def predict(self, change: Change) -> Figure | None:
        """The total after a change, modelled; `None` when nothing known speaks of it.

        What was counted of the very audience that the change leads to is not looked at, so that
        it can be seen how good the model is.
        """
        found = self._product(change.parts) if change.parts else self._single(change)
        if found is None:
            return None
        count, how, receipts = found
        # A change in one direction is never said to work in the other.
        if change.direction is Direction.WIDENS:
            count = max(count, self.total)
        elif change.direction is Direction.NARROWS:
            count = min(count, self.total)
        return modelled(count, how, (self._total, *receipts), question=change.filters)

    def steps(self, change: Change) -> bool:
        """Whether a single change only adds to, takes from or drops a filter that there is."""
        (field,) = change.fields
        before, after = set(self._audience.values(field)), set(change.filters.values(field))
        return bool(before) and (before <= after or after <= before)

    def adds_a_list(self, change: Change) -> bool:
        """Whether it filters a list that is not filtered yet, and whose values sum."""
        (field,) = change.fields
        return field in SINGLE_VALUED and not self._audience.values(field)

    def ratio(self, change: Change) -> float | None:
        """By what a single change multiplies the total: measured where it is, else modelled."""
        found = self._told(change)
        return None if found is None else found[0]

    def _told(self, change: Change) -> tuple[float, tuple[Receipt, ...]] | None:
        if not self.total:
            return None
        own = self._receipts.get(change.filters)
        if own is not None:
            return own.count / self.total, (own,)
        found = self._single(change)
        return None if found is None else (found[0] / self.total, found[2])

    def _product(self, parts: Sequence[Change]) -> _Said | None:
        told = [found for part in parts if (found := self._told(part)) is not None]
        if len(told) < len(parts):
            return None
        count = self.total * math.prod(ratio for ratio, _ in told)
        how = "the total times the ratios of both changes, as if neither minded the other"
        return count, how, tuple(receipt for _, receipts in told for receipt in receipts)

    def _single(self, change: Change) -> _Said | None:
        (field,) = change.fields
        before, after = self._audience.values(field), change.filters.values(field)
        own = tuple(item for item in _items(self._audience) if item[0] != field)
        summed = _sum(self._of(field).get(own, {}), field, after)
        if summed is not None:
            return summed[0], "the sum of its values, each counted", summed[1]
        if not self.total:
            # Nobody times anything is nobody, which says nothing.
            return None
        for row in self._elsewhere(field, own):
            old, new = _mass(row, field, before), _mass(row, field, after)
            if old is not None and new is not None and old[0]:
                how = "the total times the ratio that this change makes among other counts"
                return self.total * new[0] / old[0], how, (*old[1], *new[1])
        return None

    def _elsewhere(self, field: str, own: _Items) -> list[_Row]:
        """Counts of audiences with other filters beside this field, the most alike first."""
        mine = set(own)
        rows = [
            (len(mine & set(rest)) - len(set(rest) - mine), rest, row)
            for rest, row in self._of(field).items()
            if rest != own and len(row) > 1
        ]
        return [row for _, _, row in sorted(rows, key=lambda each: (-each[0], each[1]))]

    def _of(self, field: str) -> dict[_Items, dict[tuple[str, ...], Receipt]]:
        """Known counts by all other filters, then by the values of this field."""
        found = self._rows.get(field)
        if found is None:
            found = self._rows[field] = {}
            for filters, items in self._items.items():
                rest = tuple(item for item in items if item[0] != field)
                found.setdefault(rest, {})[filters.values(field)] = self._receipts[filters]
        return found


def _items(filters: LeadFilters) -> _Items:
    return tuple((name, filters.values(name)) for name in filters.active)


def _sum(row: _Row, field: str, values: tuple[str, ...]) -> tuple[int, tuple[Receipt, ...]] | None:
    """Counts of single values of a list of which a person has one, summed."""
    if field not in SINGLE_VALUED or len(values) < 2:
        return None
    if len({id_of(field, value) for value in values}) < len(values):
        # One value by its letter and by its label: summed, it would count twice.
        return None
    parts = [row.get((value,)) for value in values]
    found = tuple(part for part in parts if part is not None)
    return (sum(r.count for r in found), found) if len(found) == len(parts) else None


def _mass(row: _Row, field: str, values: tuple[str, ...]) -> tuple[int, tuple[Receipt, ...]] | None:
    """The count of some values in one row: their own, else the sum of each."""
    own = row.get(values)
    return (own.count, (own,)) if own is not None else _sum(row, field, values)
