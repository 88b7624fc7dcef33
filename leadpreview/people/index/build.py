"""Derives an index from the tables of record, a stretch of people at a time."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpreview import catalog
from leadpreview.errors import NoSpaceError, PeopleDatabaseDamagedError
from leadpreview.people.index.bits import Rows
from leadpreview.people.index.files import IndexWriter
from leadpreview.people.index.postings import Ids, places
from leadpreview.people.index.sorting import Family, sort_terms, write_postings
from leadpreview.people.index.texts import Lists, SortedTexts
from leadpreview.people.index.vocabulary import Vocabulary, words_of

__all__ = ["build_index"]

# People at a time; a multiple of 64, so that stretches never share a word of bits.
_STRETCH: Final = 1 << 18
# Where lists become packed bits. Open families have so many terms that room decides; in closed
# ones a place or an industry takes in many terms at once, and bits are ORed sooner than lists.
_OPEN_SHARE: Final = 32
_CLOSED_SHARE: Final = 128
_OWN: Final = {
    "location": "location",
    "seniority": "seniority",
    "function": "function",
    "years_experience": "years_experience",
    "years_at_company": "years_at_company",
    "years_in_position": "years_in_position",
}
_OF_COMPANY: Final = ("industry", "company_size", "company_type", "headquarters")
_LEAD: Final = ("person_id", "full_name", "headline", "title_id", "company_id")


def build_index(database: Path, folder: Path, *, progress: Callable[[float, str], None]) -> None:
    """Make the index of a people database.

    Args:
        database: The DuckDB file, with nobody writing to it.
        folder: The index folder; made when missing, replaced when not empty.
        progress: Told how far it is, from 0 to 1, and what is being done.

    Raises:
        PeopleDatabaseDamagedError: The tables are not as `schema` says.
        NoSpaceError: The disk is full.
        OSError: The folder cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    writer = IndexWriter(folder)
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            _Build(connection, writer, scratch, database, progress).run()
    except duckdb.Error as error:
        raise PeopleDatabaseDamagedError("The people database cannot be read.") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            reason = "The disk is full: there is no room for the index of the people database."
            raise NoSpaceError(reason) from error
        raise
    finally:
        writer.close()
        shutil.rmtree(scratch, ignore_errors=True)


class _Dictionary:
    """Titles or companies with their words; places count from 0, ids from 1."""

    def __init__(self, table: Any, id_column: str, vocabulary: Vocabulary) -> None:
        ids = table[id_column].to_numpy()
        if not np.array_equal(ids, np.arange(1, len(ids) + 1)):
            raise PeopleDatabaseDamagedError(f"{id_column} does not count from 1 without gaps.")
        self.size = len(ids)
        self.table = table
        self.words, lengths = words_of(table["words"], vocabulary)
        self.offsets = np.concatenate(([0], np.cumsum(lengths)))

    def write(self, writer: IndexWriter, name: str, shown: str, vocabulary: Vocabulary) -> None:
        """Write the dictionary for reading as `name`."""
        entries = np.repeat(np.arange(self.size, dtype=np.uint32), np.diff(self.offsets))
        terms, counts, kept = sort_terms(self.words, entries)
        Lists.write(writer, f"{name}_having", terms, counts, kept, len(vocabulary))
        writer.save(f"{name}_stream_at", self.offsets)
        writer.save(f"{name}_stream_words", self.words.astype(np.uint32))
        writer.append_table(name, self.table.select([shown]))

    def words_at(self, entries: Ids, rows: Rows) -> tuple[Ids, Rows]:
        """The words of each person's entry (-1 for none), and whose they are."""
        known = entries >= 0
        starts = self.offsets[entries[known]]
        ends = self.offsets[entries[known] + 1]
        return self.words[places(starts, ends)], np.repeat(rows[known], ends - starts)


