"""What counts that are known already say about one that is not.

A narrower audience is no larger and a wider one no smaller; values together are at most the sum of
each; an overlap is at least what two audiences leave no room to avoid; what is excluded is what
the wider audience has more than the narrower. Everything here comes from the shape of the question,
never from a list of which place lies in which: that is the source's own knowledge.

Over exact counts the bounds are facts. Over estimates they are "about", and never replace a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import combinations
from typing import Final

from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan, Receipt
from leadpreview.sizing.costs import Cell
from leadpreview.sizing.figures import Figure, Kind, combined, figure_of

__all__ = ["EXCLUDED_BY", "Bounds", "Known", "is_within", "meet"]

EXCLUDED_BY: Final = {
    "job_titles": "excluded_job_titles",
    "past_titles": "excluded_past_titles",
    "included_industries": "excluded_industries",
    "included_companies": "excluded_companies",
    "included_locations": "excluded_locations",
    "included_account_lists": "excluded_account_lists",
    "included_lead_lists": "excluded_lead_lists",
}
"""The field that removes whom another one finds."""

_MOST_SUPERSETS: Final = 24
"""Wider audiences looked at in pairs; more of them tell nothing new and take time."""

_CROSSED: Final = ", which contradict each other: what is inside has more people than what holds it"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between how many people a count lies.

    Attributes:
        low: At least so many.
        high: At most so many; `None` when nothing says.
        receipts: The counts that say so.
        crossed: Whether they contradict each other, as only estimates do.
    """

    low: int = 0
    high: int | None = None
    receipts: tuple[Receipt, ...] = ()
    crossed: bool = False

    @property
    def exact(self) -> bool:
        """Whether these are facts."""
        return bool(self.receipts) and all(receipt.exact for receipt in self.receipts)

    @property
    def met(self) -> bool:
        """Whether there is one number left."""
        return self.high is not None and self.low == self.high


_End = tuple[int, tuple[Receipt, ...]]
_Rest = tuple[bool, tuple[tuple[str, tuple[str, ...]], ...]]
Shape = tuple[bool, Mapping[str, frozenset[str]]]


def is_within(narrow: LeadFilters, wide: LeadFilters) -> bool:
    """Whether `narrow` finds nobody whom `wide` does not, by the shape of the two questions."""
    return _inside(_shape(narrow), _shape(wide))


def meet(one: LeadFilters, other: LeadFilters) -> LeadFilters | None:
    """The question that finds whom both find, where the shape of the two alone gives one.

    `None` when both choose among the values of one field and neither choice holds the other.
    """
    if one.live != other.live:
        return None
    both = one
    for field in other.active:
        mine, theirs = one.values(field), other.values(field)
        if FIELDS[field].excludes:
            values: Iterable[str] = dict.fromkeys((*mine, *theirs))
        elif not mine or set(theirs) < set(mine):
            values = theirs
        elif set(mine) <= set(theirs):
            continue
        else:
            return None
        both = _put(both, field, values)
    return both


