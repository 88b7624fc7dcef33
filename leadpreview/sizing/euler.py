"""Circles as large as audiences, laid over each other as far as they overlap.

Two circles can always be drawn true: the distance at which their lens has the right area is found
by halving. Three cannot always; then the distances come as near as they can, and how far off the
seven areas are is measured on a grid and said. Only geometry: a length is one whose square, times
pi, is a number of people, until everything is scaled to a drawing of width 1 at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Circle", "Euler", "Spot", "distance", "draw", "lens"]

Members = tuple[int, ...]

_HALVINGS: Final = 60
_GRID: Final = 240
"""Points of the grid along the longer side, on which areas are measured."""

_COARSE: Final = 90
"""The same while circles are being moved about."""

_APART: Final = 0.12
"""The gap between circles that share nobody, as a part of the smaller radius."""

_INSIDE: Final = 0.85
"""How far from the middle a circle within another lies, as a part of the room that it has."""

_STEPS: Final = (0.2, 0.1, 0.05, 0.025, 0.0125)


@dataclass(frozen=True, slots=True)
class Circle:
    """One audience; nobody in it is a circle of radius 0."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a region has most room for words.

    Attributes:
        x: From the left.
        y: From the top.
        room: Radius of the largest circle around it that stays in the region.
    """

    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Euler:
    """A drawing of two or three audiences, in a frame that begins at 0, 0.

    Attributes:
        circles: One an audience.
        width: Of the frame; the longer of width and height is 1.
        height: Of the frame.
        spots: Where to write about each region that has an area.
        off: Share of the people, 0 to 1, that are drawn in a region where they are not.
    """

    circles: tuple[Circle, ...]
    width: float
    height: float
    spots: Mapping[Members, Spot]
    off: float


def lens(one: float, other: float, apart: float) -> float:
    """The area that two circles share.

    Args:
        one: A radius.
        other: A radius.
        apart: Distance of the middles.
    """
    if apart >= one + other:
        return 0.0
    small, large = sorted((one, other))
    if apart <= large - small:
        return math.pi * small**2
    # Where the chord through both crossings cuts the line between the middles.
    first = (apart**2 + one**2 - other**2) / (2 * apart)
    second = apart - first
    return _segment(one, first) + _segment(other, second)


def distance(one: float, other: float, shared: float) -> float:
    """How far apart two circles have to be to share an area.

    Those that share nothing leave a gap, and one inside of the other does not touch it, because
    the eye takes touching for sharing.
    """
    small, large = sorted((one, other))
    if shared <= 0:
        return one + other + _APART * small
    if shared >= math.pi * small**2 * (1 - 1e-9):
        return (large - small) * _INSIDE
    near, far = large - small, large + small
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        if lens(one, other, middle) > shared:
            near = middle
        else:
            far = middle
    return (near + far) / 2


def draw(regions: Mapping[Members, float]) -> Euler | None:
    """Two or three circles for numbers of people.

    Args:
        regions: People who are in some audiences and in none of the others, for every one of the
            three or seven regions; none is below zero.

    Returns:
        The drawing; `None` when there is nobody to draw.
    """
    many = max(len(members) for members in regions)
    if sum(regions.values()) <= 0:
        return None
    radii = [math.sqrt(_inside(regions, (place,)) / math.pi) for place in range(many)]
    wanted: dict[Members, float] = {
        pair: distance(radii[pair[0]], radii[pair[1]], _inside(regions, pair))
        for pair in combinations(range(many), 2)
    }
    circles = _placed(radii, wanted)
    if many == 3:
        # From more than one beginning: moving a circle a little may never pay, a leap may.
        starts = [circles, _triangle(radii, sum(wanted.values()) / 3)]
        tried = [_nearer(start, regions) for start in starts]
        circles = min(tried, key=lambda each: round(_off(each, regions, _COARSE), 2))
    return _framed(circles, regions)


def _segment(radius: float, height: float) -> float:
    """The part of a circle beyond a chord at some distance from its middle."""
    angle = math.acos(min(max(height / radius, -1.0), 1.0))
    return radius**2 * (angle - math.sin(angle) * math.cos(angle))


def _inside(regions: Mapping[Members, float], members: Members) -> float:
    """People whom all of some audiences hold."""
    return sum(count for part, count in regions.items() if set(members) <= set(part))


def _placed(radii: Sequence[float], wanted: Mapping[Members, float]) -> list[Circle]:
    """The first on the left, the second to its right, the third below, as far as that goes."""
    first, second = Circle(0, 0, radii[0]), Circle(wanted[0, 1], 0, radii[1])
    if len(radii) == 2:
        return [first, second]
    a, b, c = wanted[0, 1], wanted[0, 2], wanted[1, 2]
    if a < 1e-12:
        return [first, second, Circle(0, (b + c) / 2, radii[2])]
    x = (a**2 + b**2 - c**2) / (2 * a)
    if x**2 <= b**2:
        return [first, second, Circle(x, math.sqrt(b**2 - x**2), radii[2])]
    # No triangle has these sides: the third goes on the line, where both are equally wrong.
    if b > a + c:
        x = (b + a + c) / 2
    elif c > a + b:
        x = -(b + c - a) / 2
    else:
        x = (a + b - c) / 2
    return [first, second, Circle(x, 0, radii[2])]


def _triangle(radii: Sequence[float], side: float) -> list[Circle]:
    """All three equally far from each other."""
    return [
        Circle(0, 0, radii[0]),
        Circle(side, 0, radii[1]),
        Circle(side / 2, side * math.sqrt(3) / 2, radii[2]),
    ]


def _nearer(circles: list[Circle], regions: Mapping[Members, float]) -> list[Circle]:
    """Move the circles about as long as that brings the seven areas nearer to the counts."""
    best, least = circles, _off(circles, regions, _COARSE)
    size = max(circle.radius for circle in circles)
    for step in (each * size for each in _STEPS):
        better = least > 0.002
        while better:
            better = False
            for move in _moves(step):
                moved = move(best)
                off = _off(moved, regions, _COARSE)
                if off < least - 1e-4:
                    best, least, better = moved, off, True
    return best


def _moves(step: float) -> list[Callable[[list[Circle]], list[Circle]]]:
    def move(place: int, x: float, y: float) -> Callable[[list[Circle]], list[Circle]]:
        def moved(circles: list[Circle]) -> list[Circle]:
            one = circles[place]
            other = Circle(one.x + x, one.y + y, one.radius)
            return [*circles[:place], other, *circles[place + 1 :]]

        return moved

    aside = [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)]
    return [move(place, x, y) for place in (1, 2) for x, y in aside]


def _off(circles: Sequence[Circle], regions: Mapping[Members, float], grid: int) -> float:
    """Share of the people that are drawn where they are not."""
    everybody = sum(regions.values())
    areas = _Areas(circles, grid)
    wrong = sum(abs(areas.of(members) - count) for members, count in regions.items())
    return wrong / (2 * everybody)


class _Areas:
    """The regions of some circles on a grid of points."""

    def __init__(self, circles: Sequence[Circle], grid: int) -> None:
        drawn = [circle for circle in circles if circle.radius > 0]
        left = min(each.x - each.radius for each in drawn)
        right = max(each.x + each.radius for each in drawn)
        top = min(each.y - each.radius for each in drawn)
        bottom = max(each.y + each.radius for each in drawn)
        self.step = max(right - left, bottom - top) / grid
        self.x, self.y = np.meshgrid(
            np.arange(left + self.step / 2, right, self.step),
            np.arange(top + self.step / 2, bottom, self.step),
        )
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        # How far a point lies within each circle; below 0 outside of it.
        self._depths = [
            each.radius - np.hypot(self.x - each.x, self.y - each.y) for each in circles
        ]

    def of(self, members: Members) -> float:
        """The area of what lies in these circles and in no other."""
        return float((self._room(members) > 0).sum()) * self.step**2

    def spot(self, members: Members) -> Spot | None:
        """Where a region is widest; `None` where it has no area."""
        room = self._room(members)
        row, column = np.unravel_index(int(room.argmax()), room.shape)
        if room[row, column] <= 0:
            return None
        x, y = float(self.x[row, column]), float(self.y[row, column])
        return Spot(x, y, float(room[row, column]))

    def _room(self, members: Members) -> NDArray[np.float64]:
        """How far a point is from the nearest edge of a region; not above 0 outside of it."""
        sides = [depth if place in members else -depth for place, depth in enumerate(self._depths)]
        least: NDArray[np.float64] = np.minimum.reduce(sides)
        return least


def _framed(circles: Sequence[Circle], regions: Mapping[Members, float]) -> Euler:
    """The drawing in a frame whose longer side is 1."""
    areas = _Areas(circles, _GRID)
    scale = 1 / max(areas.right - areas.left, areas.bottom - areas.top)
    spots = {
        members: Spot((at.x - areas.left) * scale, (at.y - areas.top) * scale, at.room * scale)
        for members in regions
        if (at := areas.spot(members)) is not None
    }
    moved = tuple(
        Circle((each.x - areas.left) * scale, (each.y - areas.top) * scale, each.radius * scale)
        for each in circles
    )
    return Euler(
        moved,
        (areas.right - areas.left) * scale,
        (areas.bottom - areas.top) * scale,
        spots,
        _off(circles, regions, _GRID),
    )