class _Build:
    """One build."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        writer: IndexWriter,
        scratch: Path,
        database: Path,
        progress: Callable[[float, str], None],
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._database = database
        self._progress = progress
        self._words = Vocabulary()
        self._values = {
            "location": Vocabulary(_by_place(catalog.locations)),
            "headquarters": Vocabulary(_by_place(catalog.locations)),
            "industry": Vocabulary(_by_place(catalog.industries)),
        }
        for name in (*_OWN, *_OF_COMPANY):
            self._values.setdefault(name, Vocabulary())
        self._said = 0
        writer.append("headline_stream_at", np.zeros(1, np.int64))
        names = ("title", "company", "past_title", "past_company", "word", *self._values)
        self._families = {
            name: Family(name, scratch, _CLOSED_SHARE if name in self._values else _OPEN_SHARE)
            for name in names
        }

    def run(self) -> None:
        """Read everything once and write the index."""
        meta = dict(self._connection.execute("SELECT key, value FROM meta").fetchall())
        size = self._count("people")
        self._progress(0.0, "reading titles and companies")
        self._titles = _Dictionary(
            self._table("SELECT title_id, title, words FROM titles ORDER BY title_id"),
            "title_id",
            self._words,
        )
        self._companies = _Dictionary(
            self._table("SELECT * FROM companies ORDER BY company_id"), "company_id", self._words
        )
        self._attributes = {
            name: np.append(self._values[name].encode(self._companies.table[name]), -1)
            for name in _OF_COMPANY
        }
        # One worker: while it sorts a stretch, this thread reads the next from the database.
        with ThreadPoolExecutor(1) as pool:
            before: Future[None] | None = None
            for first in range(0, max(size, 1), _STRETCH):
                last = min(first + _STRETCH, size)
                self._progress(0.05 + 0.75 * first / max(size, 1), "indexing people")
                work = self._stretch(first, last)
                if before is not None:
                    before.result()
                before = pool.submit(self._sort, work, first, last)
            if before is not None:
                before.result()
        self._progress(0.8, "writing the index")
        self._finish(meta["fingerprint"], size)
        self._progress(1.0, "index ready")

    def _stretch(self, first: int, last: int) -> Iterator[tuple[str, Ids, Rows]]:
        """Read the people in `[first, last)`; gives each family's terms and rows."""
        columns = ", ".join(("row", "headline_words", *_LEAD, *_OWN))
        people = self._table(
            f"SELECT {columns} FROM people WHERE row >= ? AND row < ?", first, last
        )
        rows = np.arange(first, last, dtype=np.uint32)
        if not np.array_equal(people["row"].to_numpy(), rows):
            raise PeopleDatabaseDamagedError(
                "The people are not stored in the order of their rows."
            )
        past = self._table(
            "SELECT row, title_id, company_id FROM past_positions WHERE row >= ? AND row < ?",
            first,
            last,
        )
        words, lengths = words_of(people["headline_words"], self._words)
        through = np.cumsum(lengths) + self._said
        self._said += len(words)
        self._writer.append("headline_stream_at", through)
        self._writer.append("headline_stream_words", words.astype(np.uint32))
        self._writer.append_table("leads", people.select(list(_LEAD)))
        own = {name: self._values[name].encode(people[name]) for name in _OWN}
        titles, companies = self._titles.size, self._companies.size
        title = _entries(people["title_id"], titles)
        company = _entries(people["company_id"], companies)
        past_rows = past["row"].to_numpy().astype(np.uint32)
        past_title = _entries(past["title_id"], titles)
        past_company = _entries(past["company_id"], companies)
        headline_rows = np.repeat(rows, lengths)

        def pairs() -> Iterator[tuple[str, Ids, Rows]]:
            yield "title", title, rows
            yield "company", company, rows
            yield "past_title", past_title, past_rows
            yield "past_company", past_company, past_rows
            for name, codes in own.items():
                yield name, codes, rows
            for name, codes in self._attributes.items():
                yield name, codes[company], rows
            title_words, title_rows = self._titles.words_at(title, rows)
            company_words, company_rows = self._companies.words_at(company, rows)
            every = (words, title_words, company_words)
            yield (
                "word",
                np.concatenate(every),
                np.concatenate((headline_rows, title_rows, company_rows)),
            )

        return pairs()

    def _sort(self, pairs: Iterator[tuple[str, Ids, Rows]], first: int, last: int) -> None:
        for name, codes, rows in pairs:
            self._families[name].add(codes, rows, first, last)

    def _finish(self, fingerprint: str, size: int) -> None:
        terms = {
            "title": self._titles.size,
            "past_title": self._titles.size,
            "company": self._companies.size,
            "past_company": self._companies.size,
            "word": len(self._words),
            **{name: len(values) for name, values in self._values.items()},
        }
        writer = self._writer
        bases = write_postings(writer, list(self._families.values()), terms, size)
        self._titles.write(writer, "titles", "title", self._words)
        self._companies.write(writer, "companies", "name", self._words)
        SortedTexts.write(writer, "words", pa.array(self._words.texts, pa.large_string()))
        names = self._companies.table
        SortedTexts.write(writer, "company_names", names["words"].combine_chunks())
        SortedTexts.write(writer, "company_links", names["linkedin_id"].combine_chunks())
        facts = {
            "size": size,
            "families": bases,
            "values": {name: values.texts for name, values in self._values.items()},
            "database_bytes": self._database.stat().st_size,
        }
        writer.finish(fingerprint, facts)

    def _count(self, table: str) -> int:
        ((count,),) = self._connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(count)

    def _table(self, query: str, *parameters: object) -> Any:
        return self._connection.sql(query, params=list(parameters)).to_arrow_table()


def _entries(column: Any, size: int) -> Ids:
    """Ids from 1 as places from 0; -1 for a null."""
    entries: Ids = pc.fill_null(column, 0).to_numpy().astype(np.int64) - 1
    if len(entries) and int(entries.max()) >= size:
        raise PeopleDatabaseDamagedError("A person has a title or company that is not listed.")
    return entries


@cache
def _by_place(tree: catalog.Tree) -> list[str]:
    """Ids with what lies inside each right behind it, so that a place is one slice on disk."""
    at = {entry_id: place for place, entry_id in enumerate(tree.ids)}

    def path(entry_id: str) -> tuple[int, ...]:
        return tuple(at[each] for each in (*reversed(tree.ancestors(entry_id)), entry_id))

    return sorted(tree.ids, key=path)
