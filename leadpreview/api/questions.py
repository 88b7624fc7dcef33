"""From a request body to a question, and what is wrong with it when there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from leadpreview.api.body import JsonObject, parse_json
from leadpreview.api.refusals import Refusal
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS, GRAPH, IGNORED_KEYS, ValueKind
from leadpreview.filters import LeadFilters, listing_of
from leadpreview.text import shortened

__all__ = ["MOST_NAMED", "NO_CRITERION", "Asked", "read_question", "refuse"]

NO_CRITERION: Final = (
    "Send at least one filter or a keyword; empty lists, blank text and the fields that this "
    "endpoint ignores are none."
)

MOST_NAMED: Final = 100
"""Refused values that one answer explains one by one; of the rest it says how many they are."""

_FINDING_PLACES: Final = "POST /locations finds the ids of places by their names."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body asks.

    Attributes:
        filters: As much of it as is right.
        problems: What is wrong with the rest.
    """

    filters: LeadFilters
    problems: tuple[FilterProblem, ...]


def read_question(body: bytes) -> Asked:
    """What `body` asks; the fields without effect (contract 2.1) are passed over.

    Raises:
        Refusal: 400, it is no JSON, or has no criterion; 422, it is no JSON object.
    """
    data = parse_json(body)
    if not isinstance(data, JsonObject):
        raise _no_object(data)
    kept = {name: value for name, value in data.items() if name not in IGNORED_KEYS}
    filters, problems = LeadFilters.salvage(kept)
    repeated = [_repeated(name) for name in data.repeated if name not in IGNORED_KEYS]
    problems = (*repeated, *problems)
    if filters.is_empty and not problems:
        raise Refusal(400, NO_CRITERION)
    if not filters.live:
        graph = [field for field in filters.active if field in GRAPH]
        problems += tuple(map(_needs_live, graph))
        filters = filters.without(*graph)
    return Asked(filters, problems)


def refuse(problems: Sequence[FilterProblem]) -> Refusal:
    """422, with a sentence for each problem and the nearest or the accepted values."""
    named = [_sentence(problem) for problem in problems[:MOST_NAMED]]
    return Refusal(422, *named, *_counted(problems[MOST_NAMED:]))


def _no_object(data: object) -> Refusal:
    try:
        LeadFilters.from_request(data)
    except InvalidFiltersError as error:
        return refuse(error.problems)
    raise AssertionError("a body that is no object was accepted")


def _counted(problems: Iterable[FilterProblem]) -> list[str]:
    counts = Counter(problem.field for problem in problems).most_common(MOST_NAMED)
    return [f"{field}: {count:,} more values are refused." for field, count in counts]


def _sentence(problem: FilterProblem) -> str:
    """The reason, with neighbours where the source named none."""
    field = FIELDS.get(problem.field)
    if field is None or problem.value is None or problem.accepted:
        return problem.reason
    if field.kind is ValueKind.KEYWORD and not problem.reason.startswith(problem.field):
        return f"{problem.field}: {shortened(problem.value)!r}: {problem.reason}"
    if field.kind not in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return problem.reason
    sentences = [problem.reason]
    listing = listing_of(problem.field)
    assert listing is not None
    near = () if problem.nearest else listing.nearest(problem.value)
    if near:
        named = ", ".join(f"{entry.id} ({entry.label})" for entry in near)
        sentences.append(f"Nearest: {named}.")
    if field.kind is ValueKind.LOCATION:
        sentences.append(_FINDING_PLACES)
    return " ".join(sentences)


def _repeated(name: str) -> FilterProblem:
    shown = shortened(name.encode("utf-8", "replace").decode())
    return FilterProblem(shown, None, f"{shown}: the field occurs more than once; send it once.")


def _needs_live(field: str) -> FilterProblem:
    reason = f"{field} cannot be used with live: false; lift it, or send live: true."
    return FilterProblem(field, None, reason)
