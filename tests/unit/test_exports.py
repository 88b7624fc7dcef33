"""What is taken out of the page can be believed, read by a spreadsheet and opened again."""

from __future__ import annotations

import csv
import io
import json
import shlex
from dataclasses import replace
from typing import Any

import pytest

from leadpreview.addresses import PUBLISHED
from leadpreview.errors import SourceUnavailableError
from leadpreview.exports import SIZING_COLUMNS, as_curl, leads_csv, sizing_csv
from leadpreview.filters import LeadFilters
from leadpreview.imports import open_text
from leadpreview.links import decode_link, encode
from leadpreview.preview import (
    Answer,
    Cancellation,
    Failure,
    Lead,
    Plan,
    Question,
    Receipt,
)
from leadpreview.sizing import (
    Known,
    Sizing,
    fold_missing,
    fold_sizing,
    fold_values,
    funnel_plan,
    missing_plan,
    values_plan,
)
from tests.fakes import MEASURED_AT, CensusSource, Person, SlowEstimateSource

PEOPLE = [
    *[Person("Ada", "VP of Sales", seniority="300", company_size="51-200")] * 3,
    *[Person("Bob", "Sales Intern", seniority="100", company_size="51-200")] * 5,
    *[Person("Eve", "CEO", seniority="310", company_size="1-10")] * 2,
]
FILTERS = LeadFilters.from_request(
    {"job_titles": ["Sales", "CEO"], "company_size": ["51-200"], "seniority_levels": ["300"]}
)

DERIVED = ("share", "gain", "value gain")
"""Rows whose number is worked out of others."""


