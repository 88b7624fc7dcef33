"""Text that a spreadsheet would run is shown instead; numbers stay numbers."""

from __future__ import annotations

import csv
import io

import pytest

from leadpreview.spreadsheet import BOM, neutralise, to_csv


def read(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, as a program reads them."""
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("https://example.org","x")',
        "+49 30 123",
        "-2+3",
        "-",
        "@SUM(A1)",
        "\t=1+1",
        "\tx",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "    +1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "= ",
    ],
)
def test_text_that_would_run_gets_an_apostrophe_in_front(text: str) -> None:
    assert neutralise(text) == f"'{text}"
    assert read(to_csv(["a"], [{"a": text}])) == [{"a": f"'{text}"}]


@pytest.mark.parametrize(
    "text",
    ["", " ", "VP of Sales", "a=b", "C++", "1-10", "'=1", '"=1"', "Łódź", "🚀", "#1", "%", "x@y"],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralise(text) == text
    assert read(to_csv(["a", "b"], [{"a": text, "b": "b"}])) == [{"a": text, "b": "b"}]


def test_neutralised_text_stays_as_it_is() -> None:
    """The screen and the file may both do it."""
    assert neutralise(neutralise("=1")) == "'=1"


def test_numbers_stay_numbers_and_none_is_empty() -> None:
    row = {"a": -5, "b": 0, "c": 0.25, "d": None, "e": -1.5}
    lines = to_csv(list("abcde"), [row]).decode("utf-8-sig").split("\r\n")
    assert lines == ["a,b,c,d,e", "-5,0,0.25,,-1.5", ""]


def test_a_file_begins_with_the_mark_of_utf_8() -> None:
    data = to_csv(["a"], [])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode() == f"{BOM}a\r\n"


def test_awkward_text_comes_back_through_a_reader() -> None:
    cells = {
        "comma": "VP, Sales",
        "quote": 'the "head"',
        "lines": "a\r\nb\nc",
        "script": "営業部長 Łódź مدير",
        "nul": "a\0b",
        "semicolon": "a;b",
    }
    assert read(to_csv(list(cells), [cells, cells])) == [cells, cells]


def test_columns_keep_their_order_and_what_is_not_a_column_stays_out() -> None:
    rows = read(to_csv(["b", "a"], [{"a": "1", "b": "2", "c": "3"}, {}]))
    assert [list(row.items()) for row in rows] == [
        [("b", "2"), ("a", "1")],
        [("b", ""), ("a", "")],
    ]


def test_half_a_surrogate_pair_costs_one_character_and_not_the_file() -> None:
    rows = [{"a": "head\ud83d of sales", "b": "VP"}]
    assert read(to_csv(["a", "b"], rows)) == [{"a": "head? of sales", "b": "VP"}]
