"""A minus sign in front of a word is refused with its place; hyphens and dashes are not."""

from __future__ import annotations

import pytest

from leadpreview.errors import KeywordSyntaxError
from leadpreview.keyword import AllOf, Term, parse_keyword


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("-sales", 0),
        ("saas -sales", 5),
        ("saas AND --sales", 9),
        ("(-sales)", 1),
        ('saas -"head of sales"', 5),
        ("saas -\u201chead of sales\u201d", 5),
        ("saas -(sales OR marketing)", 5),
        ("NOT -sales", 4),
    ],
)
def test_a_minus_sign_is_refused_where_it_stands_and_says_what_to_use(
    text: str, position: int
) -> None:
    with pytest.raises(KeywordSyntaxError, match="use NOT") as caught:
        parse_keyword(text)
    assert caught.value.position == position


@pytest.mark.parametrize("dash", ["-", "--", "–", "- -"])
def test_a_dash_between_words_says_nothing(dash: str) -> None:
    assert parse_keyword(f"growth {dash} sales") == AllOf((Term(("growth",)), Term(("sales",))))
    assert parse_keyword(f"growth {dash}") == Term(("growth",))


def test_a_hyphen_inside_a_word_and_a_minus_sign_in_quotes_are_part_of_a_phrase() -> None:
    assert parse_keyword("co-founder") == Term(("co", "founder"))
    assert parse_keyword('"sales -ops"') == Term(("sales", "ops"))