class Known:
    """Counts of one source that are known, and what follows from them for others."""

    def __init__(self, answers: Iterable[Answer], *, old_before: datetime | None = None) -> None:
        """Take the receipts among some answers; of different databases nothing follows.

        Args:
            answers: What is known.
            old_before: What was measured before this moment is shown as old.
        """
        self._old_before = old_before
        self._receipts = {a.filters: a for a in answers if isinstance(a, Receipt)}
        self._rows: dict[str, dict[_Rest, dict[tuple[str, ...], Receipt]]] = {}

    @cached_property
    def _shapes(self) -> tuple[tuple[Shape, Receipt], ...]:
        return tuple((_shape(filters), r) for filters, r in self._receipts.items())

    @cached_property
    def _by_fields(self) -> dict[tuple[bool, frozenset[str]], list[tuple[Shape, Receipt]]]:
        """The counts by which filters they have: most of them say nothing of most questions."""
        found: dict[tuple[bool, frozenset[str]], list[tuple[Shape, Receipt]]] = {}
        for shape, receipt in self._shapes:
            found.setdefault((shape[0], frozenset(shape[1])), []).append((shape, receipt))
        return found

    def receipt(self, question: LeadFilters) -> Receipt | None:
        """What was measured for a question."""
        return self._receipts.get(question)

    def figure(self, question: LeadFilters, cell: Cell = None) -> Figure:
        """The best that is known of a question: measured, else worked out, else bounded.

        Args:
            question: Whom to count.
            cell: What its own plan says; a failure stays one.
        """
        answer = cell if cell is not None else self.receipt(question)
        if answer is not None:
            return figure_of(answer, question, old_before=self._old_before)
        worked_out = self.worked_out(question)
        if worked_out is not None:
            return worked_out
        found = self.bounds(question)
        waiting = Figure(Kind.WAITING, question=question)
        if found.met and found.exact:
            return Figure(
                Kind.WORKED_OUT,
                found.low,
                found.low,
                found.low,
                True,
                question,
                found.receipts,
                "its least and its most are the same",
            )
        figure = waiting.within(found.low, found.high, found.receipts)
        return replace(figure, how=f"{figure.how}{_CROSSED}") if found.crossed else figure

    def unknown(self, plan: Plan) -> Plan:
        """The questions of a plan that have to be asked: not those that exact counts settle."""
        return Plan(
            tuple(
                question
                for question in plan.questions
                if question.leads or not self._settled(question.filters)
            ),
            plan.priority,
        )

    def _settled(self, question: LeadFilters) -> bool:
        figure = self.figure(question)
        return figure.kind is Kind.WORKED_OUT and figure.exact

    def worked_out(self, question: LeadFilters) -> Figure | None:
        """A count that two others give: with what is excluded, less what is excluded."""
        for field, excluded in EXCLUDED_BY.items():
            removed = question.values(excluded)
            if not removed:
                continue
            rest = question.without(excluded)
            part = self.receipt(rest.choosing(field, *removed))
            if part is None:
                continue
            own = question.values(field)
            whole = self.receipt(_put(rest, field, (*own, *removed)) if own else rest)
            if whole is not None:
                how = "with what is excluded, less what is excluded"
                found = combined([(1, figure_of(whole)), (-1, figure_of(part))], how)
                return Figure(
                    found.kind,
                    found.count,
                    found.low,
                    found.high,
                    found.exact,
                    question,
                    found.receipts,
                    found.how,
                )
        return None

    def bounds(self, question: LeadFilters) -> Bounds:
        """Between how many people the count of a question lies, by all that is known."""
        asked = _shape(question)
        wider: list[tuple[Shape, Receipt]] = []
        narrower: list[Receipt] = []
        own = frozenset(asked[1])
        for (live, fields), group in self._by_fields.items():
            if live == asked[0] and fields <= own:
                wider += (each for each in group if _inside(asked, each[0]))
            if live == asked[0] and own <= fields:
                narrower += (receipt for shape, receipt in group if _inside(shape, asked))
        lows: list[_End] = [(r.count, (r,)) for r in narrower]
        highs: list[_End] = [(r.count, (r,)) for _, r in wider]
        lows += self._overlaps(question, wider)
        lows += self._without_a_value(question)
        highs += self._sums(question)
        low, below = max(lows, key=lambda each: each[0], default=(0, ()))
        above: tuple[Receipt, ...] = ()
        high: int | None = None
        if highs:
            high, above = min(highs, key=lambda each: each[0])
        receipts = tuple(dict.fromkeys((*below, *above)))
        crossed = high is not None and low > high
        if high is not None and crossed:
            low, high = high, low
        return Bounds(max(low, 0), high, receipts, crossed)

    def _overlaps(
        self, question: LeadFilters, wider: list[tuple[Shape, Receipt]]
    ) -> Iterator[_End]:
        """At least A + B less an audience that holds both, where A and B leave the question."""
        near = sorted(wider, key=lambda each: each[1].count)[:_MOST_SUPERSETS]
        fields = set(question.active)
        for (shape_a, a), (shape_b, b) in combinations(near, 2):
            # Looked at first because it is quick, and mostly enough.
            if shape_a[1].keys() | shape_b[1].keys() != fields:
                continue
            if meet(a.filters, b.filters) != question:
                continue
            for shape, whole in self._shapes:
                if _inside(shape_a, shape) and _inside(shape_b, shape):
                    yield a.count + b.count - whole.count, (a, b, whole)

    def _row(self, question: LeadFilters, field: str) -> Mapping[tuple[str, ...], Receipt]:
        """Counts of the same question but for one field, by the values of that."""
        rows = self._rows.get(field)
        if rows is None:
            rows = self._rows[field] = {}
            for filters, receipt in self._receipts.items():
                if own := filters.values(field):
                    rows.setdefault(_rest(filters, field), {})[own] = receipt
        return rows.get(_rest(question, field), {}) if rows else {}

    def _without_a_value(self, question: LeadFilters) -> Iterator[_End]:
        """At least what more values find together, less what those values find alone."""
        for field in question.active:
            if FIELDS[field].excludes:
                continue
            own = frozenset(question.values(field))
            row = self._row(question, field)
            for values, receipt in row.items():
                if len(values) > len(own) and own.issubset(values):
                    others = row.get(tuple(value for value in values if value not in own))
                    if others is not None:
                        yield receipt.count - others.count, (receipt, others)

    def _sums(self, question: LeadFilters) -> Iterator[_End]:
        """At most the sum of the values of a field, each by itself, or one and the others."""
        for field in question.active:
            own = question.values(field)
            if len(own) < 2 or FIELDS[field].excludes:
                continue
            row = self._row(question, field)
            found = tuple(row[value,] for value in own if (value,) in row)
            if len(found) == len(own):
                yield sum(receipt.count for receipt in found), found
            for values, others in row.items():
                if len(values) == len(own) - 1:
                    last = frozenset(own).difference(values)
                    one = row.get(tuple(last)) if len(last) == 1 else None
                    if one is not None:
                        yield one.count + others.count, (one, others)


def _shape(filters: LeadFilters) -> Shape:
    return filters.live, {name: frozenset(filters.values(name)) for name in filters.active}


def _inside(narrow: Shape, wide: Shape) -> bool:
    """Every filter of the wider question holds in the narrower one as well."""
    if narrow[0] != wide[0]:
        return False
    mine = narrow[1]
    for field, values in wide[1].items():
        own = mine.get(field)
        if own is None:
            return False
        if not (own >= values if FIELDS[field].excludes else own <= values):
            return False
    return True


def _rest(filters: LeadFilters, field: str) -> _Rest:
    """A question but for one field."""
    others = tuple((name, filters.values(name)) for name in filters.active if name != field)
    return filters.live, others


def _put(filters: LeadFilters, field: str, values: Iterable[str]) -> LeadFilters:
    chosen = tuple(values)
    kind = FIELDS[field].kind
    if kind is ValueKind.TOGGLE:
        return filters.with_(field, True)
    if kind is ValueKind.KEYWORD:
        return filters.with_(field, chosen[0])
    return filters.choosing(field, *chosen) if len(chosen) == 1 else filters.with_(field, chosen)
