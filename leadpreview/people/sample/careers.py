"""What people do and for how long: seniority, function, years, and what they did before."""

from __future__ import annotations

from typing import Final

import numpy as np

from leadpreview.people.sample.companies import BANDS, Companies
from leadpreview.people.sample.draws import Draws, Flags, Lottery, Whole
from leadpreview.people.sample.frozen import rows, shares
from leadpreview.people.sample.streams import Stream
from leadpreview.people.sample.titles import FUNCTIONS, SENIORITIES

__all__ = ["MOST_PAST", "Careers", "bucket"]

MOST_PAST: Final = 4

# By headcount: weights of the ten levels, from In Training to Owner. Senior on purpose; a chief
# is one in eleven of a company of ten and one in a hundred of ten thousand.
_LEVELS_BY_BAND: Final = (
    (8, 115, 95, 12, 32, 70, 120, 34, 215, 290),
    (12, 160, 140, 20, 50, 130, 170, 66, 140, 112),
    (18, 180, 160, 24, 62, 175, 165, 116, 78, 22),
    (20, 190, 175, 26, 72, 190, 159, 122, 42, 4),
    (22, 195, 185, 28, 76, 196, 149, 119, 29, 1),
    (26, 222, 208, 32, 80, 205, 130, 74, 20, 0),
    (28, 238, 218, 34, 80, 200, 115, 67, 17, 0),
    (30, 253, 233, 36, 82, 195, 95, 63, 10, 0),
)
_NAMES: Final = ("staff", "manager", "director", "vp", "cxo", "owner")
# Which of them each of the ten levels is.
_LEVELS: Final = np.array([0, 0, 0, 0, 1, 1, 2, 3, 4, 5], dtype=np.int64)

# Quarters of a year that people of each level have worked: at least, and up to how many more.
_LEAST: Final = np.array([0, 0, 10, 24, 10, 20, 30, 38, 34, 14], dtype=np.int64)
_MORE: Final = np.array([9, 40, 70, 80, 66, 90, 100, 104, 116, 130], dtype=np.int64)
_YEAR_BUCKETS: Final = np.array([4, 12, 24, 44], dtype=np.int64)
_OWNER: Final = len(SENIORITIES) - 1
_CHIEF: Final = _OWNER - 1
# Of people in each bucket of experience, the weights of 0 to 4 past positions.
_PAST_COUNTS: Final = (
    (75, 21, 4, 0, 0),
    (25, 45, 20, 7, 3),
    (10, 30, 32, 18, 10),
    (5, 18, 30, 27, 20),
    (3, 12, 25, 30, 30),
)
# Levels that a person rose from one position to the next.
_STEPS: Final = (26, 36, 24, 14)


def bucket(quarters: Whole) -> Whole:
    """Positions in `catalog.years` of whole quarters: under 1 year, 1 to 2, 3 to 5, 6 to 10, more.

    Whole years are completed years, so 2.75 years are 2 and belong to the second.
    """
    return np.searchsorted(_YEAR_BUCKETS, quarters, side="right")


class Careers:
    """Draws careers that fit together."""

    def __init__(self, companies: Companies) -> None:
        self._companies = companies
        self._levels = Lottery(_LEVELS_BY_BAND)
        by_profile = {row["profile"]: shares(row["functions"]) for row in rows("functions")}
        by_level = {
            row["level"]: (int(row["rest"]), shares(row["functions"]))
            for row in rows("function_levels")
        }
        weights = []
        for profile in companies.profiles:
            for level in _NAMES:
                rest, factors = by_level[level]
                weights.append(
                    [
                        by_profile[profile].get(function, 0) * factors.get(function, rest)
                        for function in FUNCTIONS
                    ]
                )
        self._functions = Lottery(weights)
        self._past_counts = Lottery(_PAST_COUNTS)
        self._steps = Lottery([_STEPS])
        self._founding = FUNCTIONS.index("9")

    def seniority(self, draws: Draws, band: Whole) -> Whole:
        """Shape (n,): positions in `SENIORITIES` of people in companies of these bands."""
        assert len(_LEVELS_BY_BAND) == len(BANDS)
        return self._levels.draw(draws, Stream.SENIORITY, band)

    def function(self, draws: Draws, company: Whole, seniority: Whole, move: int = 0) -> Whole:
        """Shape (n,): positions in `FUNCTIONS` that fit the employer's trade and the level."""
        profile = self._companies.profile[company]
        group = profile * len(_NAMES) + _LEVELS[seniority]
        return self._functions.draw(draws, Stream.FUNCTION + move, group)

    def quarters(self, draws: Draws, seniority: Whole) -> tuple[Whole, Whole, Whole]:
        """Shape (n,) each: quarters of experience, at the company and in the position.

        No position is older than the job, no job older than the career.
        """
        experience = _LEAST[seniority] + draws.below(Stream.EXPERIENCE, _MORE[seniority])
        owner = seniority == _OWNER
        usual = draws.low(Stream.AT_COMPANY, experience + 1)
        founded = draws.below(Stream.AT_COMPANY, experience + 1)
        at_company = np.where(owner, founded, usual)
        in_position = draws.below(Stream.IN_POSITION, at_company + 1)
        return experience, at_company, np.where(owner, at_company, in_position)

    def past_count(
        self, draws: Draws, experience: Whole, at_company: Whole, in_position: Whole
    ) -> tuple[Whole, Flags]:
        """Shape (n,) each: past positions, 0 to 4, and whether any was at another company.

        Who has spent the whole career in one company has had other positions there at most.
        """
        count = self._past_counts.draw(draws, Stream.PAST_COUNT, bucket(experience))
        elsewhere = experience - at_company >= 2
        room = elsewhere | (at_company - in_position >= 2)
        return np.where(room, count, 0), elsewhere

    def earlier(self, draws: Draws, seniority: Whole, move: int) -> Whole:
        """Shape (n,): the level held before `seniority`: the same or a lower one."""
        step = self._steps.draw(draws, Stream.PAST_STEP + move)
        lower: Whole = np.maximum(seniority - step, 0)
        return lower

    def earlier_function(
        self, draws: Draws, company: Whole, seniority: Whole, function: Whole, move: int
    ) -> Whole:
        """Shape (n,): mostly the function held since; nobody below a chief is an entrepreneur."""
        other = self.function(draws, company, seniority, move)
        same = draws.chance(Stream.PAST_SAME_FUNCTION + move, 800)
        impossible = (function == self._founding) & (seniority < _CHIEF)
        return np.where(same & ~impossible, function, other)
