"""What people paste or upload is read, or refused in words; nothing else comes of it."""

from __future__ import annotations

import json

import pytest

from leadpreview.errors import InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.imports import Column, Opened, open_text, read_column
from leadpreview.links import encode
from leadpreview.spreadsheet import to_csv

# Columns


@pytest.mark.parametrize(
    ("pasted", "values", "repeated"),
    [
        ("", (), 0),
        (" \n\t\r\n ", (), 0),
        ("CEO", ("CEO",), 0),
        ("CEO\nCTO", ("CEO", "CTO"), 0),
        ("CEO\r\nCTO\r\n", ("CEO", "CTO"), 0),
        ("CEO\rCTO", ("CEO", "CTO"), 0),
        ("CEO\tCTO\tCFO", ("CEO", "CTO", "CFO"), 0),
        ("CEO\tCTO\nCFO\tCMO", ("CEO", "CTO", "CFO", "CMO"), 0),
        ("CEO, CTO,CFO", ("CEO", "CTO", "CFO"), 0),
        ("CEO; CTO;CFO;", ("CEO", "CTO", "CFO"), 0),
        ("CEO, CTO\n", ("CEO", "CTO"), 0),
        ("VP, Sales\nVP, Marketing", ("VP, Sales", "VP, Marketing"), 0),
        ("VP, Sales\nCRO", ("VP, Sales", "CRO"), 0),
        ("CEO,\nCTO,\nCFO", ("CEO", "CTO", "CFO"), 0),
        ("CEO,,\nCTO, ,\n,\nCFO;", ("CEO", "CTO", "CFO"), 0),
        ("CEO\n\n\n  \nCTO", ("CEO", "CTO"), 0),
        ("  CEO  \n\tCTO", ("CEO", "CTO"), 0),
        ("CEO\nceo\nCeo\nCTO", ("CEO", "CTO"), 2),
        ("STRASSE\nStraße", ("STRASSE",), 1),
        ("CTO\nCEO\nCTO", ("CTO", "CEO"), 1),
        ('"head of sales"\nCEO', ('"head of sales"', "CEO"), 0),
        ("営業部長\nДиректор", ("営業部長", "Директор"), 0),
        ('"VP, Sales","CEO"', ("VP, Sales", "CEO"), 0),
        ('"VP, Sales"; "CEO" ;CTO', ("VP, Sales", "CEO", "CTO"), 0),
        ('Acme, "Smith & Sons, Inc.", "Initech"', ("Acme", "Smith & Sons, Inc.", "Initech"), 0),
        ('"Smith & Sons, Inc."', ("Smith & Sons, Inc.",), 0),
        ('"Smith & Sons, Inc."\nAcme', ("Smith & Sons, Inc.", "Acme"), 0),
        ('"VP, Sales",\n"CEO, EMEA",', ("VP, Sales", "CEO, EMEA"), 0),
        ('"VP, ""EMEA"""', ('VP, "EMEA"',), 0),
        ('"VP, ""EMEA"""\tCEO', ('VP, "EMEA"', "CEO"), 0),
        ('"The ""Head"""\nCEO', ('The "Head"', "CEO"), 0),
        ('"head of sales"', ('"head of sales"',), 0),
        ('"head of sales", "vp sales"', ('"head of sales"', '"vp sales"'), 0),
        ('"VP, Sales"," ","",CEO', ("VP, Sales", "CEO"), 0),
        ('""\nCEO', ("CEO",), 0),
        ('5" pipes, valves', ('5" pipes', "valves"), 0),
        ('"head of, CEO', ('"head of', "CEO"), 0),
        ('"head of sales"\nhead of sales', ('"head of sales"', "head of sales"), 0),
        ("caf\u00e9\ncafe\u0301\nCaf\u00e9", ("caf\u00e9",), 2),
        ("VP Sales\nVP, Sales", ("VP Sales",), 1),
        ("\U0001f680\n\U0001f642\n\U0001f680", ("\U0001f680", "\U0001f642"), 1),
        ("\ufeffCEO\nCTO", ("CEO", "CTO"), 0),
        (
            "CEO\x0bCTO\u2028CFO\x0cCMO\x85COO\u2029CRO",
            ("CEO", "CTO", "CFO", "CMO", "COO", "CRO"),
            0,
        ),
    ],
)
def test_a_pasted_column_becomes_its_values(
    pasted: str, values: tuple[str, ...], repeated: int
) -> None:
    assert read_column(pasted) == Column(values, repeated)


def test_every_pasted_value_is_counted() -> None:
    """What is kept and what is repeated are together what was pasted."""
    pasted = [f"Title {number % 30}" for number in range(80)]
    column = read_column("\n".join(pasted))
    assert len(column.values) + column.repeated == 80
    assert column.values == tuple(f"Title {number}" for number in range(30))


# Requests


def test_a_json_request_is_opened() -> None:
    body = {"job_titles": ["VP of Sales"], "seniority_levels": ["300"], "live": False}
    for text in (json.dumps(body), json.dumps(body, indent=4), f"\ufeff \n{json.dumps(body)}\n"):
        assert open_text(text) == Opened(LeadFilters.from_request(body), (), "request")


