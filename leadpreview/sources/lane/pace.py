"""How far apart two requests are sent, so that they arrive far enough apart.

The server counts from the moment a request arrives, and that moment is not known here: it lies
between the sending and the answer. A request that met no delay arrives the shortest way after it
was sent; one whose answer took `trip - best` longer may have arrived later by all of that. The next
one may meet no delay at all. So the next is sent `interval + (trip - best)` after this one, and a
margin on top: for clocks that tick in milliseconds, and for a best that is not the very best yet,
which errs the more the more uneven the road is. An excess smaller than the margin is its own
measure of that, so that an even road is not paid for twice. Until a few trips are known, all of the
trip counts as excess: no request arrives after its answer, so that leaves nothing to doubt.

Most of a long trip is the server's own work, though, which delays no arrival. Therefore the excess
is capped: what the cap lets through now and then is refused, and a refusal widens the pace.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["LONGEST_WAIT", "Pace", "Traffic"]

LONGEST_WAIT: Final = 60.0
"""Seconds that a server's `Retry-After` is believed at most."""

_FIRST_TRIPS: Final = 16
_TRIPS_KEPT: Final = 100
_WIDER: Final = 0.05
_WIDEST: Final = 0.5
_NARROWER: Final = 0.9
_LONGEST_BACK_OFF: Final = 4.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the shared row remembers of the road to the server.

    Attributes:
        best: Shortest round trip of the current hundred, in seconds; `None` before the first.
        best_before: Shortest of the hundred before, so that an old best is forgotten some day.
        trips: Round trips in the current hundred.
        wide: Seconds added to each gap since the last refusals.
        refusals: Refusals in a row.
    """

    best: float | None = None
    best_before: float | None = None
    trips: int = 0
    wide: float = 0.0
    refusals: int = 0

    @property
    def shortest(self) -> float | None:
        """The round trip without delay, in seconds; `None` while too few are known to tell."""
        if self.best_before is None and self.trips < _FIRST_TRIPS:
            return None
        return min(trip for trip in (self.best, self.best_before) if trip is not None)


@dataclass(frozen=True, slots=True)
class Pace:
    """The rules of one lane.

    Attributes:
        interval: Seconds that the server wants between two arrivals.
        margin: Seconds added to each gap at least.
        cap: Seconds of a trip's excess that are believed at most; a tenth of the interval unless
            told, which keeps nine tenths of the permitted rate whatever the server's own work.
    """

    interval: float = 1.0
    margin: float = 0.010
    cap: float | None = None

    @property
    def longest(self) -> float:
        """The longest wait allowed, in seconds: 60, or twice the interval if that is longer."""
        return max(LONGEST_WAIT, 2 * self.interval)

    def gap(self, traffic: Traffic, trip: float | None = None) -> float:
        """Seconds from a sending to the next; without the answer's `trip`, the least."""
        cap = self.interval / 10 if self.cap is None else self.cap
        best = traffic.shortest
        excess = 0.0 if trip is None else min(max(0.0, trip - (best or 0.0)), cap)
        doubt = 0.0 if best is None else min(excess, self.margin)
        extra = max(self.margin, excess + doubt)
        return min(self.interval + traffic.wide + extra, self.longest)

    def answered(self, traffic: Traffic, trip: float) -> Traffic:
        """After an answer that took `trip` seconds."""
        wide = traffic.wide * _NARROWER
        after = replace(
            traffic,
            best=trip if traffic.best is None else min(traffic.best, trip),
            trips=traffic.trips + 1,
            wide=wide if wide >= self.interval / 1000 else 0.0,
            refusals=0,
        )
        if after.trips < _TRIPS_KEPT:
            return after
        return replace(after, best=None, best_before=after.best, trips=0)

    def refused(self, traffic: Traffic) -> Traffic:
        """After a refusal: wider for a while, up to half an interval."""
        wide = max(2 * traffic.wide, _WIDER * self.interval)
        return replace(
            traffic, wide=min(wide, _WIDEST * self.interval), refusals=traffic.refusals + 1
        )

    def back_off(
        self,
        traffic: Traffic,
        retry_after: float | None,
        *,
        upstream: bool | None,
        rng: random.Random,
    ) -> float:
        """Seconds to wait after a refusal that `traffic` already counts.

        `Retry-After` is believed between one interval and the longest wait. Without it the wait
        doubles from one interval with every refusal in a row, to four of them, or to the longest
        wait when the limit is the upstream's; between half of it and all of it is drawn, so that
        two who collide do not collide again.
        """
        if retry_after is not None and not math.isnan(retry_after):
            return min(max(retry_after, self.interval), self.longest)
        most = self.longest if upstream else _LONGEST_BACK_OFF * self.interval
        grown = min(self.interval * 2.0 ** min(max(traffic.refusals - 1, 0), 16), most)
        return max(self.interval, grown * rng.uniform(0.5, 1.0))
