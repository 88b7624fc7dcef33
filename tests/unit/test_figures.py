"""What kind of number a figure is, and what kind comes of several."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadpreview.errors import CannotBeAskedError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import Figure, Kind, cannot, combined, figure_of, modelled, share_of
from tests.fakes import MEASURED_AT

ASKED = LeadFilters(functions=["25"])


def receipt(count: int, *, exact: bool, function: str = "25") -> Receipt:
    filters = LeadFilters(functions=[function])
    return Receipt(filters, count, "source", MEASURED_AT, exact, 0.0)


def exact(count: int, function: str = "25") -> Figure:
    return figure_of(receipt(count, exact=True, function=function))


def estimated(count: int, function: str = "25") -> Figure:
    return figure_of(receipt(count, exact=False, function=function))


FAILED = figure_of(Failure(ASKED, SourceUnavailableError("Away.")))
WAITING = figure_of(None, ASKED)


def between(low: int, high: int, *, known_exactly: bool) -> Figure:
    return WAITING.within(low, high, [receipt(high, exact=known_exactly)])


def test_an_answer_is_exact_or_estimated_as_its_source_says() -> None:
    assert (exact(5).kind, exact(5).count, exact(5).exact) == (Kind.EXACT, 5, True)
    assert (estimated(5).kind, estimated(5).count, estimated(5).exact) == (Kind.ESTIMATED, 5, False)
    assert exact(5).measured
    assert estimated(5).measured


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (None, Kind.WAITING),
        (Failure(ASKED, SourceUnavailableError("Away.")), Kind.FAILED),
        (Failure(ASKED, CannotBeAskedError("No.")), Kind.CANNOT_BE_ASKED),
    ],
)
def test_what_is_not_there_has_no_number(cell: Failure | None, kind: Kind) -> None:
    figure = figure_of(cell, ASKED)
    assert (figure.kind, figure.count, figure.known, figure.measured) == (kind, None, False, False)


def test_an_estimate_grows_old() -> None:
    old = figure_of(receipt(5, exact=False), old_before=MEASURED_AT + timedelta(seconds=1))
    assert (old.kind, old.count) == (Kind.OLD, 5)
    fresh = figure_of(receipt(5, exact=False), old_before=MEASURED_AT)
    assert fresh.kind is Kind.ESTIMATED


def test_facts_make_a_fact_and_one_estimate_makes_it_about() -> None:
    fact = combined([(1, exact(50)), (-1, exact(20, "1"))], "more less fewer")
    assert (fact.kind, fact.count, fact.low, fact.high, fact.exact) == (
        Kind.WORKED_OUT,
        30,
        30,
        30,
        True,
    )
    assert [each.count for each in fact.receipts] == [50, 20]
    about = combined([(1, exact(50)), (-1, estimated(20, "1"))], "more less fewer")
    assert (about.kind, about.count, about.exact) == (Kind.ABOUT, 30, False)
    assert about.low is None


def test_what_is_modelled_stays_modelled_whatever_is_added() -> None:
    found = combined([(1, modelled(10, "a model")), (1, exact(5))], "both")
    assert (found.kind, found.count, found.exact) == (Kind.MODELLED, 15, False)


def test_a_missing_term_is_never_taken_for_zero() -> None:
    assert combined([(1, exact(50)), (-1, FAILED)], "difference").kind is Kind.FAILED
    assert combined([(1, exact(50)), (-1, FAILED)], "difference").error is FAILED.error
    assert combined([(1, exact(50)), (-1, WAITING)], "difference").kind is Kind.WAITING
    refused = cannot("No.")
    assert combined([(1, exact(50)), (-1, refused)], "difference").kind is Kind.CANNOT_BE_ASKED


def test_bounds_of_a_term_bound_the_sum_from_the_right_side() -> None:
    found = combined([(1, exact(50)), (-1, between(5, 20, known_exactly=True))], "difference")
    assert (found.kind, found.low, found.high, found.exact) == (Kind.BETWEEN, 30, 45, True)
    about = combined([(1, estimated(50)), (-1, between(5, 20, known_exactly=True))], "difference")
    assert (about.kind, about.low, about.high, about.exact) == (Kind.BETWEEN, 30, 45, False)


def test_estimates_that_contradict_each_other_are_not_smoothed() -> None:
    found = combined([(1, estimated(20)), (-1, estimated(50, "1"))], "difference")
    assert found.count == -30
    assert found.contradicts


def test_only_a_waiting_figure_takes_bounds() -> None:
    assert exact(5).within(1, 9, [receipt(9, exact=True)]) == exact(5)
    assert FAILED.within(1, 9, [receipt(9, exact=True)]) == FAILED
    assert WAITING.within(0, None, []) == WAITING
    assert between(1, 9, known_exactly=False).kind is Kind.BETWEEN
    assert not between(1, 9, known_exactly=False).exact


def test_a_share_needs_both_numbers_and_somebody_to_share() -> None:
    assert share_of(exact(5), exact(20, "1")) == 0.25
    assert share_of(exact(5), exact(0, "1")) is None
    assert share_of(FAILED, exact(20)) is None
    assert share_of(exact(5), WAITING) is None
