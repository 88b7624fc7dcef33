"""A share link carries any audience, and no link breaks the page."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import example, given
from hypothesis import strategies as st

from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.links import decode, decode_link, encode, pairs
from tests.properties.audiences import AWKWARD, audiences, pasted

SINGLE = (ValueKind.TOGGLE, ValueKind.KEYWORD)
LIST_FIELDS = {name for name, field in FIELDS.items() if field.kind not in SINGLE}


@given(audiences)
@example(LeadFilters(job_titles=AWKWARD, keyword=" ".join(AWKWARD), live=False))
def test_a_link_opens_the_audience_that_it_was_made_of(filters: LeadFilters) -> None:
    for link in (encode(filters), f"?{encode(filters)}", f"http://h:1/p?{encode(filters)}#top"):
        assert decode_link(link) == (filters, ())


@given(audiences)
def test_what_the_browser_hands_over_is_what_the_link_was_written_from(
    filters: LeadFilters,
) -> None:
    assert parse_qs(encode(filters), keep_blank_values=True) == pairs(filters)
    assert decode(pairs(filters)) == (filters, ())


@given(audiences)
def test_a_link_is_made_of_characters_that_survive_anywhere(filters: LeadFilters) -> None:
    link = encode(filters)
    assert link.isascii()
    assert not set(link) & set(' "<>#\r\n\t\0\\{}')


@given(st.dictionaries(st.sampled_from([*FIELDS, "live"]) | pasted, st.lists(pasted, max_size=3)))
def test_whatever_is_in_an_address_it_opens_with_what_is_right(
    parameters: dict[str, list[str]],
) -> None:
    """Every value is either in the audience or in a problem that names its field."""
    filters, problems = decode(parameters)
    assert decode(pairs(filters)) == (filters, ())
    for name, values in parameters.items():
        said = {problem.value for problem in problems if problem.field == name}
        if name in LIST_FIELDS:
            assert {value.strip() for value in values} - {""} == {*filters.values(name)} | said
        elif name not in FIELDS and name != "live" and len(name) <= 80:
            assert name in {problem.field for problem in problems}


@given(st.text() | pasted)
def test_no_text_that_is_pasted_as_a_link_raises(text: str) -> None:
    filters, problems = decode_link(text)
    assert decode_link(encode(filters)) == (filters, ())
    assert all(problem.reason.encode() for problem in problems)
