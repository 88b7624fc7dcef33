"""Nothing typed offers the most usual values; what no value begins with offers none."""

from __future__ import annotations

import pytest

from leadpreview.people.index import PeopleIndex


@pytest.mark.parametrize("text", ["\U0001f642", "%%", " & ", "zzyzx"])
def test_what_no_title_and_no_company_begins_with_offers_none(
    index: PeopleIndex, text: str
) -> None:
    assert index.suggest_titles(text) == ()
    assert index.suggest_companies(text) == ()


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_typed_offers_those_that_most_people_have(index: PeopleIndex, text: str) -> None:
    for found in (index.suggest_titles(text, 10), index.suggest_companies(text, 10)):
        assert len(found) == 10
        people = [each.people for each in found]
        assert people == sorted(people, reverse=True)
