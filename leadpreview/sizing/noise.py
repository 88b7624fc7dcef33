"""How much of an audience fits, by a person's own eye: the first leads, marked one by one.

The share of the marked leads that fit has an interval by Wilson's score, which stays inside 0 to 1
and is honest for a handful of marks. It holds for a random sample; whether the leads are one is for
whoever shows it to say.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

from leadpreview.sizing.figures import Figure, Kind, modelled

__all__ = ["CONFIDENCE", "Noise", "carried", "noise_of", "wilson"]

CONFIDENCE: Final = 0.95
"""How often the interval of a random sample holds the truth."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What the marks say.

    Attributes:
        marked: Leads that were looked at.
        fits: Those that fit.
        share: Share that fits, 0 to 1.
        low: The least that it may be, 0 to 1.
        high: The most that it may be, 0 to 1.
        complete: Whether everybody in the audience was marked, so that nothing is guessed.
        adjusted: The total, less what does not fit.
    """

    marked: int
    fits: int
    share: float
    low: float
    high: float
    complete: bool
    adjusted: Figure


def wilson(fits: int, marked: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share, by Wilson's score; 0 to 1 when nothing is marked.

    Raises:
        ValueError: More fit than were marked, or there are fewer than none.
    """
    if not 0 <= fits <= marked:
        raise ValueError(f"{fits} of {marked} is no share.")
    if not marked:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = fits / marked, z * z
    middle = share + square / (2 * marked)
    half = z * math.sqrt(share * (1 - share) / marked + square / (4 * marked * marked))
    whole = 1 + square / marked
    # At the ends the formula gives the end itself, but for the last digit of a float.
    low = 0.0 if not fits else min(max((middle - half) / whole, 0.0), share)
    high = 1.0 if fits == marked else max(min((middle + half) / whole, 1.0), share)
    return low, high


def noise_of(marks: Mapping[int, bool], total: Figure) -> Noise | None:
    """What some marks say about an audience; `None` without marks.

    Args:
        marks: Whether a lead fits, by its place in the list.
        total: How many people the audience has.
    """
    marked, fits = len(marks), sum(marks.values())
    if not marked:
        return None
    share = fits / marked
    complete = total.exact and total.count == marked
    low, high = (share, share) if complete else wilson(fits, marked)
    adjusted = _adjusted(total, fits, marked, low, high) if not complete else _counted(total, fits)
    return Noise(marked, fits, share, low, high, complete, adjusted)


def carried(
    marks: Mapping[int, bool], before: Sequence[Hashable], now: Sequence[Hashable]
) -> dict[int, bool]:
    """Marks of a list that was made anew: each goes with its lead, or is dropped with it.

    Args:
        marks: Whether a lead fits, by its place.
        before: Who stood where when they were marked.
        now: Who stands where.
    """
    kept = {}
    fits = {before[place]: mark for place, mark in marks.items() if place < len(before)}
    for place, lead in enumerate(now):
        if place < len(before) and before[place] == lead:
            # Two leads that look alike keep their own marks while they stay where they are.
            if place in marks:
                kept[place] = marks[place]
        elif lead in fits:
            kept[place] = fits[lead]
    return kept


def _counted(total: Figure, fits: int) -> Figure:
    how = "everybody was looked at, and these fit"
    return Figure(Kind.WORKED_OUT, fits, fits, fits, True, None, total.receipts, how)


def _adjusted(total: Figure, fits: int, marked: int, low: float, high: float) -> Figure:
    how = f"the total times the share that fits, {fits} of the {marked} that were marked"
    if total.count is None:
        least = None if total.low is None else math.floor(total.low * low)
        most = None if total.high is None else math.ceil(total.high * high)
        return replace(total, low=least, high=most, exact=False, question=None, how=how)
    least, most = math.floor(total.count * low), math.ceil(total.count * high)
    if total.exact:
        # Those who were looked at are there, whatever the rest is like.
        least = max(least, fits)
        most = min(most, round(total.count) - (marked - fits))
    count = min(max(total.count * fits / marked, least), most)
    return modelled(count, how, total.receipts, low=least, high=most)
