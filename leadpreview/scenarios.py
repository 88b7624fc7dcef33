"""Audiences under a name, side by side: how they travel in a link and in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.links import decode, pairs
from leadpreview.text import shortened

__all__ = ["MOST_SCENARIOS", "Scenario", "from_json", "from_link", "to_json", "to_link"]

MOST_SCENARIOS: Final = 6
"""Scenarios that can be compared at once."""

LONGEST_NAME: Final = 60

_NAME: Final = "name"
_KIND: Final = "comparison"


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
        tidy = " ".join(name.split())[:LONGEST_NAME]
        return Scenario(tidy or self.name, self.filters)


def to_link(scenario: Scenario) -> str:
    """One scenario as the value of one parameter of a link."""
    return urlencode({_NAME: [scenario.name], **pairs(scenario.filters)}, doseq=True)


def from_link(text: str) -> tuple[Scenario, tuple[FilterProblem, ...]]:
    """The scenario of one parameter of a link, and what had to be left out of it."""
    parameters = parse_qs(text, keep_blank_values=True)
    (*_, name) = parameters.pop(_NAME, [""])
    filters, problems = decode(parameters)
    return Scenario("Scenario", filters).renamed(name), problems


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
    for item in listed:
        name = item.get(_NAME) if isinstance(item, dict) else None
        filters = item.get("filters") if isinstance(item, dict) else None
        if not isinstance(filters, dict):
            reason = f"{shortened(str(item))!r} is no scenario: it has no filters."
            problems.append(FilterProblem("scenarios", None, reason))
            continue
        if len(found) == MOST_SCENARIOS:
            reason = f"Only {MOST_SCENARIOS} scenarios are compared; the rest was left out."
            problems.append(FilterProblem("scenarios", None, reason))
            break
        kept, wrong = LeadFilters.salvage(filters)
        problems += wrong
        plain = name if isinstance(name, str) else ""
        found.append(Scenario(f"Scenario {len(found) + 1}", kept).renamed(plain))
    return tuple(found), tuple(problems)


def _refused(reason: str) -> InvalidFiltersError:
    return InvalidFiltersError(FilterProblem("", None, reason))
