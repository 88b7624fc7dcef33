"""Scenarios travel in a link and in a file, and no link or file breaks the page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from hypothesis import example, given
from hypothesis import strategies as st

from leadpreview.errors import InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.scenarios import (
    MOST_SCENARIOS,
    Scenario,
    from_json,
    from_links,
    to_json,
    to_link,
)
from tests.properties.audiences import AWKWARD, audiences, pasted

scenarios = st.builds(
    lambda name, filters: Scenario("Scenario", filters).renamed(name), pasted, audiences
)
several = st.lists(scenarios, max_size=MOST_SCENARIOS).map(tuple)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(several)
@example(
    tuple(Scenario("A", LeadFilters(job_titles=AWKWARD)).renamed(name) for name in AWKWARD[:6])
)
def test_a_link_gives_back_equal_scenarios_in_order(made: tuple[Scenario, ...]) -> None:
    """As the address carries them: parameters of the same name, encoded once more."""
    query = urlencode({"scenario": [to_link(each) for each in made]}, doseq=True)
    listed = parse_qs(query, keep_blank_values=True).get("scenario", [])
    assert from_links(listed) == (made, ())


@given(several)
def test_a_file_gives_back_equal_scenarios_in_order(made: tuple[Scenario, ...]) -> None:
    assert from_json(to_json(made)) == (made, ())


@given(st.lists(pasted, max_size=9))
@example(["name=" + "x" * 100_000, "name=a&name=b", "%00=%ff", "functions=25;" * 1_000])
def test_no_parameter_breaks_the_page(texts: list[str]) -> None:
    opened, problems = from_links(texts)
    assert len(opened) <= min(len(texts), MOST_SCENARIOS)
    assert bool(problems) or len(opened) == len(texts)
    for scenario in opened:
        assert 1 <= len(scenario.name.encode()) <= 240
        assert scenario.renamed(scenario.name) == scenario


@given(
    ANY_JSON
    | st.fixed_dictionaries(
        {"scenarios": ANY_JSON | st.lists(st.fixed_dictionaries({"filters": ANY_JSON}))}
    )
)
@example({"scenarios": [{"name": "\ud800", "filters": {}}]})
@example({"scenarios": [{"name": 1, "filters": {"functions": ["\ud800"]}}]})
def test_no_file_breaks_the_page(body: Any) -> None:
    try:
        opened, problems = from_json(json.dumps(body))
    except InvalidFiltersError:
        assert not isinstance(body, dict) or not isinstance(body.get("scenarios"), list)
        return
    assert len(opened) <= MOST_SCENARIOS
    assert all(scenario.name.encode() for scenario in opened)
    assert all(problem.reason.encode() for problem in problems)
    assert from_json(to_json(opened)) == (opened, ())
