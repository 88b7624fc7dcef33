"""Every kind of number is told by words and signs, in prose, in tables and in the legend."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.dashboard.figures import LEGEND, rough_percent, rounded, shown, shown_share
from leadpreview.filters import LeadFilters
from leadpreview.preview import Receipt
from leadpreview.sizing import Figure, Kind, cannot, combined, figure_of, modelled
from tests.fakes import MEASURED_AT

SALES = LeadFilters(keyword="sales")


def counted(count: int, *, exact: bool = True, old: bool = False) -> Figure:
    """A count as a source says it."""
    receipt = Receipt(SALES, count, "test", MEASURED_AT, exact, 0.1)
    return figure_of(receipt, old_before=MEASURED_AT + timedelta(1) if old else None)


def less(whole: Figure, part: Figure) -> Figure:
    """A difference."""
    return combined([(1, whole), (-1, part)], "a difference")


EVERY = {
    Kind.EXACT: counted(12_438),
    Kind.ESTIMATED: counted(12_438, exact=False),
    Kind.WORKED_OUT: less(counted(20_000), counted(7_562)),
    Kind.ABOUT: less(counted(20_000, exact=False), counted(7_562, exact=False)),
    Kind.BETWEEN: Figure(Kind.BETWEEN, low=3_100, high=12_438, exact=True),
    Kind.MODELLED: modelled(12_438, "a model"),
    Kind.OLD: counted(12_438, exact=False, old=True),
    Kind.FAILED: Figure(Kind.FAILED),
    Kind.CANNOT_BE_ASKED: cannot("No such question."),
    Kind.WAITING: Figure(Kind.WAITING),
}


def test_every_kind_reads_as_its_line_in_the_legend() -> None:
    assert set(EVERY) == set(LEGEND) == set(Kind)
    for kind, figure in EVERY.items():
        assert LEGEND[kind][0].split(" or ")[0] == shown(figure)


def test_no_two_kinds_of_one_number_read_alike() -> None:
    for one, other in combinations(EVERY.values(), 2):
        assert shown(one) != shown(other)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (less(counted(20_000), counted(7_562)), "+12,438"),
        (less(counted(7_562), counted(20_000)), "\N{MINUS SIGN}12,438"),
        (less(counted(7_562, exact=False), counted(20_000)), "about \N{MINUS SIGN}12,000"),
        (less(counted(5), counted(5)), "0"),
        (Figure(Kind.BETWEEN, low=-5, high=1_234, exact=True), "\N{MINUS SIGN}5 to +1,234"),
        (Figure(Kind.BETWEEN, low=0, high=1_234), "about 0 to +1,200"),
    ],
)
def test_a_difference_has_its_sign(figure: Figure, text: str) -> None:
    assert shown(figure, signed=True) == text


@pytest.mark.parametrize(
    ("count", "two_digits"), [(0, 0), (7, 7), (99, 99), (101, 100), (12_438, 12_000), (996, 1_000)]
)
def test_two_digits_mean_something(count: int, two_digits: int) -> None:
    assert rounded(count) == two_digits
    assert rounded(-count) == -two_digits


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0124, "1.2 %"),
        (0.958, "96 %"),
        (1.0, "100 %"),
        (2.5, "250 %"),
        (0.00126, "0.13 %"),
        (0.000001, "< 0.01 %"),
        (0.0, "0 %"),
    ],
)
def test_a_rough_share_has_two_digits(share: float, text: str) -> None:
    assert rough_percent(share) == text


def test_a_share_is_worth_what_its_counts_are() -> None:
    assert shown_share(counted(124), counted(10_000)) == "1.24 %"
    assert shown_share(counted(124, exact=False), counted(10_000)) == "about 1.2 %"
    assert shown_share(modelled(124, "a model"), counted(10_000)) == "modelled 1.2 %"
    assert shown_share(Figure(Kind.FAILED), counted(10_000)) == ""
    assert shown_share(counted(0), counted(0)) == ""


def _columns(*names: str) -> AppTest:
    """A page with one table, whose columns hold the figures of these kinds."""

    def page(names: tuple[str, ...]) -> None:
        from leadpreview.dashboard import figures  # the page is its own script
        from tests.unit.test_figures_shown import COLUMNS  # as above

        columns = {name: COLUMNS[name] for name in names}
        rows = [
            {name: cells[place] for name, cells in columns.items()}
            for place in range(len(next(iter(columns.values()))))
        ]
        figures.table(rows, key="t", alt="A table", signed=("About",))

    app = AppTest.from_function(page, kwargs={"names": names}).run()
    assert not app.exception
    return app


COLUMNS = {
    "Facts": (EVERY[Kind.EXACT], EVERY[Kind.WORKED_OUT]),
    "Estimates": (EVERY[Kind.ESTIMATED], counted(5, exact=False)),
    "About": (EVERY[Kind.ABOUT], EVERY[Kind.ABOUT]),
    "Mixed": (EVERY[Kind.ESTIMATED], EVERY[Kind.OLD]),
    "Gaps": (EVERY[Kind.EXACT], EVERY[Kind.FAILED]),
}


def test_a_column_of_one_kind_sorts_as_numbers_and_no_more_digits_than_mean_something() -> None:
    value = _columns("Facts", "Estimates", "About").dataframe[0].value
    assert value["Facts"].tolist() == [12_438, 12_438]
    assert value["Estimates"].tolist() == [12_438, 5]
    assert value["About"].tolist() == [12_000, 12_000]


def test_the_head_of_a_column_says_what_its_bare_numbers_are_worth() -> None:
    """A screen reader reads the bare number of a cell, never how it is written."""
    columns = _columns("Facts", "Estimates", "About").dataframe[0].proto.columns
    assert '"label": "\\u2248 Estimates"' in columns
    assert '"label": "About (about)"' in columns
    assert '"label": "Facts"' in columns


def test_a_column_of_several_kinds_or_with_gaps_says_the_kind_in_every_cell() -> None:
    value = _columns("Mixed", "Gaps").dataframe[0].value
    assert value["Mixed"].tolist() == ["\N{ALMOST EQUAL TO} 12,438", shown(EVERY[Kind.OLD])]
    assert value["Gaps"].tolist() == ["12,438", "not measured"]
