"""What a database of people cannot know is refused in a sentence that says what to lift."""

from __future__ import annotations

import pytest

from leadpreview.fields import FIELDS, UNKNOWABLE, ValueKind
from leadpreview.people.meaning import problem_with, title_query


@pytest.mark.parametrize("field", sorted(UNKNOWABLE))
def test_a_filter_that_nobody_here_knows_is_refused_with_what_to_lift(field: str) -> None:
    toggle = FIELDS[field].kind is ValueKind.TOGGLE
    problem = problem_with(field, "true" if toggle else "123")
    assert problem is not None
    assert problem.reason.startswith(f"{field}: the people database knows nothing of ")
    assert problem.reason.endswith("; lift this filter." if toggle else "; lift '123'.")


@pytest.mark.parametrize(
    ("value", "in_order"),
    [
        ('"head of sales"', True),
        ("\u201chead of sales\u201d", True),
        ("head of sales", False),
        ('"head of" or "vp"', False),
        ('"head of" "sales"', False),
        ('"', False),
        ('"head', False),
    ],
)
def test_a_title_is_a_phrase_only_when_one_pair_of_quotes_holds_all_of_it(
    value: str, in_order: bool
) -> None:
    assert title_query(value).in_order is in_order
