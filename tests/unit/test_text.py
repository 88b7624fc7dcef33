"""What people type and what the database holds meet in one form."""

from __future__ import annotations

import pytest

from leadpreview.text import normalise, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("VP of Sales", "vp of sales"),
        ("  VP \t of\nSales ", "vp of sales"),
        ("VP,Sales", "vp sales"),
        ("R&D (Europe)", "r d europe"),
        ("head_of-sales", "head of sales"),
        ("C++", "c"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("GROẞ", "gross"),
        ("Ingeniør", "ingenior"),
        ("ÆRØ", "aero"),
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("Þór Ðe", "thor de"),
        ("œuvre", "oeuvre"),
        ("İSTANBUL", "istanbul"),
        ("ısı", "isi"),
        ("DIŞ TİCARET", "dis ticaret"),
        ("Müdür", "mudur"),
        ("São Paulo", "sao paulo"),
        ("Zoe\u0308", "zoe"),
        ("ДИРЕКТОР по продажам", "директор по продажам"),
        ("Йога", "иога"),
        ("Ελλάς", "ελλασ"),
        ("営業部長", "営 業 部 長"),
        ("ﾏﾈｰｼﾞｬｰ", "マ ネ ー ジ ャ ー"),
        ("\U00020bb7\U00020bb7", "\U00020bb7 \U00020bb7"),
        ("CEO東京", "ceo 東 京"),
        ("영업 이사", "영업 이사"),
        ("مدير", "مدير"),
        ("ＶＰ　ｏｆ　Ｓａｌｅｓ", "vp of sales"),
        ("ﬁnance", "finance"),
        ("№ ①", "no 1"),
        ("👩‍🚀 Head of Space 🚀", "head of space"),
        ("%%", ""),
        ("🚀", ""),
        ("\0", ""),
        ("", ""),
        ("O’Neil's", "o neil s"),
    ],
)
def test_typed_text_is_folded(typed: str, folded: str) -> None:
    assert normalise(typed) == folded
    assert words(typed) == tuple(folded.split())


def test_a_part_of_an_unspaced_run_is_found_by_its_characters() -> None:
    assert set(words("部長")) <= set(words("営業部長"))


def test_marks_that_carry_meaning_outside_of_latin_stay() -> None:
    """Devanagari vowel signs are part of the word, not accents on it."""
    assert normalise("बिक्री") == "बिक्री"
