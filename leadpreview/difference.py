"""What tells one audience from another, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.sentence import name_of

__all__ = ["differences"]

Naming = Callable[[str, str], str]


def differences(
    filters: LeadFilters,
    reference: LeadFilters,
    *,
    naming: Naming = name_of,
    most: int | None = None,
) -> tuple[str, ...]:
    """What `filters` has that `reference` has not, and the other way round.

    A filter that only one of them has is told apart from a value that only one of them has: the
    first narrows, the second widens.

    Args:
        filters: The audience that is described.
        reference: The audience that it is compared with.
        naming: What a person calls a value of a field.
        most: Values that are named in a row; the rest is counted. All are by default.

    Returns:
        Phrases without a full stop, in the order of the fields; none exactly when both are equal.
    """
    found = [
        phrase
        for field in FIELDS
        for phrase in _field(field, filters, reference, lambda f, v: _listed(f, v, naming, most))
    ]
    if filters.live != reference.live:
        found.append(f"counts with live {'on' if filters.live else 'off'}")
    return tuple(found)


def _field(
    field: str,
    filters: LeadFilters,
    reference: LeadFilters,
    listed: Callable[[str, Sequence[str]], str],
) -> list[str]:
    mine, theirs = filters.values(field), reference.values(field)
    if mine == theirs:
        return []
    label = FIELDS[field].label
    label = label[0].lower() + label[1:]
    if not mine or not theirs:
        verb, values = ("adds", mine) if mine else ("drops", theirs)
        if FIELDS[field].kind is ValueKind.TOGGLE:
            return [f"{verb} the filter {label}"]
        return [f"{verb} the filter {label}: {listed(field, values)}"]
    added = [value for value in mine if value not in theirs]
    dropped = [value for value in theirs if value not in mine]
    if len(added) == len(mine) and len(dropped) == len(theirs):
        return [f"{label} {listed(field, added)} instead of {listed(field, dropped)}"]
    phrases = [f"adds {listed(field, added)} to {label}"] if added else []
    return phrases + ([f"drops {listed(field, dropped)} from {label}"] if dropped else [])


def _listed(field: str, values: Sequence[str], naming: Naming, most: int | None) -> str:
    """The names of values on one line; those beyond `most` are counted."""
    kept = values if most is None or len(values) <= most else values[:most]
    names = [" ".join(naming(field, value).split()) for value in kept]
    if len(kept) < len(values):
        names.append(f"{len(values) - len(kept):,} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
