"""Audiences under a name, side by side: how they travel in a link and in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlencode

from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.links import decode, pairs

__all__ = [
    "MOST_SCENARIOS",
    "Scenario",
    "from_json",
    "from_link",
    "from_links",
    "to_json",
    "to_link",
]

MOST_SCENARIOS: Final = 6
"""Scenarios that can be compared at once."""

LONGEST_NAME: Final = 60

_LONGEST_READ: Final = 1_000
_TOO_MANY: Final = FilterProblem(
    "scenarios", None, f"Only {MOST_SCENARIOS} scenarios are compared; the rest was left out."
)

_NAME: Final = "name"
_KIND: Final = "comparison"
_NOTHING_SAID: Final = FilterProblem(
    "scenarios", None, "A scenario of the link has neither a name nor a filter that can be read."
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An audience under a name.

    Attributes:
        name: What the person calls it; one line.
        filters: The audience.
    """

    name: str
    filters: LeadFilters

    def renamed(self, name: str) -> Scenario:
        """The same audience under another name; a blank one changes nothing."""
        # Half a character, which JSON can hold, cannot be shown or sent.
        whole = name[:_LONGEST_READ].encode("utf-8", "replace").decode()
        tidy = " ".join(whole.split())[:LONGEST_NAME].strip()
        return Scenario(tidy or self.name, self.filters)


def to_link(scenario: Scenario) -> str:
    """One scenario as the value of one parameter of a link."""
    return urlencode({_NAME: [scenario.name], **pairs(scenario.filters)}, doseq=True)


def from_link(text: str) -> tuple[Scenario, tuple[FilterProblem, ...]]:
    """The scenario of one parameter of a link, and what had to be left out of it."""
    parameters = parse_qs(text, keep_blank_values=True)
    (*_, name) = parameters.pop(_NAME, [""])
    filters, problems = decode(parameters)
    scenario = Scenario("Scenario", filters).renamed(name)
    return scenario, _within(scenario, problems)


def from_links(texts: Sequence[str]) -> tuple[tuple[Scenario, ...], tuple[FilterProblem, ...]]:
    """The scenarios of the parameters of a link, at most six, and what had to be left out."""
    found: list[Scenario] = []
    problems: list[FilterProblem] = []
    for text in texts:
        if len(found) == MOST_SCENARIOS:
            problems.append(_TOO_MANY)
            break
        scenario, wrong = from_link(text)
        if scenario.filters == LeadFilters() and _NAME not in parse_qs(text):
            problems.append(_NOTHING_SAID)
            continue
        found.append(scenario)
        problems += wrong
    return tuple(found), tuple(problems)


def to_json(scenarios: Iterable[Scenario]) -> str:
    """Scenarios as a JSON file that opens again."""
    listed = [{_NAME: s.name, "filters": s.filters.to_request()} for s in scenarios]
    return json.dumps({"kind": _KIND, "scenarios": listed}, ensure_ascii=False, indent=2)


def from_json(text: str) -> tuple[tuple[Scenario, ...], tuple[FilterProblem, ...]]:
    """The scenarios of a JSON file, at most six, and what had to be left out.

    Raises:
        InvalidFiltersError: This is no such file.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("The file cannot be read as JSON.") from error
    listed = body.get("scenarios") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise _refused("This JSON holds no list of scenarios.")
    found: list[Scenario] = []
    problems: list[FilterProblem] = []
    for place, item in enumerate(listed, 1):
        name = item.get(_NAME) if isinstance(item, dict) else None
        filters = item.get("filters") if isinstance(item, dict) else None
        if len(found) == MOST_SCENARIOS:
            problems.append(_TOO_MANY)
            break
        if not isinstance(filters, dict):
            reason = f"Number {place} of the file is no scenario: it has no filters."
            problems.append(FilterProblem("scenarios", None, reason))
            continue
        kept, wrong = LeadFilters.salvage(filters)
        plain = name if isinstance(name, str) else ""
        found.append(Scenario(f"Scenario {len(found) + 1}", kept).renamed(plain))
        problems += _within(found[-1], wrong)
    return tuple(found), tuple(problems)


def _within(scenario: Scenario, problems: Sequence[FilterProblem]) -> tuple[FilterProblem, ...]:
    """Problems that say in which scenario they are."""
    return tuple(replace(p, reason=f"{scenario.name}: {p.reason}") for p in problems)


def _refused(reason: str) -> InvalidFiltersError:
    return InvalidFiltersError(FilterProblem("", None, reason))