def test_keys_that_the_endpoint_passes_over_are_passed_over_in_silence() -> None:
    """Contract 2.1: a request of the vendor's own client opens."""
    text = '{"keyword": "saas", "name": "n", "limit": 10, "streaming": true, "custom": {"a": 1}}'
    assert open_text(text) == Opened(LeadFilters(keyword="saas"), (), "request")


def test_what_is_wrong_in_a_request_is_left_out_and_said() -> None:
    text = '{"keyword": "saas", "functions": ["25", 4, NaN], "live": Infinity, "title": null}'
    opened = open_text(text)
    assert opened.filters == LeadFilters(keyword="saas", functions=("25",))
    assert [(problem.field, problem.value) for problem in opened.problems] == [
        ("functions", "4"),
        ("functions", "nan"),
        ("live", "inf"),
        ("title", None),
    ]


@pytest.mark.parametrize("depth", [50, 900, 960, 980, 990, 1_000, 5_000, 100_000])
def test_a_deeply_nested_request_is_no_way_to_break_the_page(depth: int) -> None:
    text = '{"keyword": "saas", "functions": ' + "[" * depth + "]" * depth + "}"
    try:
        opened = open_text(text)
    except InvalidFiltersError as error:
        assert "JSON" in str(error)
    else:
        assert opened.filters == LeadFilters(keyword="saas")
        assert [problem.field for problem in opened.problems] == ["functions"]


# Links


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/size?keyword=saas&functions=25",
        "http://localhost:8501/?functions=25&keyword=saas",
        "?keyword=saas&functions=25",
        "keyword=saas&functions=25",
        "\ufeff  keyword=saas&functions=25\n",
        "http://[broken/?keyword=saas&functions=25",
    ],
)
def test_a_link_is_opened(text: str) -> None:
    assert open_text(text) == Opened(LeadFilters(keyword="saas", functions=("25",)), (), "link")


def test_a_link_that_talks_of_measures_and_filters_is_a_link() -> None:
    filters = LeadFilters(keyword="measure filters", job_titles=("measure,filters",))
    for link in (encode(filters), f"https://example.org/?{encode(filters)}"):
        assert open_text(link) == Opened(filters, (), "link")


def test_a_link_with_a_wrong_value_only_says_so() -> None:
    opened = open_text("?seniority_levels=999")
    assert opened.filters == LeadFilters()
    assert [problem.value for problem in opened.problems] == ["999"]


# Sizing files


def sizing_file(*filters: str | None) -> str:
    """A sizing CSV whose total row holds `filters`."""
    rows = [{"measure": "alone", "filters": '{"keyword": "other"}'}]
    rows += [{"measure": "total", "filters": text or ""} for text in filters]
    return to_csv(["measure", "field", "filters"], rows).decode()


def test_a_sizing_file_opens_as_the_audience_of_its_total() -> None:
    filters = LeadFilters(job_titles=("VP, Sales", 'the "head"', "a\nb;c"), live=False)
    text = sizing_file(filters.to_json())
    assert open_text(text) == Opened(filters, (), "sizing CSV")


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("\r\n", "\r"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.removeprefix("\ufeff"),
        lambda text: f"\n{text}" if not text.startswith("\ufeff") else text,
    ],
    ids=["line feeds", "carriage returns", "semicolons", "tabs", "no mark", "blank line"],
)
def test_a_sizing_file_that_a_spreadsheet_saved_again_still_opens(saved: object) -> None:
    assert callable(saved)
    text = saved(sizing_file('{"keyword": "saas"}'))
    assert open_text(text) == Opened(LeadFilters(keyword="saas"), (), "sizing CSV")


def test_a_sizing_file_of_a_very_large_audience_opens() -> None:
    """One cell is longer here than Python's csv module reads by itself."""
    filters = LeadFilters(job_titles=tuple(f"Title number {number}" for number in range(10_000)))
    assert len(filters.to_json()) > 131_072
    assert open_text(sizing_file(filters.to_json())).filters == filters


# Refusals


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\ufeff",
        "VP of Sales",
        "VP of Sales\nCEO",
        "E = mc2",
        "=",
        "a=b\nc=d",
        "<html lang=en>",
        "[]",
        '[{"keyword": "saas"}]',
        '["a=b"]',
        "3",
        "null",
        '"text"',
        "NaN",
        "{",
        "{}}",
        '{"keyword": "saas"',
        "{'keyword': 'saas'}",
        '{"functions": [' + "9" * 5_000 + "]}",
        "https://example.org/",
        "https://example.org/?page=2",
        "measure,filters",
        "measure,filters\n",
        "measure,filters\nalone,{}\n",
        "measure,filters\ntotal,\n",
        "measure,filters\ntotal\n",
        "measure,filters\ntotal,[1]\n",
        "measure,filters\ntotal,3\n",
        "measure,filters\ntotal,rubbish\n",
        'measure,filters\ntotal,"{',
        "measure and filters",
        "PK\x03\x04\0\0",
    ],
)
def test_what_is_no_audience_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InvalidFiltersError) as caught:
        open_text(text)
    (problem,) = caught.value.problems
    assert problem.reason.endswith(".")
