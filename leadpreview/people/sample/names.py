"""Full names that fit the country."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpreview.people.sample.draws import Draws, Flags, Lottery, Skewed, Whole
from leadpreview.people.sample.frozen import rows, split
from leadpreview.people.sample.places import Countries
from leadpreview.people.sample.streams import Stream

__all__ = ["Names"]

_INITIALS: Final = "ABCDEGHJKLMNPRSTW"
_INITIALS_IN: Final = ("english", "german", "dutch", "indian", "danish", "african", "filipino")
# A second family name: what joins it, and how many of 1,024 have one.
_SECOND_FAMILY: Final = {
    "spanish": (" ", 480),
    "portuguese": (" ", 420),
    "indian": (" ", 60),
    "arabic": (" ", 120),
    "english": ("-", 26),
    "french": ("-", 40),
    "swedish": (" ", 70),
    "danish": (" ", 180),
    "norwegian": (" ", 160),
    **dict.fromkeys(("chinese", "chinese_native", "japanese", "japanese_native"), (" ", 0)),
    **dict.fromkeys(("korean", "korean_native", "vietnamese", "russian_native"), (" ", 0)),
}
_HYPHENATED: Final = ("-", 44)
_JOINTS: Final = (" ", "-")
# Written behind the name by a few, as on real profiles.
_LETTERS: Final = (
    ", MBA",
    ", PhD",
    ", CFA",
    ", PMP",
    ", CPA",
    ", M.Sc.",
    " (she/her)",
    " 🚀",
    ", ACMA",
)


class Names:
    """Names by group, drawn so that the common ones are common."""

    def __init__(self, countries: Countries) -> None:
        data = list(rows("names"))
        groups = [row["group"] for row in data]
        given = [split(row["given"]) for row in data]
        family = [split(row["family"]) for row in data]
        self._group = Lottery(
            [[mix.get(group, 0) for group in groups] for mix in countries.name_mixes]
        )
        self._given_of = Skewed([len(names) for names in given], offset=16)
        self._family_of = Skewed([len(names) for names in family], offset=30)
        self._given_from = np.cumsum([0, *(len(names) for names in given)])
        self._family_from = np.cumsum([0, *(len(names) for names in family)])
        self._given = pa.array([name for names in given for name in names])
        his_and_hers = [name.split("/") for names in family for name in names]
        self._his = pa.array([*(pair[0] for pair in his_and_hers), ""])
        self._hers = pa.array([*(pair[-1] for pair in his_and_hers), ""])
        self._nobody = len(his_and_hers)
        # Names whose family part comes first are the few; they change places at the end.
        self._eastern = np.array([row["form"] != "west" for row in data])
        self._joined = np.array([row["form"] == "joined" for row in data])
        self._initials = np.array([group in _INITIALS_IN for group in groups])
        self._second = np.array(
            [_SECOND_FAMILY.get(group, _HYPHENATED)[1] for group in groups], dtype=np.int64
        )
        self._joints = pa.array(["", *_JOINTS])
        self._joint = np.array(
            [1 + _JOINTS.index(_SECOND_FAMILY.get(group, _HYPHENATED)[0]) for group in groups],
            dtype=np.int64,
        )
        middles = [" ", *(f" {letter}. " for letter in _INITIALS), ""]
        self._middles = pa.array(middles)
        self._no_middle = len(middles) - 1
        self._letters = pa.array(["", *_LETTERS])

    def draw(self, draws: Draws, country: Whole) -> pa.Array:
        """Full names of people who live in `country` (positions in `Countries`); shape (n,)."""
        group = self._group.draw(draws, Stream.NAME_GROUP, country)
        which = self._given_of.draw(draws, Stream.GIVEN, group)
        first = self._given.take(pa.array(which + self._given_from[group]))
        family = self._family_of.draw(draws, Stream.FAMILY, group) + self._family_from[group]
        hers = which % 2 == 1
        last = self._family(family, hers)
        doubled = draws.chance(Stream.SECOND_FAMILY, self._second[group])
        another = self._family_of.draw(draws, Stream.SECOND_FAMILY_WHICH, group)
        another = np.where(doubled, another + self._family_from[group], self._nobody)
        joint = self._joints.take(pa.array(np.where(doubled, self._joint[group], 0)))
        eastern = pa.array(self._eastern[group])
        initial = draws.chance(Stream.INITIAL, 200) & self._initials[group]
        middle = np.where(initial, 1 + draws.below(Stream.INITIAL_LETTER, len(_INITIALS)), 0)
        middle = np.where(self._joined[group], self._no_middle, middle)
        letters = np.where(
            draws.chance(Stream.LETTERS, 24),
            1 + draws.below(Stream.LETTERS_WHICH, len(_LETTERS)),
            0,
        )
        return pc.binary_join_element_wise(
            pc.if_else(eastern, last, first),
            self._middles.take(pa.array(middle)),
            pc.if_else(eastern, first, last),
            joint,
            self._family(another, hers),
            self._letters.take(pa.array(letters)),
            "",
        )

    def _family(self, which: Whole, hers: Flags) -> pa.Array:
        return pc.if_else(
            pa.array(hers), self._hers.take(pa.array(which)), self._his.take(pa.array(which))
        )
