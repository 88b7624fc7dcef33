"""A handful of people, and the tables of record that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa

from leadpreview.people.index import PeopleIndex, build_index
from leadpreview.people.schema import DDL, order_key
from leadpreview.text import normalise

__all__ = ["Company", "Person", "World", "opened", "write_database"]


@dataclass(frozen=True)
class Company:
    """A company; `None` is unknown."""

    name: str
    linkedin_id: str
    industry: str | None = None
    company_size: str | None = None
    company_type: str | None = None
    headquarters: str | None = None


@dataclass(frozen=True)
class Person:
    """A person; `None` is unknown, and companies are places in `World.companies`."""

    person_id: int
    full_name: str = "Somebody"
    headline: str | None = None
    title: str | None = None
    company: int | None = None
    location: str | None = None
    seniority: str | None = None
    function: str | None = None
    years_experience: str | None = None
    years_at_company: str | None = None
    years_in_position: str | None = None
    past: tuple[tuple[str | None, int | None], ...] = ()


@dataclass(frozen=True)
class World:
    """People, in the order in which a database must store them, and their companies."""

    companies: tuple[Company, ...]
    people: tuple[Person, ...]

    @classmethod
    def of(cls, companies: Sequence[Company], people: Sequence[Person]) -> World:
        """Put the people in the stored order."""
        ids = np.array([person.person_id for person in people], np.uint64)
        keys = order_key(ids).tolist()
        ordered = sorted(zip(keys, people, strict=True), key=lambda pair: pair[0])
        return cls(tuple(companies), tuple(person for _, person in ordered))


def write_database(world: World, path: Path, fingerprint: str = "f00d") -> None:
    """Write the tables of record of `world`, from nothing but `schema`."""
    titles: dict[str, int] = {}

    def title_id(title: str | None) -> int | None:
        return None if title is None else titles.setdefault(title, len(titles) + 1)

    def company_id(place: int | None) -> int | None:
        return None if place is None else place + 1

    people = [
        (
            row,
            person.person_id,
            person.full_name,
            person.headline,
            None if person.headline is None else normalise(person.headline),
            title_id(person.title),
            company_id(person.company),
            person.location,
            person.seniority,
            person.function,
            person.years_experience,
            person.years_at_company,
            person.years_in_position,
        )
        for row, person in enumerate(world.people)
    ]
    past = [
        (row, title_id(title), company_id(company))
        for row, person in enumerate(world.people)
        for title, company in person.past
    ]
    companies = [
        (
            place,
            company.name,
            normalise(company.name),
            company.industry,
            company.company_size,
            company.company_type,
            company.headquarters,
            company.linkedin_id,
        )
        for place, company in enumerate(world.companies, 1)
    ]
    known = [(title_id, title, normalise(title)) for title, title_id in titles.items()]
    meta = [("schema_version", "1"), ("fingerprint", fingerprint), ("size", str(len(people)))]
    with duckdb.connect(str(path)) as connection:
        connection.execute(DDL)
        tables: dict[str, Sequence[tuple[object, ...]]] = {
            "meta": meta,
            "titles": known,
            "companies": companies,
            "people": people,
            "past_positions": past,
        }
        for name, rows in tables.items():
            _insert(connection, name, rows)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert `rows`, handed over as Arrow: a row at a time takes DuckDB a thousand times longer."""
    names = [str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    kinds = {"INTEGER": pa.int32(), "BIGINT": pa.int64(), "VARCHAR": pa.string()}
    types = [str(row[1]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    columns = [
        pa.array([row[place] for row in rows], kinds[kind]) for place, kind in enumerate(types)
    ]
    connection.register("incoming", pa.table(columns, names=names))
    connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
    connection.unregister("incoming")


def no_progress(fraction: float, doing: str) -> None:
    """Tell nobody."""


@contextmanager
def opened(
    world: World, *, progress: Callable[[float, str], None] = no_progress
) -> Iterator[tuple[PeopleIndex, duckdb.DuckDBPyConnection]]:
    """The index of `world`, and a connection to its database."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "people.duckdb"
        write_database(world, database)
        build_index(database, Path(folder) / "index", progress=progress)
        index = PeopleIndex.open(Path(folder))
        with duckdb.connect(str(database), read_only=True) as connection:
            yield index, connection
        index.close()
