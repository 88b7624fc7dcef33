"""How big an audience is, in words: a convention of sales and advertising, not a fact.

Only one threshold comes from elsewhere: LinkedIn shows no advertisement to fewer than 300 people.
The others are a habit that a team sets for itself. A band speaks of a market, so it is never said
of invented people.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

__all__ = ["DEFAULT_BANDS", "NEAR", "Band", "Judged", "Thresholds", "band_of", "bands"]

Thresholds = tuple[int, int, int, int]

DEFAULT_BANDS: Final[Thresholds] = (300, 2_000, 50_000, 300_000)
"""Where a band ends and the next begins, in people."""

NEAR: Final = 0.1
"""An estimate that is off by this share could lie in the next band."""

_TOO_SMALL: Final = "Fewer than {0} people: a list to call, too small for a campaign."
_BELOW_FLOOR: Final = (
    "Fewer than {0} people: a list to call; LinkedIn shows no advertisement to so few."
)
_WORDS: Final = (
    ("Small", "From {0} to {1} people: a short campaign that is soon worked through."),
    ("Healthy", "From {1} to {2} people: enough for a campaign, few enough for one message."),
    ("Broad", "From {2} to {3} people: one message will hardly fit them all; split them."),
    ("Too broad", "{3} people or more: a market rather than an audience; add a filter."),
)
_TO_ADVERTISE: Final = " to advertise to"
_FLOOR: Final = 300


@dataclass(frozen=True, slots=True)
class Band:
    """One range of sizes.

    Attributes:
        name: What it is called.
        brief: The same where there is little room.
        sentence: What that means.
        low: The fewest people in it.
        high: The fewest people beyond it; `None` when there is no end.
    """

    name: str
    brief: str
    sentence: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A number's band.

    Attributes:
        band: Where the number lies.
        near: The next band, where an estimate lies so near that it may belong there.
    """

    band: Band
    near: Band | None = None


def bands(thresholds: Thresholds = DEFAULT_BANDS) -> tuple[Band, ...]:
    """The five bands, from the smallest; together they cover every number of people."""
    ends = [0, *thresholds, None]
    written = [f"{threshold:,}" for threshold in thresholds]
    # LinkedIn's floor is named only where it is the threshold.
    first = _BELOW_FLOOR if thresholds[0] == _FLOOR else _TOO_SMALL
    words = ((f"Too small{_TO_ADVERTISE}", first), *_WORDS)
    return tuple(
        Band(
            name,
            name.removesuffix(_TO_ADVERTISE),
            sentence.format(*written),
            ends[place] or 0,
            ends[place + 1],
        )
        for place, (name, sentence) in enumerate(words)
    )


def band_of(count: float, thresholds: Thresholds = DEFAULT_BANDS, *, exact: bool = True) -> Judged:
    """The band of a number of people.

    Args:
        count: The number.
        thresholds: Four ascending numbers.
        exact: Whether it is a fact; an estimate within a tenth of a threshold is near the edge.
    """
    every = bands(thresholds)
    place = bisect_right(thresholds, count)
    if exact:
        return Judged(every[place])
    near = [other for other in (place - 1, place) if 0 <= other < len(thresholds)]
    for edge in sorted(near, key=lambda each: abs(thresholds[each] - count)):
        if abs(thresholds[edge] - count) <= NEAR * thresholds[edge]:
            return Judged(every[place], every[edge if edge < place else edge + 1])
    return Judged(every[place])
