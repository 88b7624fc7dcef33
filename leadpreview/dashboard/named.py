"""Every number on the Size page by its name, for its receipt and for the legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadpreview.dashboard.headline import against_baseline
from leadpreview.dashboard.text import shown_name
from leadpreview.dashboard.values import OpenValues
from leadpreview.errors import FiltersError
from leadpreview.fields import FIELDS
from leadpreview.sizing import (
    Figure,
    Kind,
    Missing,
    Numbers,
    Sizing,
    noise_of,
    share_of,
    value_numbers,
)

__all__ = ["kinds", "named"]


def named(
    sizing: Sizing,
    numbers: Numbers,
    opened: OpenValues,
    missing: Iterable[Missing],
    marks: Mapping[int, bool],
) -> dict[str, Figure]:
    """The figures that are on the page, in its order, by what they are called there."""
    if isinstance(numbers.total.error, FiltersError):
        return {}
    found = {"Estimated total": numbers.total}
    against = against_baseline(numbers)
    if against is not None:
        found["Change against the baseline"] = against
    found["Everybody" if sizing.base.is_empty else "The base"] = numbers.everybody
    for cost in numbers.costs:
        label = FIELDS[cost.field].label
        found[f"{label}: alone"] = cost.alone
        found[f"{label}: remaining"] = cost.remaining
        found[f"{label}: without it"] = cost.without
        found[f"{label}: gain"] = cost.gain
        for value in value_numbers(sizing, cost.field, opened.get(cost.field, ()), numbers.known):
            name = f"{label}, {shown_name(cost.field, value.value)}"
            found[f"{name}: alone"] = value.alone
            found[f"{name}: total without it"] = value.without
            found[f"{name}: change"] = value.change
    for row in missing:
        label = FIELDS[row.field].label
        if row.empty.kind is not Kind.CANNOT_BE_ASKED:
            found[f"{label}: every value ticked"] = row.every
            found[f"{label}: another value"] = row.different
        found[f"{label}: field empty"] = row.empty
    noise = noise_of(marks, numbers.total)
    if noise is not None:
        found["Total that fits"] = noise.adjusted
    return found


def kinds(figures: Iterable[Figure], numbers: Numbers) -> set[Kind]:
    """The kinds of number that are on the page, that of the share included."""
    found = {figure.kind for figure in figures}
    exact = numbers.total.exact and numbers.everybody.exact
    if share_of(numbers.total, numbers.everybody) is not None and not exact:
        found.add(Kind.ABOUT)
    return found
