"""What is said to tell two audiences apart is all of it, and nothing when nothing does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadpreview.difference import differences
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.sentence import name_of
from tests.properties.audiences import FIELD_VALUES, audiences


@st.composite
def pairs_of_audiences(draw: st.DrawFn) -> tuple[LeadFilters, LeadFilters]:
    """Two audiences that often have most in common."""
    one = draw(audiences)
    if draw(st.booleans()):
        return one, draw(audiences)
    field = draw(st.sampled_from(sorted(FIELD_VALUES)))
    return one, one.with_(field, draw(FIELD_VALUES[field]))


@given(pairs_of_audiences())
def test_words_are_empty_exactly_when_the_filters_are_equal(
    pair: tuple[LeadFilters, LeadFilters],
) -> None:
    one, other = pair
    for words in (differences(one, other), differences(one, other, most=2)):
        assert (not words) is (one == other)
    assert differences(one, one) == ()


@given(pairs_of_audiences())
def test_every_changed_value_is_named_beside_its_field(
    pair: tuple[LeadFilters, LeadFilters],
) -> None:
    one, other = pair
    words = differences(one, other)
    for field in FIELDS:
        changed = set(one.values(field)) ^ set(other.values(field))
        label = FIELDS[field].label[1:]
        phrases = [phrase for phrase in words if label in phrase]
        for value in changed:
            name = " ".join(name_of(field, value).split())
            toggle = FIELDS[field].kind is ValueKind.TOGGLE
            assert any(toggle or name in phrase for phrase in phrases)
    assert any("live" in phrase.split() for phrase in words) or one.live == other.live


@given(pairs_of_audiences())
def test_what_one_adds_the_other_drops(pair: tuple[LeadFilters, LeadFilters]) -> None:
    one, other = pair
    there, back = differences(one, other), differences(other, one)
    adding, dropping = ("adds the filter ", "drops the filter ")
    assert [w.removeprefix(adding) for w in there if w.startswith(adding)] == [
        w.removeprefix(dropping) for w in back if w.startswith(dropping)
    ]
