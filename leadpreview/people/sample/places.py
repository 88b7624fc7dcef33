"""Countries and the places inside them: where people live and where companies have their seat."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from leadpreview import catalog
from leadpreview.people.sample.draws import Draws, Lottery, Whole
from leadpreview.people.sample.frozen import rows, shares

__all__ = ["Countries", "Places"]

# Of the people of a country, which kind of place their profile names: mostly a city where the
# list has one (the few counties of the list are cities like London). The rest name the country.
_KINDS: Final = {"city": "city", "county": "city", "metro": "metro", "state": "state"}
_SHARES: Final = {"city": 60, "metro": 22, "state": 12}
_COUNTRY_ONLY: Final = 5


class Countries:
    """The countries of the sample, by position in `countries.csv`.

    Attributes:
        ids: Catalogue ids.
        weights: People, as weights: published members times the tilt.
        name_mixes: For each country the weights of its name groups.
        languages: For each country the language of the titles that are not English.
        local_titles: Shape (countries,): of 1,024 people, how many have a title in it.
        regions: For each country the name of its group of sales regions.
        legal: For each country the name of its group of legal forms.
    """

    def __init__(self) -> None:
        data = list(rows("countries"))
        self.ids = tuple(row["id"] for row in data)
        self.weights = tuple(int(row["members_thousands"]) * int(row["tilt"]) for row in data)
        self.name_mixes = tuple(shares(row["names"]) for row in data)
        self.languages = tuple(row["language"] for row in data)
        self.local_titles = np.array([int(row["local_titles"]) for row in data], dtype=np.int64)
        self.regions = tuple(row["regions"] for row in data)
        self.legal = tuple(row["legal"] for row in data)
        self._lottery = Lottery([self.weights], log_tickets=16)

    def __len__(self) -> int:
        return len(self.ids)

    def draw(self, draws: Draws, stream: int) -> Whole:
        """Shape (n,): positions of countries."""
        return self._lottery.draw(draws, stream)


class Places:
    """The catalogue's places in each country.

    Attributes:
        ids: Arrow array of the catalogue ids of all places that anybody lives in.
    """

    def __init__(self, countries: Countries) -> None:
        locations = catalog.locations
        sized = {row["id"]: int(row["weight"]) for row in rows("places")}
        ids: list[str] = []
        starts: list[int] = []
        weights: list[list[int]] = []
        for country in countries.ids:
            inside = [
                entry
                for entry in locations.entries
                if entry.kind in _KINDS and locations.country(entry.id) == country
            ]
            kinds = [_KINDS[entry.kind or ""] for entry in inside]
            sizes = [sized.get(entry.id, 1) for entry in inside]
            of_kind = {
                kind: sum(size for size, other in zip(sizes, kinds, strict=True) if other == kind)
                for kind in kinds
            }
            starts.append(len(ids))
            ids.extend([country, *(entry.id for entry in inside)])
            whole = 1_000_000
            weights.append(
                [
                    _COUNTRY_ONLY * whole,
                    *(
                        _SHARES[kind] * whole * size // of_kind[kind]
                        for kind, size in zip(kinds, sizes, strict=True)
                    ),
                ]
            )
        self.ids = pa.array(ids)
        self._starts = np.array(starts, dtype=np.int64)
        self._lottery = Lottery(weights, log_tickets=13)

    def draw(self, draws: Draws, stream: int, country: Whole) -> Whole:
        """Shape (n,): positions in `ids`, given positions of countries."""
        return self._starts[country] + self._lottery.draw(draws, stream, country)