def read(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def answered(source: CensusSource | SlowEstimateSource, *plans: Any) -> dict[LeadFilters, Answer]:
    """Every answer of a source to some plans."""
    return {answer.filters: answer for plan in plans for answer in source.run(plan, Cancellation())}


def sized(
    source: CensusSource | SlowEstimateSource, filters: LeadFilters = FILTERS, opened: str = ""
) -> bytes:
    """The sizing CSV of an audience that a source has sized."""
    everybody = source.info.counts_everybody
    plans = [funnel_plan(filters, filters.active, everybody=everybody)]
    if opened:
        plans.append(values_plan(filters, opened, everybody=everybody))
    answers = answered(source, *plans)
    sizing = fold_sizing(filters, filters.active, answers, everybody=everybody)
    values = fold_values(filters, opened, answers, everybody=everybody) if opened else ()
    return sizing_csv(sizing, {opened: values})


def receipt(filters: LeadFilters, count: int, *leads: Lead) -> Receipt:
    """A receipt with leads."""
    return Receipt(filters, count, "synthetic sample", MEASURED_AT, True, 0.5, leads)


# Leads


def test_the_leads_file_has_the_six_fields_of_the_api_first() -> None:
    """Contract 2.3, in its order."""
    lead = Lead(
        full_name="Ada Example",
        headline="VP of Sales at Acme",
        current_company="Acme",
        current_title="VP of Sales",
        linkedin_id="900000000001",
        profile_url="https://people.example/900000000001",
    )
    (row,) = read(leads_csv(receipt(FILTERS, 12_438, lead), "https://example.org/"))
    link = row.pop("link")
    assert list(row.items()) == [
        ("full_name", "Ada Example"),
        ("headline", "VP of Sales at Acme"),
        ("current_company", "Acme"),
        ("current_title", "VP of Sales"),
        ("linkedin_id", "900000000001"),
        ("profile_url", "https://people.example/900000000001"),
        ("total_count", "12438"),
        ("source", "synthetic sample"),
        ("measured_at", "2026-01-02T03:04:05+00:00"),
    ]
    assert link.startswith("https://example.org/?")
    assert decode_link(link) == (FILTERS, ())


def test_missing_parts_of_a_lead_are_empty_cells() -> None:
    (row,) = read(leads_csv(receipt(FILTERS, 1, Lead(full_name="Ada")), ""))
    assert [row[name] for name in Lead.model_fields] == ["Ada", "", "", "", "", ""]


@pytest.mark.parametrize("name", Lead.model_fields)
def test_no_part_of_a_lead_is_run_by_a_spreadsheet(name: str) -> None:
    lead = Lead.model_validate({name: "=cmd|'/C calc'!A0"})
    (row,) = read(leads_csv(receipt(FILTERS, 1, lead), ""))
    assert row[name] == "'=cmd|'/C calc'!A0"


def test_a_receipt_without_leads_gives_a_file_with_a_head_only() -> None:
    for nobody in (receipt(FILTERS, 0), replace(receipt(FILTERS, 5), leads=None)):
        assert read(leads_csv(nobody, "")) == []
        assert leads_csv(nobody, "").count(b"\r\n") == 1


# Sizing


def test_the_sizing_file_has_every_count_with_its_receipt() -> None:
    rows = read(sized(CensusSource(PEOPLE), opened="job_titles"))
    assert tuple(rows[0]) == SIZING_COLUMNS
    counts = {
        (row["measure"], row["field"], row["value"]): (row["count"], row["compared_with_total"])
        for row in rows
    }
    assert counts == {
        ("total", "", ""): ("3", ""),
        ("everybody", "", ""): ("10", ""),
        ("share", "", ""): ("", ""),
        ("alone", "job_titles", ""): ("10", ""),
        ("remaining in order", "job_titles", ""): ("10", ""),
        ("without", "job_titles", ""): ("3", "0"),
        ("gain", "job_titles", ""): ("0", ""),
        ("value alone", "job_titles", "Sales"): ("8", ""),
        ("without value", "job_titles", "Sales"): ("0", "-3"),
        ("value gain", "job_titles", "Sales"): ("-3", ""),
        ("value alone", "job_titles", "CEO"): ("2", ""),
        ("without value", "job_titles", "CEO"): ("3", "0"),
        ("value gain", "job_titles", "CEO"): ("0", ""),
        ("alone", "seniority_levels", ""): ("3", ""),
        ("remaining in order", "seniority_levels", ""): ("3", ""),
        ("without", "seniority_levels", ""): ("8", "5"),
        ("gain", "seniority_levels", ""): ("5", ""),
        ("alone", "company_size", ""): ("8", ""),
        ("remaining in order", "company_size", ""): ("3", ""),
        ("without", "company_size", ""): ("3", "0"),
        ("gain", "company_size", ""): ("0", ""),
    }
    for row in rows:
        derived = row["measure"] in DERIVED
        assert row["kind"] == ("worked out" if derived else "exact")
        assert row["source"] == "census of the test"
        assert row["measured_at"] == "2026-01-02T03:04:05+00:00"
        assert row["seconds"] == ("" if derived else "0.25")
        assert bool(row["worked_out_from"]) == bool(row["how"]) == derived


def test_each_row_says_which_filters_it_counted() -> None:
    source = CensusSource(PEOPLE)
    for row in read(sized(source, opened="job_titles")):
        if row["measure"] in DERIVED:
            assert row["filters"] == ""
            continue
        filters = LeadFilters.model_validate_json(row["filters"])
        answer = source.answer(Question(filters))
        assert isinstance(answer, Receipt)
        assert row["count"] == str(answer.count)


@pytest.mark.parametrize(
    "filters",
    [
        FILTERS,
        LeadFilters(),
        LeadFilters(live=False),
        LeadFilters(job_titles=("VP, Sales", '"a" ;\t', "=1+1", "営業\n部長", "nul\0")),
        LeadFilters(keyword="=1+1", live=False),
    ],
    ids=str,
)
def test_the_sizing_file_opens_again_as_the_same_audience(filters: LeadFilters) -> None:
    opened = open_text(sized(CensusSource(PEOPLE), filters).decode())
    assert (opened.filters, opened.problems) == (filters, ())


def test_a_sizing_file_of_counts_that_have_not_arrived_opens_again_too() -> None:
    waiting = fold_sizing(FILTERS, FILTERS.active, {}, everybody=True)
    data = sizing_csv(waiting, {})
    assert open_text(data.decode()).filters == FILTERS
    for row in read(data):
        assert (row["count"], row["kind"]) == ("", "waiting")
        assert row["compared_with_total"] == ""


def test_a_failure_is_never_a_zero() -> None:
    error = SourceUnavailableError("Out of reach.")
    failed = {FILTERS: error, FILTERS.without("company_size"): error}
    for row in read(sized(CensusSource(PEOPLE, failing=failed))):
        if row["measure"] in DERIVED:
            assert (row["count"], row["kind"]) == ("", "failed")
            continue
        filters = LeadFilters.model_validate_json(row["filters"])
        if filters in failed:
            assert (row["count"], row["kind"], row["note"]) == ("", "failed", str(error))
            assert row["source"] == row["measured_at"] == row["seconds"] == ""
        else:
            assert row["kind"] == "exact"
        assert row["compared_with_total"] == ""  # the total is not known


def test_a_source_that_cannot_count_everybody_says_so_in_the_file() -> None:
    rows = read(sized(SlowEstimateSource(PEOPLE, open_wide=True)))
    (everybody,) = [row for row in rows if row["measure"] == "everybody"]
    assert (everybody["count"], everybody["kind"]) == ("", "cannot be asked")
    assert "cannot count everybody" in everybody["note"]
    gains = [row for row in rows if row["measure"] == "gain"]
    assert {row["kind"] for row in gains} == {"about"}
    others = [row for row in rows if row is not everybody and row not in gains]
    assert {row["kind"] for row in others} == {"estimated"}


def test_values_have_their_names_in_the_file() -> None:
    filters = LeadFilters(company_size=("51-200",), seniority_levels=("300", "310"))
    rows = read(sized(CensusSource(PEOPLE), filters, opened="seniority_levels"))
    named = {row["value"]: row["name"] for row in rows if row["measure"] == "value alone"}
    assert named == {"300": "Vice President", "310": "CXO"}


def test_an_empty_sizing_is_two_rows() -> None:
    sizing = Sizing(LeadFilters(), None, None, ())
    assert [row["measure"] for row in read(sizing_csv(sizing, {}))] == ["total", "everybody"]


def test_a_failed_value_is_empty_in_the_file() -> None:
    error = Failure(FILTERS, SourceUnavailableError("Out of reach."))
    answers: dict[LeadFilters, Answer] = {FILTERS: error}
    values = fold_values(FILTERS, "job_titles", answers, everybody=True)
    sizing = fold_sizing(FILTERS, FILTERS.active, answers, everybody=True)
    rows = read(sizing_csv(sizing, {"job_titles": values}))
    assert {row["count"] for row in rows} == {""}


def test_marks_are_in_the_file_by_place_and_without_the_person() -> None:
    sizing, _ = counted(CensusSource(PEOPLE), LeadFilters(company_size=("51-200",)))
    rows = read(sizing_csv(sizing, {}, marks={4: False, 0: True, 2: True}))
    noise = {row["name"]: row for row in rows if row["measure"] == "noise check"}
    assert list(noise) == ["marked", "fits", "share", "low", "high", "adjusted total"]
    assert (noise["marked"]["count"], noise["fits"]["count"]) == ("3", "2")
    low, share, high = (float(noise[name]["share"]) for name in ("low", "share", "high"))
    assert (low, share, high) == pytest.approx((0.2077, 0.6667, 0.9385), abs=1e-4)
    adjusted = noise["adjusted total"]
    assert (adjusted["kind"], adjusted["count"]) == ("modelled", "5")
    assert (adjusted["low"], adjusted["high"]) == ("2", "7")
    marks = [(row["value"], row["name"]) for row in rows if row["measure"] == "noise mark"]
    assert marks == [("1", "fits"), ("3", "fits"), ("5", "does not fit")]
    assert not {"Ada", "Bob", "VP of Sales"} & {cell for row in rows for cell in row.values()}
    assert all(row["kind"] for row in rows)


def test_what_missing_data_costs_and_the_band_are_in_the_file() -> None:
    filters = LeadFilters(seniority_levels=("300",), keyword="sales")
    source = CensusSource([*PEOPLE, Person("Joe", "Sales")])
    sizing, answers = counted(source, filters, missing_plan(filters, everybody=True))
    missing = fold_missing(filters, answers, Known(answers.values()), everybody=True)
    rows = read(sizing_csv(sizing, {}, band="Small", missing=missing))
    lost = {
        (row["field"], row["measure"]): (row["count"], row["kind"])
        for row in rows
        if row["measure"].startswith(("lost", "with every"))
    }
    assert lost == {
        ("seniority_levels", "with every value"): ("8", "exact"),
        ("seniority_levels", "lost, field empty"): ("1", "worked out"),
        ("seniority_levels", "lost, another value"): ("5", "worked out"),
        ("keyword", "with every value"): ("", "cannot be asked"),
        ("keyword", "lost, field empty"): ("", "cannot be asked"),
        ("keyword", "lost, another value"): ("", "cannot be asked"),
    }
    (band,) = [row for row in rows if row["measure"] == "size band"]
    assert (band["name"], band["kind"]) == ("Small", "exact")


def test_the_columns_of_an_earlier_file_are_where_they_were() -> None:
    assert SIZING_COLUMNS[:12] == (
        *("measure", "field", "value", "name", "count", "compared_with_total"),
        *("kind", "source", "measured_at", "seconds", "note", "filters"),
    )


def counted(
    source: CensusSource, filters: LeadFilters, *plans: Plan
) -> tuple[Sizing, dict[LeadFilters, Answer]]:
    """A sizing, and every answer to its plan and to others."""
    answers = answered(source, funnel_plan(filters, filters.active, everybody=True), *plans)
    return fold_sizing(filters, filters.active, answers, everybody=True), answers


# curl


@pytest.mark.parametrize(
    "filters",
    [FILTERS, LeadFilters(live=False), LeadFilters(keyword='it\'s $HOME `x` \\ "q" \n !1 营业')],
    ids=str,
)
def test_the_curl_command_sends_the_request_whatever_is_in_it(filters: LeadFilters) -> None:
    words = shlex.split(as_curl(filters).replace("\\\n", ""))
    address = f"{PUBLISHED[0].url}/leads/advanced_search/preview"
    assert words[:4] == ["curl", "-X", "POST", address]
    assert json.loads(words[words.index("-d") + 1]) == filters.to_request()
    assert "Content-Type: application/json" in words


def test_the_curl_command_holds_no_key() -> None:
    """Contract section 1: the header; the key itself comes from the environment."""
    assert '"X-API-KEY: $LEADPREVIEW_API_KEY"' in as_curl(FILTERS)


def test_the_links_of_both_files_are_the_share_link() -> None:
    (row,) = read(leads_csv(receipt(FILTERS, 1, Lead()), "http://h/"))
    assert row["link"] == f"http://h/?{encode(FILTERS)}"
