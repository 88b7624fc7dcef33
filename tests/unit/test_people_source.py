"""The embedded database as a source: a whole plan in one pass, exact, failures by question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import pytest

from leadpreview.errors import (
    CancelledError,
    FilterProblem,
    FiltersError,
    PeopleDatabaseDamagedError,
    UnanswerableFilterError,
)
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Cancellation, Failure, Lead, Plan, PreviewSource, Question, Receipt
from leadpreview.sources.desk import Desk
from leadpreview.sources.people import SAMPLE_NAME, PeopleSource
from tests.fakes import DEADLINE

NOW = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
SALES, LISTED = LeadFilters(keyword="sales"), LeadFilters(included_lead_lists=("1",))
REFUSED = UnanswerableFilterError(FilterProblem("included_lead_lists", None, "Not here."))


@dataclass(frozen=True)
class Counted:
    """What the index says about one question."""

    total: int
    leads: tuple[Lead, ...] | None


@dataclass
class FakeIndex:
    """An index that counts the characters of the keyword, and refuses lead lists."""

    size: int = 1_000
    fingerprint: str = "f00d"
    drops: int = 0
    passes: list[list[Question]] = field(default_factory=list)

    def answer(
        self, questions: Sequence[Question], cancel: Cancellation
    ) -> list[Counted | FiltersError]:
        self.passes.append(list(questions))
        cancel.check()
        found: list[Counted | FiltersError] = []
        for question in questions:
            if question.filters.included_lead_lists:
                found.append(REFUSED)
            else:
                leads = (Lead(full_name="Ada"),) if question.leads else None
                found.append(Counted(len(question.filters.keyword), leads))
        return found[: len(found) - self.drops]


def source_of(index: FakeIndex) -> PeopleSource:
    """A source whose passes take a second and a half."""
    ticks: Iterator[float] = iter(range(0, 1_000, 3))
    return PeopleSource(cast(PeopleIndex, index), clock=lambda: next(ticks) / 2, now=lambda: NOW)


def test_the_source_says_what_it_is() -> None:
    source: PreviewSource = source_of(FakeIndex())
    info = source.info
    assert (info.name, info.version, info.people) == ("synthetic sample", "f00d", 1_000)
    assert info.exact
    assert info.synthetic
    assert info.counts_everybody


def test_it_answers_twenty_fields_and_nothing_about_the_one_who_asks() -> None:
    """Nineteen filters and the keyword; not the graph, not somebody's lists."""
    fields = source_of(FakeIndex()).info.fields
    assert len(fields) == 20
    assert set(FIELDS) - fields == {
        "included_account_lists",
        "excluded_account_lists",
        "included_lead_lists",
        "excluded_lead_lists",
        "connections_of_profile",
        "relationship",
        "follows_your_company",
        "viewed_your_profile",
        "with_shared_experiences",
        "posted_on_linkedin",
        "past_colleague",
    }


def test_a_plan_is_one_pass_and_every_answer_is_a_receipt_of_it() -> None:
    index = FakeIndex()
    plan = Plan((Question(SALES, leads=True), Question(LeadFilters())))
    answers = list(source_of(index).run(plan, Cancellation()))
    assert index.passes == [list(plan.questions)]
    assert answers == [
        Receipt(SALES, 5, SAMPLE_NAME, NOW, True, 1.5, (Lead(full_name="Ada"),)),
        Receipt(LeadFilters(), 0, SAMPLE_NAME, NOW, True, 1.5, None),
    ]


def test_a_question_that_is_refused_costs_its_own_cell() -> None:
    plan = Plan((Question(LISTED), Question(SALES)))
    refused, counted = source_of(FakeIndex()).run(plan, Cancellation())
    assert refused == Failure(LISTED, REFUSED)
    assert isinstance(counted, Receipt)
    assert counted.count == 5


def test_a_withdrawn_plan_is_not_answered() -> None:
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(source_of(FakeIndex()).run(Plan((Question(SALES),)), cancel))


def test_a_damaged_index_is_a_failure_of_every_question() -> None:
    class Damaged(FakeIndex):
        def answer(
            self, questions: Sequence[Question], cancel: Cancellation
        ) -> list[Counted | FiltersError]:
            raise PeopleDatabaseDamagedError("The index is damaged.")

    ticket = Desk(source_of(Damaged())).ask(Plan((Question(SALES), Question(LISTED))))
    assert ticket.wait(DEADLINE)
    assert [str(answer.error) for answer in ticket.answers.values() if isinstance(answer, Failure)]
    assert all(isinstance(answer, Failure) for answer in ticket.answers.values())
    assert set(ticket.answers) == {SALES, LISTED}


def test_an_index_that_loses_an_answer_is_never_believed_for_the_next() -> None:
    """Answers belong to questions by their place; one too few must not go unnoticed."""
    ticket = Desk(source_of(FakeIndex(drops=1))).ask(Plan((Question(SALES), Question(LISTED))))
    assert ticket.wait(DEADLINE)
    assert isinstance(ticket.answers[LISTED], Failure)


def test_the_index_is_there_for_suggestions() -> None:
    index = FakeIndex()
    assert source_of(index).index is cast(PeopleIndex, index)
