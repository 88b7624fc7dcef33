"""The desk asks a source on behalf of every page: once, out of the way, and never for nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from leadpreview.errors import (
    CancelledError,
    CannotBeAskedError,
    PeopleDatabaseDamagedError,
    SourceUnavailableError,
)
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan, Question, Receipt, SourceInfo
from leadpreview.sources.desk import PATIENCE, Desk, Ticket
from tests.fakes import DEADLINE, CensusSource, Person, SlowEstimateSource

PEOPLE = [Person(f"Person {number}", "VP of Sales", seniority="300") for number in range(30)]
A, B, C, D = (LeadFilters(job_titles=(title,)) for title in ("vp", "sales", "of", "ceo"))


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def plan(*filters: LeadFilters, leads: bool = False) -> Plan:
    """One question each."""
    return Plan.of(Question(one, leads=leads) for one in filters)


def finished(ticket: Ticket) -> dict[LeadFilters, Answer]:
    """The answers of a ticket once all have arrived."""
    assert ticket.wait(DEADLINE), "the ticket hangs"
    assert ticket.done
    return ticket.answers


def count(answer: Answer) -> int:
    assert isinstance(answer, Receipt)
    return answer.count


@pytest.fixture
def census() -> CensusSource:
    return CensusSource(PEOPLE)


@pytest.fixture
def slow() -> Iterator[SlowEstimateSource]:
    source = SlowEstimateSource(PEOPLE)
    yield source
    source.allow(1_000)  # no thread is left waiting


def asked(source: CensusSource) -> list[list[LeadFilters]]:
    """The filters of every plan that reached a source."""
    return [[question.filters for question in one.questions] for one in source.asked]


# Answers


def test_every_question_is_answered(census: CensusSource) -> None:
    answers = finished(Desk(census).ask(plan(A, B, D)))
    assert {filters: count(answer) for filters, answer in answers.items()} == {A: 30, B: 30, D: 0}


def test_an_empty_plan_is_done_at_once_and_asks_nobody(census: CensusSource) -> None:
    ticket = Desk(census).ask(Plan(()))
    assert ticket.done
    assert ticket.answers == {}
    assert census.asked == []


def test_answers_are_on_the_ticket_as_they_arrive(slow: SlowEstimateSource) -> None:
    ticket = Desk(slow).ask(plan(A, B))
    assert slow.begun.get(timeout=DEADLINE) == A
    assert ticket.answers == {}
    slow.allow()
    assert slow.begun.get(timeout=DEADLINE) == B  # A was handed over before
    assert list(ticket.answers) == [A]
    assert not ticket.done
    assert not ticket.wait(0)
    slow.allow()
    assert list(finished(ticket)) == [A, B]


def test_asking_does_not_wait_for_the_answer(slow: SlowEstimateSource) -> None:
    """The source answers nothing before the test allows it, and `ask` is back all the same."""
    ticket = Desk(slow).ask(plan(A))
    assert not ticket.done
    slow.allow()
    assert count(finished(ticket)[A]) == 30


# What is kept


def test_what_is_kept_is_on_the_ticket_at_once_and_not_asked_again(census: CensusSource) -> None:
    desk = Desk(census)
    first = finished(desk.ask(plan(A, B)))
    again = desk.ask(plan(B, A))
    assert again.done
    assert again.answers == first
    assert again.answers[A] is first[A]
    assert asked(census) == [[A, B]]


def test_only_what_is_missing_is_asked(census: CensusSource) -> None:
    desk = Desk(census)
    finished(desk.ask(plan(A, B)))
    ticket = desk.ask(plan(B, C, A, D))
    assert set(finished(ticket)) == {A, B, C, D}
    assert asked(census) == [[A, B], [C, D]]


def test_an_answer_is_believed_for_so_long_and_then_asked_again(census: CensusSource) -> None:
    clock = Clock()
    desk = Desk(census, max_age=900.0, clock=clock)
    finished(desk.ask(plan(A)))
    clock.seconds += 899.0
    assert desk.ask(plan(A)).done
    clock.seconds += 2.0
    assert desk.kept(plan(A)) == {}
    finished(desk.ask(plan(A)))
    assert asked(census) == [[A], [A]]
    assert list(desk.kept(plan(A))) == [A]


def test_an_old_answer_with_leads_gives_way_to_a_new_count_alone(census: CensusSource) -> None:
    clock = Clock()
    desk = Desk(census, max_age=900.0, clock=clock)
    finished(desk.ask(plan(A, leads=True)))
    clock.seconds += 901.0
    finished(desk.ask(plan(A)))
    (answer,) = desk.kept(plan(A)).values()
    assert isinstance(answer, Receipt)
    assert answer.leads is None


def test_what_is_forgotten_is_measured_again_and_the_rest_is_not(census: CensusSource) -> None:
    desk = Desk(census)
    finished(desk.ask(plan(A, B)))
    desk.forget(plan(A))
    finished(desk.ask(plan(A, B)))
    assert asked(census) == [[A, B], [A]]


def test_looking_at_what_is_kept_asks_nobody(census: CensusSource) -> None:
    desk = Desk(census)
    finished(desk.ask(plan(A)))
    assert list(desk.kept(plan(B, A))) == [A]
    assert desk.kept(plan(A, leads=True)) == {}
    assert asked(census) == [[A]]


def test_what_is_kept_is_there_while_the_rest_is_under_way(slow: SlowEstimateSource) -> None:
    desk = Desk(slow)
    slow.allow()
    finished(desk.ask(plan(A)))
    assert slow.begun.get(timeout=DEADLINE) == A
    ticket = desk.ask(plan(A, B))
    assert list(ticket.answers) == [A]
    assert not ticket.done
    slow.allow()
    assert set(finished(ticket)) == {A, B}


def test_a_count_alone_is_asked_again_when_its_leads_are_wanted(census: CensusSource) -> None:
    desk = Desk(census)
    counted = finished(desk.ask(plan(A)))[A]
    assert isinstance(counted, Receipt)
    assert counted.leads is None
    upgraded = finished(desk.ask(plan(A, leads=True)))[A]
    assert isinstance(upgraded, Receipt)
    assert upgraded.leads is not None
    assert len(upgraded.leads) == 25
    assert len(census.asked) == 2


def test_leads_answer_a_later_question_for_the_count_alone(census: CensusSource) -> None:
    desk = Desk(census)
    upgraded = finished(desk.ask(plan(A, leads=True)))[A]
    assert finished(desk.ask(plan(A)))[A] is upgraded
    assert finished(desk.ask(plan(A, leads=True)))[A] is upgraded
    assert len(census.asked) == 1


def test_a_count_that_arrives_late_does_not_push_the_leads_out() -> None:
    """Two pages ask for the same, one with leads; the one without is answered last."""

    class Two(CensusSource):
        def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
            self.asked.append(plan)
            for question in plan.questions:
                yield self.answer(replace(question, leads=True))
                yield self.answer(replace(question, leads=False))

    source = Two(PEOPLE)
    desk = Desk(source)
    finished(desk.ask(plan(A)))
    kept = finished(desk.ask(plan(A, leads=True)))[A]
    assert isinstance(kept, Receipt)
    assert kept.leads is not None
    assert len(source.asked) == 1


def test_the_oldest_answers_are_dropped_first(census: CensusSource) -> None:
    desk = Desk(census, capacity=2)
    finished(desk.ask(plan(A)))
    finished(desk.ask(plan(B)))
    finished(desk.ask(plan(A)))  # A was used last
    finished(desk.ask(plan(C)))  # drops B
    finished(desk.ask(plan(A, C)))
    assert asked(census) == [[A], [B], [C]]
    finished(desk.ask(plan(B)))
    assert asked(census) == [[A], [B], [C], [B]]


def test_no_more_answers_are_kept_than_there_is_room_for(census: CensusSource) -> None:
    desk = Desk(census, capacity=3)
    many = [LeadFilters(job_titles=(str(number),)) for number in range(10)]
    assert len(finished(desk.ask(plan(*many)))) == 10
    finished(desk.ask(plan(*many)))
    assert len(asked(census)[1]) == 7


# Failures


def test_a_question_that_fails_costs_its_own_cell_and_is_asked_again() -> None:
    error = SourceUnavailableError("Out of reach.")
    census = CensusSource(PEOPLE, failing={B: error})
    desk = Desk(census)
    answers = finished(desk.ask(plan(A, B, C)))
    assert answers[B] == Failure(B, error)
    assert (count(answers[A]), count(answers[C])) == (30, 30)
    census.failing = {}
    assert count(finished(desk.ask(plan(A, B, C)))[B]) == 30
    assert asked(census) == [[A, B, C], [B]]


def test_a_question_that_cannot_be_asked_fails_as_such() -> None:
    everybody = LeadFilters()
    answers = finished(Desk(SlowEstimateSource(PEOPLE, open_wide=True)).ask(plan(everybody, A)))
    failure = answers[everybody]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, CannotBeAskedError)
    assert count(answers[A]) == 30


def test_an_error_of_the_source_costs_only_what_was_not_answered_yet() -> None:
    error = PeopleDatabaseDamagedError("The index is damaged.")
    desk = Desk(CensusSource(PEOPLE, raising={B: error}))
    answers = finished(desk.ask(plan(A, B, C)))
    assert count(answers[A]) == 30
    assert answers[B] == Failure(B, error)
    assert answers[C] == Failure(C, error)


def test_an_error_spares_what_was_kept_from_before() -> None:
    census = CensusSource(PEOPLE)
    desk = Desk(census)
    finished(desk.ask(plan(C)))
    census.raising = {A: SourceUnavailableError("Out of reach.")}
    answers = finished(desk.ask(plan(A, C)))
    assert isinstance(answers[A], Failure)
    assert count(answers[C]) == 30


@pytest.mark.parametrize("defect", [ZeroDivisionError("secret"), MemoryError(), StopIteration()])
def test_a_defect_of_ours_is_a_failure_and_nobody_waits_for_ever(
    defect: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(CensusSource(PEOPLE, raising={B: defect}))
    with caplog.at_level(logging.ERROR):
        answers = finished(desk.ask(plan(A, B, C)))
    assert count(answers[A]) == 30
    for filters in (B, C):
        failure = answers[filters]
        assert isinstance(failure, Failure)
        assert isinstance(failure.error, SourceUnavailableError)
        assert "secret" not in str(failure.error)
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize("exit_", [KeyboardInterrupt(), SystemExit(1)])
def test_not_even_an_exit_in_a_thread_leaves_a_page_waiting(exit_: BaseException) -> None:
    ticket = Desk(CensusSource(PEOPLE, raising={B: exit_})).ask(plan(A, B))
    assert count(finished(ticket)[A]) == 30


def test_a_source_that_forgets_a_question_is_found_out() -> None:
    class Forgetful(CensusSource):
        def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
            yield self.answer(plan.questions[0])

    answers = finished(Desk(Forgetful(PEOPLE)).ask(plan(A, B)))
    assert count(answers[A]) == 30
    failure = answers[B]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, SourceUnavailableError)


def test_a_desk_goes_on_after_a_defect() -> None:
    census = CensusSource(PEOPLE, raising={A: ZeroDivisionError()})
    desk = Desk(census, workers=1)
    for _ in range(3):
        assert isinstance(finished(desk.ask(plan(A)))[A], Failure)
    census.raising = {}
    assert count(finished(desk.ask(plan(A)))[A]) == 30


# Withdrawing


def test_a_withdrawn_ticket_stops_its_source(slow: SlowEstimateSource) -> None:
    ticket = Desk(slow).ask(plan(A, B, C))
    assert slow.begun.get(timeout=DEADLINE) == A
    slow.allow()
    assert slow.begun.get(timeout=DEADLINE) == B
    ticket.cancel()
    slow.allow(10)
    assert slow.ended.get(timeout=DEADLINE) == "withdrawn"
    assert list(finished(ticket)) == [A]  # what had arrived stays
    assert slow.begun.empty()  # C was never begun


def test_what_was_counted_before_a_ticket_was_withdrawn_is_kept(
    slow: SlowEstimateSource,
) -> None:
    desk = Desk(slow)
    ticket = desk.ask(plan(A, B))
    assert slow.begun.get(timeout=DEADLINE) == A
    slow.allow()
    assert slow.begun.get(timeout=DEADLINE) == B
    ticket.cancel()
    slow.allow()
    finished(ticket)
    assert desk.ask(plan(A)).done


def test_a_ticket_withdrawn_before_its_turn_never_reaches_the_source(
    slow: SlowEstimateSource,
) -> None:
    desk = Desk(slow, workers=1)
    first = desk.ask(plan(A))
    assert slow.begun.get(timeout=DEADLINE) == A
    second = desk.ask(plan(B))
    second.cancel()
    slow.allow()
    finished(first)
    assert finished(second) == {}
    assert slow.begun.empty()


def test_a_ticket_that_nobody_looks_at_any_more_is_withdrawn(slow: SlowEstimateSource) -> None:
    """A tab was closed: its counts stop costing."""
    clock = Clock()
    ticket = Desk(slow, clock=clock).ask(plan(A, B, C))
    assert slow.begun.get(timeout=DEADLINE) == A
    clock.seconds += PATIENCE + 1
    assert ticket.cancelled
    slow.allow(10)
    assert slow.ended.get(timeout=DEADLINE) == "withdrawn"
    assert slow.begun.empty()


@pytest.mark.parametrize("look", [lambda ticket: ticket.answers, lambda ticket: ticket.wait(0)])
def test_looking_at_a_ticket_keeps_it(slow: SlowEstimateSource, look: object) -> None:
    assert callable(look)
    clock = Clock()
    ticket = Desk(slow, clock=clock).ask(plan(A))
    for _ in range(5):
        clock.seconds += PATIENCE - 1
        look(ticket)
        assert not ticket.cancelled
        ticket.check()
    clock.seconds += PATIENCE + 1
    with pytest.raises(CancelledError):
        ticket.check()
    slow.allow()


def test_withdrawing_one_ticket_leaves_the_others(slow: SlowEstimateSource) -> None:
    desk = Desk(slow)
    one = desk.ask(plan(A))
    assert slow.begun.get(timeout=DEADLINE) == A
    other = desk.ask(plan(B))
    assert slow.begun.get(timeout=DEADLINE) == B
    one.cancel()
    slow.allow(2)
    assert finished(one) == {}
    assert count(finished(other)[B]) == 30


# Closing


def test_a_closed_desk_lets_what_is_under_way_end_and_fails_what_waits(
    slow: SlowEstimateSource,
) -> None:
    """After a swap of the database; a page that still holds a ticket must not wait for ever."""
    desk = Desk(slow, workers=1)
    running = desk.ask(plan(A))
    assert slow.begun.get(timeout=DEADLINE) == A
    waiting = desk.ask(plan(B))
    desk.close()
    failure = finished(waiting)[B]
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, SourceUnavailableError)
    slow.allow()
    assert count(finished(running)[A]) == 30


def test_a_closed_desk_answers_what_it_kept_and_fails_the_rest(census: CensusSource) -> None:
    desk = Desk(census)
    finished(desk.ask(plan(A)))
    desk.close()
    answers = finished(desk.ask(plan(A, B)))
    assert count(answers[A]) == 30
    assert isinstance(answers[B], Failure)


# Many at once


def test_a_slow_plan_does_not_hold_up_another_page(slow: SlowEstimateSource) -> None:
    """Two workers: B is answered although A is still under way."""

    class Mixed:
        def __init__(self) -> None:
            self.census = CensusSource(PEOPLE)

        @property
        def info(self) -> SourceInfo:
            return self.census.info

        def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
            hard = plan.questions[0].filters == A
            return slow.run(plan, cancel) if hard else self.census.run(plan, cancel)

    desk = Desk(Mixed(), workers=2)
    held = desk.ask(plan(A))
    assert slow.begun.get(timeout=DEADLINE) == A
    assert count(finished(desk.ask(plan(B)))[B]) == 30
    assert not held.done
    slow.allow()
    finished(held)


def test_many_pages_at_once_all_get_their_own_answers() -> None:
    """Eight threads, a cache too small for them, and a source that sometimes fails."""
    questions = [LeadFilters(job_titles=(f"w{number}",)) for number in range(24)]
    people = [Person(title=f"w{number}") for number in range(24) for _ in range(number)]
    failing = {questions[5]: SourceUnavailableError("Out of reach.")}
    desk = Desk(CensusSource(people, failing=failing), capacity=7)
    start = threading.Barrier(8, timeout=DEADLINE)
    wrong: list[object] = []

    def page(number: int) -> None:
        start.wait()
        for turn in range(12):
            first = (number * 5 + turn * 7) % 24
            chosen = [questions[(first + step) % 24] for step in range(6)]
            ticket = desk.ask(plan(*chosen, leads=turn % 2 == 0))
            if not ticket.wait(DEADLINE):
                wrong.append("hangs")
            answers = ticket.answers
            for filters in chosen:
                answer = answers.get(filters)
                if filters in failing:
                    right = isinstance(answer, Failure)
                else:
                    expected = questions.index(filters)
                    right = isinstance(answer, Receipt) and answer.count == expected
                if not right:
                    wrong.append((filters, answer))

    pages = [threading.Thread(target=page, args=(number,)) for number in range(8)]
    for thread in pages:
        thread.start()
    for thread in pages:
        thread.join(DEADLINE)
    assert wrong == []
    assert not any(thread.is_alive() for thread in pages)
