"""Audiences against the first: what may be compared is, and nothing looks better than it is."""

from __future__ import annotations

from dataclasses import replace

from leadpreview import catalog
from leadpreview.errors import CannotBeAskedError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import (
    EVERYBODY,
    Dimension,
    Kind,
    compare,
    figure_of,
    parts_compared,
    parts_plan,
    totals_plan,
    values_compared,
)
from tests.fakes import MEASURED_AT

SALES = LeadFilters(functions=["25"])
SENIORITY = Dimension("seniority_levels")
DIRECTORS = LeadFilters(functions=["25"], seniority_levels=["220"])


def counted(filters: LeadFilters, count: int, *, exact: bool = True) -> Receipt:
    return Receipt(filters, count, "census", MEASURED_AT, exact, 0.1)


def test_exact_totals_differ_by_what_is_worked_out() -> None:
    totals = [figure_of(counted(SALES, 200)), figure_of(counted(DIRECTORS, 50))]
    first, second = compare([SALES, DIRECTORS], totals, figure_of(counted(EVERYBODY, 1_000)))
    assert (first.difference.count, first.ratio, first.share) == (0, 1.0, 0.2)
    assert (second.difference.kind, second.difference.count) == (Kind.WORKED_OUT, -150)
    assert (second.ratio, second.share) == (0.25, 0.05)


def test_the_difference_of_estimates_is_about() -> None:
    totals = [figure_of(counted(f, n, exact=False)) for f, n in ((SALES, 200), (DIRECTORS, 50))]
    assert compare([SALES, DIRECTORS], totals)[1].difference.kind is Kind.ABOUT


def test_a_failure_is_no_zero() -> None:
    failed = figure_of(Failure(DIRECTORS, SourceUnavailableError("Away.")))
    row = compare([SALES, DIRECTORS], [figure_of(counted(SALES, 200)), failed])[1]
    assert row.difference.kind is Kind.FAILED
    assert row.ratio is None


def test_an_empty_reference_gives_no_ratio() -> None:
    totals = [figure_of(counted(SALES, 0)), figure_of(counted(DIRECTORS, 5))]
    assert compare([SALES, DIRECTORS], totals)[1].ratio is None


def test_two_databases_are_not_compared_as_if_they_were_one() -> None:
    off = DIRECTORS.with_("live", False)
    everybody = figure_of(counted(EVERYBODY, 1_000))
    totals = [figure_of(counted(SALES, 200)), figure_of(counted(off, 50))]
    row = compare([SALES, off], totals, everybody)[1]
    assert isinstance(row.difference.error, CannotBeAskedError)
    assert (row.difference.count, row.ratio, row.share) == (None, None, None)
    elsewhere = figure_of(replace(counted(DIRECTORS, 50), source="another"))
    row = compare([SALES, DIRECTORS], [totals[0], elsewhere], everybody)[1]
    assert "different sources" in str(row.difference.error)
    assert (row.ratio, row.share) == (None, None)


def test_each_audience_is_asked_once_and_everybody_only_where_that_can_be_asked() -> None:
    asked = totals_plan([SALES, DIRECTORS, SALES], everybody=True)
    assert [q.filters for q in asked.questions] == [SALES, DIRECTORS, EVERYBODY]
    asked = totals_plan([SALES, EVERYBODY], everybody=False)
    assert [(q.filters, q.leads) for q in asked.questions] == [(SALES, False)]


def test_parts_stay_within_the_filter_of_each_audience() -> None:
    assert values_compared([DIRECTORS], SENIORITY) == ("220",)
    assert len(values_compared([DIRECTORS, SALES], SENIORITY)) == 10
    parts = parts_compared([SALES, DIRECTORS], SENIORITY)
    assert (1, "300") not in parts
    assert parts[0, "220"] == parts[1, "220"] == DIRECTORS


def test_places_are_those_inside_of_what_each_audience_chose() -> None:
    """The DACH countries of one, and of another Germany alone."""
    dach = SALES.with_("included_locations", ["91000006"])
    germany = SALES.with_("included_locations", ["101282230"])
    countries = Dimension("included_locations")
    values = values_compared([germany, dach], countries)
    assert {catalog.locations.label(value) for value in values} >= {"Germany", "Austria"}
    parts = parts_compared([germany, dach], countries)
    assert {value for place, value in parts if place == 0} == {"101282230"}
    assert {value for place, value in parts if place == 1} == set(values)


def test_what_a_total_answers_already_is_not_asked_as_a_part() -> None:
    asked = [q.filters for q in parts_plan([SALES, DIRECTORS], SENIORITY).questions]
    assert len(asked) == 9
    assert DIRECTORS not in asked


def test_a_company_type_by_its_label_lets_through_what_its_letter_does() -> None:
    """A source reads both alike, so that its part is not left out."""
    labelled = LeadFilters(company_type=["public-company"])
    types = Dimension("company_type")
    assert values_compared([labelled], types) == ("C",)
    assert parts_compared([labelled], types) == {(0, "C"): LeadFilters(company_type=["C"])}
