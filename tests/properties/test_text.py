"""Laws of the one way in which text is normalised, for any text at all."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from leadpreview.text import normalise, words
from tests.properties.audiences import pasted

any_text = st.one_of(pasted, st.text())


@given(any_text)
@example("İ")
@example("ΐ")
@example("か゛")
@example("\u1fb3\u0345")
@example("ǅ ﬃ ½ ™ ⑳ Ⅷ")
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    """The database holds normalised text, and a query normalises it again."""
    assert normalise(normalise(text)) == normalise(text)


@given(any_text, any_text)
@example("a", "\u0301b")
@example("か", "\u3099")
@example("Σ", "Σ")
def test_texts_side_by_side_are_normalised_one_by_one(left: str, right: str) -> None:
    """What stands before or after a word never changes how the word is read."""
    assert normalise(f"{left} {right}") == " ".join(words(left) + words(right))


@given(any_text)
def test_only_letters_digits_and_marks_are_left_with_one_space_between_words(text: str) -> None:
    folded = normalise(text)
    assert folded == " ".join(folded.split())
    assert all(unicodedata.category(c)[0] in "LNM" for c in folded.replace(" ", ""))


@given(any_text)
def test_composed_and_decomposed_forms_are_the_same_text(text: str) -> None:
    """Keyboards and files differ in which of the two they write."""
    forms = {normalise(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC")}
    assert forms == {normalise(text)}


@given(any_text)
def test_words_are_the_normalised_text_cut_at_its_spaces(text: str) -> None:
    assert " ".join(words(text)) == normalise(text)
    assert "" not in words(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(text: str) -> None:
    """An emoji adds no word, and sends the text through the full folding."""
    assert normalise(text) == normalise(f"{text} \U0001f680")
