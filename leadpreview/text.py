"""The one way in which text is normalised before it is compared.

Both sides of every comparison (what a person typed and what the database holds) go through
`normalise`, in Python, so that no engine's own idea of case or accents is ever used.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["normalise", "shortened", "words"]

# Letters that Unicode does not decompose but that people type without their stroke or ligature.
_FOLD = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)
_ACCENTS = re.compile("[\u0300-\u036f]")
# Scripts written without spaces: each character is a word, so that a part of a run can be found.
_UNSPACED = re.compile(
    "([\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff])"
)
# Longer texts are nobody's title, and thousands of them would fill the memory.
_LONGEST_REMEMBERED = 400
_ASCII = re.compile(r"[^a-z0-9]+")


def normalise(text: str) -> str:
    """Fold `text` to lower-case words with one space between them.

    Compatibility forms, case and Latin accents are folded, everything that is neither a letter,
    a digit nor a mark becomes a space, and Han and Kana characters become words of their own.
    Idempotent: `normalise(normalise(text)) == normalise(text)`.

    Returns:
        The words joined by single spaces; empty when nothing is left (`"%%"`, an emoji).
    """
    if text.isascii():
        return _ASCII.sub(" ", text.lower()).strip()
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _fold(text)


def shortened(text: str, most: int = 80) -> str:
    """At most `most` characters of `text`, for a sentence that quotes what somebody typed."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    folded = _ACCENTS.sub("", folded).casefold().translate(_FOLD)
    folded = unicodedata.normalize("NFKC", folded).casefold()
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    return " ".join(_UNSPACED.sub(r" \1 ", "".join(kept)).split())


_remembered = lru_cache(maxsize=65_536)(_fold)


def words(text: str) -> tuple[str, ...]:
    """The words of `normalise(text)`, in order."""
    return tuple(normalise(text).split())
