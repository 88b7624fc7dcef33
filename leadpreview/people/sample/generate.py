"""People in their stored order, chunk by chunk, as Arrow tables of `schema.TABLES`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadpreview import catalog
from leadpreview.people.sample.careers import MOST_PAST, Careers, bucket
from leadpreview.people.sample.companies import Companies
from leadpreview.people.sample.draws import Draws, Flags, Whole, invert_order_key
from leadpreview.people.sample.headlines import Headlines
from leadpreview.people.sample.names import Names
from leadpreview.people.sample.places import Countries, Places
from leadpreview.people.sample.streams import PAST_STRIDE, Stream
from leadpreview.people.sample.titles import FUNCTIONS, SENIORITIES, Titles
from leadpreview.people.schema import order_key
from leadpreview.text import normalise

__all__ = [
    "CHUNK",
    "DEFAULT_SEED",
    "FIRST_PERSON_ID",
    "LARGEST",
    "REFERENCE_DATE",
    "SMALLEST",
    "Sample",
]

DEFAULT_SEED: Final = 20_250_101
REFERENCE_DATE: Final = "2025-01-01"
"""The day on which years of experience and tenure are counted; fixed, so that they never change."""

SMALLEST: Final = 1_000
LARGEST: Final = 50_000_000
FIRST_PERSON_ID: Final = 9_000_000_000_000_000
"""Far above any id that the service has given out, below 2**53 and thus exact in JSON."""

CHUNK: Final = 122_880
"""People made at once, a row group of DuckDB. Part of the recipe: ids are given out by chunk."""

# Of 1,024 people, who does not say.
_GAPS: Final = {
    Stream.NO_SENIORITY: 46,
    Stream.NO_FUNCTION: 52,
    Stream.NO_COMPANY: 32,
    Stream.NO_TITLE: 16,
    Stream.NO_LOCATION: 15,
    Stream.NO_EXPERIENCE: 38,
    Stream.NO_AT_COMPANY: 26,
    Stream.NO_IN_POSITION: 30,
}
_YEARS: Final = pa.array(catalog.years.ids)
_SENIORITIES: Final = pa.array(SENIORITIES)
_FUNCTIONS: Final = pa.array(FUNCTIONS)


class _Ids:
    """Ids of the numbers that are used so far."""

    def __init__(self) -> None:
        self._known: Whole = np.empty(0, dtype=np.int64)
        self._ids: NDArray[np.int32] = np.empty(0, dtype=np.int32)

    def missing(self, numbers: Whole) -> Whole:
        """Those of `numbers` that have no id yet, each once, ascending."""
        return np.setdiff1d(np.unique(numbers), self._known, assume_unique=True)

    def add(self, numbers: Whole, ids: NDArray[np.int32]) -> None:
        """Give `ids` to `numbers`, which had none."""
        known = np.concatenate((self._known, numbers))
        order = np.argsort(known, kind="stable")
        self._known = known[order]
        self._ids = np.concatenate((self._ids, ids))[order]

    def of(self, numbers: Whole) -> NDArray[np.int32]:
        """The ids of numbers that have one."""
        return self._ids[np.searchsorted(self._known, numbers)]


@dataclass(frozen=True, slots=True)
class _Now:
    """What people do now; shape (n,) each, positions in their lists.

    Attributes:
        elsewhere: Whether they have worked for another company.
    """

    country: Whole
    language: Whole
    company: Whole
    seniority: Whole
    function: Whole
    elsewhere: Flags


class Sample:
    """A synthetic population: the same for the same seed and size, on every machine."""

    def __init__(self, size: int, *, seed: int = DEFAULT_SEED) -> None:
        """Make the companies, and know the order of the people.

        Args:
            size: People, from `SMALLEST` to `LARGEST`.
            seed: Any integer.

        Raises:
            ValueError: `size` is out of range.
        """
        if not SMALLEST <= size <= LARGEST:
            raise ValueError(
                f"The sample can have {SMALLEST:,} to {LARGEST:,} people, not {size:,}."
            )
        self.size, self.seed = size, seed
        self._countries = Countries()
        self._places = Places(self._countries)
        self._names = Names(self._countries)
        self._titles = Titles(self._countries)
        self._companies = Companies(seed, size, self._countries, self._places)
        self._careers = Careers(self._companies)
        self._headlines = Headlines(self._titles.languages)
        self._title_ids, self._company_ids = _Ids(), _Ids()
        # Several numbers of the grammar may be written alike; a text has one id.
        self._title_texts: dict[str, int] = {}
        self._used_companies: list[Whole] = []

    def chunks(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Rows of the tables `people` and `past_positions`, in stored order."""
        keys = order_key(np.uint64(FIRST_PERSON_ID) + np.arange(self.size, dtype=np.uint64))
        keys.sort()
        for start in range(0, self.size, CHUNK):
            yield self._chunk(start, invert_order_key(keys[start : start + CHUNK]))

    def titles(self) -> pa.Table:
        """Rows of the table `titles`: those that people of the chunks so far have."""
        return pa.table(
            {
                "title_id": pa.array(np.arange(1, len(self._title_texts) + 1, dtype=np.int32)),
                "title": pa.array(list(self._title_texts), pa.string()),
                "words": pa.array([normalise(text) for text in self._title_texts], pa.string()),
            }
        )

    def companies(self) -> pa.Table:
        """Rows of the table `companies`: those that employ people of the chunks so far."""
        return self._companies.table(np.concatenate(self._used_companies))

    def _chunk(self, first_row: int, person_ids: NDArray[np.uint64]) -> tuple[pa.Table, pa.Table]:
        draws = Draws(self.seed, person_ids - np.uint64(FIRST_PERSON_ID))
        country = self._countries.draw(draws, Stream.COUNTRY)
        band = self._companies.band_of(draws)
        company = self._companies.employ(draws, country, band)
        seniority = self._careers.seniority(draws, band)
        function = self._careers.function(draws, company, seniority)
        language = self._titles.language(draws, country)
        title = self._titles.draw(draws, country, language, function, seniority)
        experience, at_company, in_position = self._careers.quarters(draws, seniority)
        count, elsewhere = self._careers.past_count(draws, experience, at_company, in_position)
        now = _Now(country, language, company, seniority, function, elsewhere)
        person, past_title, past_company = self._past(draws, count, now)
        self._give_ids(np.concatenate((title, past_title)), np.concatenate((company, past_company)))

        gaps = {stream: draws.chance(stream, share) for stream, share in _GAPS.items()}
        no_company = gaps[Stream.NO_COMPANY]
        title_ids = pa.array(self._title_ids.of(title), mask=gaps[Stream.NO_TITLE])
        company_ids = pa.array(self._company_ids.of(company), mask=no_company)
        headline, headline_words = self._headline(
            draws, language, function, title_ids, pa.array(company, mask=no_company)
        )
        place = self._places.draw(draws, Stream.PLACE, country)
        rows = np.arange(first_row, first_row + len(draws), dtype=np.int32)
        people = pa.table(
            {
                "row": pa.array(rows),
                "person_id": pa.array(person_ids.astype(np.int64)),
                "full_name": self._names.draw(draws, country),
                "headline": headline,
                "headline_words": headline_words,
                "title_id": title_ids,
                "company_id": company_ids,
                "location": _taken(self._places.ids, place, gaps[Stream.NO_LOCATION]),
                "seniority": _taken(_SENIORITIES, seniority, gaps[Stream.NO_SENIORITY]),
                "function": _taken(_FUNCTIONS, function, gaps[Stream.NO_FUNCTION]),
                "years_experience": _taken(_YEARS, bucket(experience), gaps[Stream.NO_EXPERIENCE]),
                "years_at_company": _taken(
                    _YEARS, bucket(at_company), gaps[Stream.NO_AT_COMPANY] | no_company
                ),
                "years_in_position": _taken(
                    _YEARS, bucket(in_position), gaps[Stream.NO_IN_POSITION]
                ),
            }
        )
        past = pa.table(
            {
                "row": pa.array(rows[person]),
                "title_id": pa.array(self._title_ids.of(past_title)),
                "company_id": pa.array(self._company_ids.of(past_company)),
            }
        )
        return people, past

    def _headline(
        self, draws: Draws, language: Whole, function: Whole, title_ids: pa.Array, company: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        titles = self.titles()
        titled = pc.subtract(title_ids, 1)
        return self._headlines.draw(
            draws,
            language,
            function,
            tuple(titles[column].take(titled) for column in ("title", "words")),
            (self._companies.names.take(company), self._companies.words.take(company)),
        )

    def _past(self, draws: Draws, count: Whole, now: _Now) -> tuple[Whole, Whole, Whole]:
        """Past positions: for each the position of its person in the chunk, title and company."""
        starts = np.concatenate(([0], np.cumsum(count)))
        total = int(starts[-1])
        person = np.repeat(np.arange(len(count), dtype=np.int64), count)
        titles, companies = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
        who = np.arange(len(count), dtype=np.int64)
        company, seniority, function = now.company, now.seniority, now.function
        for k in range(MOST_PAST):
            kept = count[who] > k
            who = who[kept]
            company, seniority, function = company[kept], seniority[kept], function[kept]
            country, language = now.country[who], now.language[who]
            some, move = draws.of(who), PAST_STRIDE * (k + 1)
            band = self._companies.band_of(some, move)
            other = self._companies.employ(some, country, band, move)
            stayed = some.chance(Stream.PAST_SAME_COMPANY + move, 200) | ~now.elsewhere[who]
            company = np.where(stayed, company, other)
            seniority = self._careers.earlier(some, seniority, move)
            function = self._careers.earlier_function(some, company, seniority, function, move)
            place = starts[who] + k
            companies[place] = company
            titles[place] = self._titles.draw(some, country, language, function, seniority, move)
        return person, titles, companies

    def _give_ids(self, titles: Whole, companies: Whole) -> None:
        new_titles = self._title_ids.missing(titles)
        texts = self._title_texts
        ids = [
            texts.setdefault(self._titles.text(number), len(texts) + 1)
            for number in new_titles.tolist()
        ]
        self._title_ids.add(new_titles, np.array(ids, dtype=np.int32))
        new = self._company_ids.missing(companies)
        first = 1 + sum(len(numbers) for numbers in self._used_companies)
        self._company_ids.add(new, np.arange(first, first + len(new), dtype=np.int32))
        self._used_companies.append(new)


def _taken(values: pa.Array, which: Whole, missing: Flags) -> pa.Array:
    return values.take(pa.array(which, mask=missing))
