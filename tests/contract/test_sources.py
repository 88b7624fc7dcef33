"""One contract for every source; where they differ, they say so of themselves."""

from __future__ import annotations

import pytest

from leadpreview.errors import (
    CancelledError,
    CannotBeAskedError,
    FiltersError,
    UnanswerableFilterError,
)
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import (
    Cancellation,
    Failure,
    Plan,
    PreviewSource,
    Question,
    Receipt,
)

AUDIENCES = [
    LeadFilters(seniority_levels=("310",)),
    LeadFilters(job_titles=("VP of Sales", "Chief Revenue Officer"), functions=("25",)),
    LeadFilters(included_locations=("91000002",), company_size=("51-200", "201-500")),
    LeadFilters(keyword='sales NOT "vice president"', excluded_industries=("4",)),
    LeadFilters(excluded_locations=("103644278",), years_of_experience=("5",)),
    LeadFilters(job_titles=("nobody has this title",)),
    LeadFilters(functions=("25",), live=False),
]


def ask(source: PreviewSource, *filters: LeadFilters) -> dict[LeadFilters, Receipt | Failure]:
    plan = Plan.of(Question(one, leads=True) for one in filters)
    answers = list(source.run(plan, Cancellation()))
    assert len(answers) == len(plan.questions)
    return {answer.filters: answer for answer in answers}


def test_every_source_counts_the_same_and_shows_the_same_25(
    source: PreviewSource, index: PeopleIndex
) -> None:
    answers = ask(source, *AUDIENCES)
    expected = index.answer([Question(one, leads=True) for one in AUDIENCES], Cancellation())
    for filters, truth in zip(AUDIENCES, expected, strict=True):
        answer = answers[filters]
        assert isinstance(answer, Receipt)
        assert not isinstance(truth, FiltersError)
        assert (answer.count, answer.leads) == (truth.total, truth.leads)
        assert answer.exact is source.info.exact
        assert answer.source == source.info.name
        assert answer.duration >= 0
        assert answer.measured_at.tzinfo is not None
    assert any(isinstance(a, Receipt) and a.count == 0 for a in answers.values())
    assert any(isinstance(a, Receipt) and a.count > 25 for a in answers.values())


def test_a_source_that_cannot_count_everybody_says_so_and_gives_no_number(
    source: PreviewSource, index: PeopleIndex
) -> None:
    (answer,) = ask(source, LeadFilters()).values()
    if source.info.counts_everybody:
        assert isinstance(answer, Receipt)
        assert answer.count == index.size
    else:
        assert isinstance(answer, Failure)
        assert isinstance(answer.error, CannotBeAskedError)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("past_colleague", True),
        ("included_lead_lists", ["L1"]),
        ("included_locations", ["9999999999"]),
    ],
)
def test_a_filter_that_these_people_cannot_answer_is_named(
    source: PreviewSource, field: str, value: object
) -> None:
    filters = LeadFilters.model_validate({field: value, "functions": ["25"]})
    answers = ask(source, filters, AUDIENCES[0])
    failure = answers[filters]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, UnanswerableFilterError)
    assert [problem.field for problem in failure.error.problems] == [field]
    assert isinstance(answers[AUDIENCES[0]], Receipt)


def test_a_withdrawn_plan_is_not_answered(source: PreviewSource) -> None:
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(source.run(Plan.of(map(Question, AUDIENCES)), cancel))
