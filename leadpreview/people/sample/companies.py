"""Companies that do not exist: names, industries, sizes by a power law, types and seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpreview import catalog
from leadpreview.people.sample.draws import Draws, Flags, Lottery, Whole, apportion
from leadpreview.people.sample.frozen import rows, shares, split
from leadpreview.people.sample.places import Countries, Places
from leadpreview.people.sample.streams import Stream
from leadpreview.text import normalise

__all__ = ["BANDS", "NO_COMPANY", "Companies"]

BANDS: Final = (
    "1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+",
)  # fmt: skip
NO_COMPANY: Final = -1

# Of 1,000 people and of 10,000 companies: the share of each band. From band to band companies
# get about three times fewer while their people stay of one order: a power law.
_PEOPLE_IN_BAND: Final = (130, 150, 180, 130, 100, 140, 55, 115)
_COMPANIES_IN_BAND: Final = (5300, 2650, 1250, 420, 190, 140, 30, 20)
_PEOPLE_A_COMPANY: Final = 9
# Of 1,024 people of each band, those who work for a company of another country.
_ABROAD: Final = (25, 40, 70, 120, 190, 330, 420, 480)
_TYPES: Final = catalog.company_type.ids
_SIZE_CLASSES: Final = ("small", "middle", "large")
_SIZE_CLASS_OF_BAND: Final = np.array([0, 0, 1, 1, 1, 2, 2, 2], dtype=np.int64)
# Ids of companies: digits, far above any that the service has given out.
_FIRST_LINKEDIN_ID: Final = 8_000_000_000_000_000
# Of 1,024 companies, those that do not say.
_GAPS: Final = {"industry": 30, "company_size": 34, "company_type": 24, "headquarters": 36}


@dataclass(frozen=True, slots=True)
class _Parts:
    """Interchangeable parts of a name, written and normalised, with the space that they need."""

    texts: pa.Array
    words: pa.Array


class Companies:
    """All companies of a sample of one size, by number from 0; band and country come in blocks.

    Attributes:
        profiles: Names of the profiles of `functions.csv` that industries have.
        profile: Shape (n,): for each company the position of its profile.
        names: Arrow array of names.
        words: Arrow array of normalised names.
    """

    def __init__(self, seed: int, people: int, countries: Countries, places: Places) -> None:
        """Make the companies that `people` people work for."""
        self._countries, self._places = countries, places
        bands = len(BANDS)
        in_band = apportion(_COMPANIES_IN_BAND, max(people // _PEOPLE_A_COMPANY, 1))
        by_cell = np.array(
            [np.maximum(apportion(countries.weights, count), 1) for count in in_band],
            dtype=np.int64,
        ).T.reshape(-1)
        self._count = by_cell
        self._start = np.concatenate(([0], np.cumsum(by_cell)))
        cell = np.repeat(np.arange(len(by_cell), dtype=np.int64), by_cell)
        self.band = cell % bands
        self._country = cell // bands
        self._draws = Draws(seed, np.arange(len(cell), dtype=np.uint64))
        self._abroad = np.array(_ABROAD, dtype=np.int64)
        self._bands = Lottery([_PEOPLE_IN_BAND])

        data = list(rows("industries"))
        self._industries = pa.array([row["id"] for row in data])
        self.profiles = tuple(dict.fromkeys(row["profile"] for row in data))
        profile_of = [self.profiles.index(row["profile"]) for row in data]
        by_industry = Lottery([[int(row["weight"]) for row in data]], log_tickets=14)
        self._industry = by_industry.draw(self._draws, Stream.COMPANY_INDUSTRY)
        self.profile = np.array(profile_of, dtype=np.int64)[self._industry]
        self._types = _company_types(self.profiles)
        self._name([split(row["trade"]) for row in data])

    def __len__(self) -> int:
        return len(self.band)

    def band_of(self, draws: Draws, move: int = 0) -> Whole:
        """Shape (n,): positions in `BANDS`, as people are spread over them."""
        return self._bands.draw(draws, Stream.HEADCOUNT + move)

    def employ(self, draws: Draws, country: Whole, band: Whole, move: int = 0) -> Whole:
        """Shape (n,): who employs people of these countries in companies of these bands."""
        abroad = draws.chance(Stream.ABROAD + move, self._abroad[band])
        elsewhere = self._countries.draw(draws, Stream.EMPLOYER_COUNTRY + move)
        cell = np.where(abroad, elsewhere, country) * len(BANDS) + band
        return self._start[cell] + draws.low(Stream.EMPLOYER + move, self._count[cell])

    def table(self, numbers: Whole) -> pa.Table:
        """Rows of the table `companies` of the companies `numbers`, which get the ids 1, 2..."""
        draws = Draws(self._draws.seed, numbers.astype(np.uint64))
        band, country = self.band[numbers], self._country[numbers]
        seat = self._places.draw(draws, Stream.COMPANY_HEADQUARTERS, country)
        size_class = _SIZE_CLASS_OF_BAND[band]
        kind = self._types.draw(
            draws, Stream.COMPANY_TYPE, self.profile[numbers] * len(_SIZE_CLASSES) + size_class
        )
        ids = pa.array(numbers + _FIRST_LINKEDIN_ID)
        return pa.table(
            {
                "company_id": pa.array(np.arange(1, len(numbers) + 1, dtype=np.int32)),
                "name": self.names.take(pa.array(numbers)),
                "words": self.words.take(pa.array(numbers)),
                "industry": _take(
                    self._industries,
                    self._industry[numbers],
                    draws.chance(Stream.NO_INDUSTRY, _GAPS["industry"]),
                ),
                "company_size": _take(
                    pa.array(BANDS), band, draws.chance(Stream.NO_HEADCOUNT, _GAPS["company_size"])
                ),
                "company_type": _take(
                    pa.array(_TYPES), kind, draws.chance(Stream.NO_TYPE, _GAPS["company_type"])
                ),
                "headquarters": _take(
                    self._places.ids,
                    seat,
                    draws.chance(Stream.NO_HEADQUARTERS, _GAPS["headquarters"]),
                ),
                "linkedin_id": pc.cast(ids, pa.string()),
            }
        )

    def _name(self, trades: list[tuple[str, ...]]) -> None:
        draws = self._draws
        words = {row["part"]: split(row["words"]) for row in rows("company_words")}
        stem = [
            _parts(words[part]).texts.take(pa.array(draws.below(stream, len(words[part]))))
            for part, stream in (
                ("start", Stream.COMPANY_START),
                ("middle", Stream.COMPANY_MIDDLE),
                ("end", Stream.COMPANY_END),
            )
        ]
        base = pc.binary_join_element_wise(*stem, "")
        base_words = pc.utf8_lower(base)

        flat = ["", *(f" {word}" for group in trades for word in group)]
        first = np.cumsum([1, *(len(group) for group in trades)])[: len(trades)]
        many = np.array([len(group) for group in trades], dtype=np.int64)
        trade = first[self._industry] + draws.below(Stream.COMPANY_TRADE, many[self._industry])
        plain = ~draws.chance(Stream.COMPANY_TRADE_FORM, 640) | (many[self._industry] == 0)
        trade = np.where(plain, 0, trade)

        before, after, lottery = _legal_forms(self._countries)
        form = lottery.draw(draws, Stream.COMPANY_LEGAL, self._country)
        trade_parts = _parts(flat)
        self.names = pc.binary_join_element_wise(
            before.texts.take(pa.array(form)),
            base,
            trade_parts.texts.take(pa.array(trade)),
            after.texts.take(pa.array(form)),
            "",
        )
        self.words = pc.binary_join_element_wise(
            before.words.take(pa.array(form)),
            base_words,
            trade_parts.words.take(pa.array(trade)),
            after.words.take(pa.array(form)),
            "",
        )


def _company_types(profiles: tuple[str, ...]) -> Lottery:
    """By profile and size class, the types of companies."""
    data = {row["profile"]: row for row in rows("company_types")}
    weights = []
    for profile in profiles:
        for size_class in _SIZE_CLASSES:
            mix = shares(data.get(profile, data["other"])[size_class])
            weights.append([mix.get(letter, 0) for letter in _TYPES])
    return Lottery(weights)


def _legal_forms(countries: Countries) -> tuple[_Parts, _Parts, Lottery]:
    groups = {row["legal"]: shares(row["forms"]) for row in rows("legal_forms")}
    forms = list(dict.fromkeys(form for mix in groups.values() for form in mix))
    weights = [[groups[legal].get(form, 0) for form in forms] for legal in countries.legal]
    before = _parts([form.partition("*")[0] for form in forms], leading=False)
    after = _parts([form.partition("*")[2] for form in forms])
    return before, after, Lottery(weights)


def _parts(texts: list[str] | tuple[str, ...], *, leading: bool = True) -> _Parts:
    """Parts with their normalised words, which bring the space that divides them from the base."""
    spaced = []
    for text in texts:
        folded = normalise(text)
        if folded:
            folded = f" {folded}" if leading else f"{folded} "
        spaced.append(folded)
    return _Parts(pa.array(texts, pa.string()), pa.array(spaced, pa.string()))


def _take(values: pa.Array, which: Whole, missing: Flags) -> pa.Array:
    return values.take(pa.array(which, mask=missing))
