"""Headlines: the title and company, with what people add before and behind them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpreview.people.sample.draws import Draws, Lottery, Whole, apportion
from leadpreview.people.sample.frozen import rows, split
from leadpreview.people.sample.streams import Stream
from leadpreview.people.sample.titles import FUNCTIONS
from leadpreview.text import normalise

__all__ = ["Headlines"]

# What stands between title and company: plain signs, then "at" by language (English where a
# language has no line).
_SIGNS: Final = ("", " @ ", ", ", " - ", " | ", " · ")
_AT: Final = {
    "en": " at ", "de": " bei ", "fr": " chez ", "es": " en ", "it": " presso ", "nl": " bij ",
    "pt": " na ", "sv": " på ", "da": " hos ", "no": " hos ", "pl": " w ", "ru": " в ",
    "ja": " / ", "zh": " / ",
}  # fmt: skip
# Forms of a headline with their weights: opening, title, sign ("at": the language's), company,
# closing. The last one is no headline at all.
_FORMS: Final = (
    (430, False, True, "at", True, False),
    (60, False, True, " @ ", True, False),
    (150, False, True, "at", True, True),
    (60, False, True, " @ ", True, True),
    (50, False, True, ", ", True, True),
    (90, False, True, "", False, True),
    (60, True, True, "at", True, False),
    (30, True, True, " @ ", True, True),
    (36, False, True, " - ", True, False),
    (20, False, True, " | ", True, True),
    (14, False, True, " · ", True, False),
    (44, False, True, "", False, False),
    (36, True, False, "", False, True),
    (44, False, False, "", False, False),
)
_NONE: Final = len(_FORMS) - 1
_CLOSINGS: Final = 600
_OPENINGS: Final = 96
_ENDS: Final = (" | ", " • ", " · ")


class Headlines:
    """Joins headlines out of parts, and their normalised words out of the parts' words."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        openings, closings = _openings(), _closings()
        # Each opening twice: before a title, from which a sign divides it, and alone.
        self._openings = _Part(
            ["", *(f"{text} | " for text in openings), *openings],
            ["", *(f"{normalise(text)} " for text in openings), *map(normalise, openings)],
        )
        self._closings = _Part(
            ["", *closings], ["", *(f" {normalise(text)}".rstrip() for text in closings)]
        )
        signs = [*_SIGNS, *(_AT[language] for language in languages)]
        self._signs = _Part(signs, [_spaced(sign) for sign in signs])
        self._forms = Lottery([[form[0] for form in _FORMS]], log_tickets=10)
        self._opens = np.array([form[1] for form in _FORMS])
        self._titled = np.array([form[2] for form in _FORMS])
        self._local = np.array([form[3] == "at" for form in _FORMS])
        self._sign = np.array([_SIGNS.index(form[3]) if form[3] != "at" else 0 for form in _FORMS])
        self._employed = np.array([form[4] for form in _FORMS])
        self._closes = np.array([form[5] for form in _FORMS])

    def draw(
        self,
        draws: Draws,
        language: Whole,
        function: Whole,
        title: tuple[pa.Array, pa.Array],
        company: tuple[pa.Array, pa.Array],
    ) -> tuple[pa.Array, pa.Array]:
        """Headlines and their words, null for people without one.

        Args:
            draws: Of n people.
            language: Shape (n,): positions in `languages`.
            function: Shape (n,): positions in `FUNCTIONS`.
            title: Titles and their words, null where a person has none.
            company: Company names and their words, null where a person has none.
        """
        form = self._forms.draw(draws, Stream.HEADLINE_FORM)
        untitled = title[0].is_null().to_numpy(zero_copy_only=False)
        alone = company[0].is_null().to_numpy(zero_copy_only=False)
        form = np.where(untitled & self._titled[form], _NONE, form)
        employed = self._employed[form] & ~alone
        sign = np.where(self._local[form], len(_SIGNS) + language, self._sign[form])
        sign = np.where(employed, sign, 0)
        titled = self._titled[form]
        opening = 1 + function * _OPENINGS + draws.below(Stream.HEADLINE_OPENING, _OPENINGS)
        opening += np.where(titled, 0, len(FUNCTIONS) * _OPENINGS)
        closing = 1 + function * _CLOSINGS + draws.below(Stream.HEADLINE_CLOSING, _CLOSINGS)
        opening = np.where(self._opens[form], opening, 0)
        closing = np.where(self._closes[form], closing, 0)
        nothing = pa.array(form == _NONE)
        headline, words = (
            pc.binary_join_element_wise(
                self._openings.of(opening, kind),
                pc.if_else(pa.array(titled), title[kind], ""),
                self._signs.of(sign, kind),
                pc.if_else(pa.array(employed), company[kind], ""),
                self._closings.of(closing, kind),
                "",
            )
            for kind in (0, 1)
        )
        missing = pa.scalar(None, pa.string())
        return pc.if_else(nothing, missing, headline), pc.if_else(nothing, missing, words)


class _Part:
    """Interchangeable parts of a headline, and their words with the spaces that they bring."""

    def __init__(self, texts: list[str], words: list[str]) -> None:
        self._both = pa.array(texts, pa.string()), pa.array(words, pa.string())

    def of(self, which: Whole, kind: int) -> pa.Array:
        """The texts (0) or the words (1) of these parts."""
        return self._both[kind].take(pa.array(which))


def _spaced(sign: str) -> str:
    """The words of a sign between two others: none without a sign, else one space at least."""
    return f" {normalise(sign)} ".replace("  ", " ") if sign else ""


def _openings() -> list[str]:
    data = {row["function"]: split(row["phrases"]) for row in rows("phrases")}
    audiences = data.pop("who")
    texts: list[str] = []
    for place, function in enumerate(FUNCTIONS):
        draws = Draws(place, np.arange(_OPENINGS, dtype=np.uint64))
        phrases = [*data.get(function, ()), *data.get(function, ()), *data["*"]]
        which, whom = draws.below(1, len(phrases)), draws.below(2, len(audiences))
        texts.extend(
            phrases[p].format(who=audiences[w])
            for p, w in zip(which.tolist(), whom.tolist(), strict=True)
        )
    return texts


def _closings() -> list[str]:
    """Up to three keywords each; a function's own ones are twice as likely as anybody's."""
    data = {row["function"]: split(row["keywords"]) for row in rows("keywords")}
    texts: list[str] = []
    for place, function in enumerate(FUNCTIONS):
        own, all_ = data.get(function, ()), data["*"]
        weights = [
            *(120 // (k + 5) * 2 for k in range(len(own))),
            *(120 // (k + 5) for k in range(len(all_))),
        ]
        words = [*own, *all_]
        tickets = np.repeat(np.arange(len(words)), apportion(weights, 1024))
        draws = Draws(1000 + place, np.arange(_CLOSINGS, dtype=np.uint64))
        chosen = [tickets[draws.below(stream, 1024)].tolist() for stream in (1, 2, 3)]
        many, end = draws.below(4, 4).tolist(), draws.below(5, len(_ENDS) * 2).tolist()
        for k in range(_CLOSINGS):
            sign = _ENDS[max(end[k] - len(_ENDS), 0)]
            picked = dict.fromkeys(words[group[k]] for group in chosen[: min(many[k] + 1, 3)])
            texts.append("".join(sign + word for word in picked))
    return texts
