"""The tables of record of the people database.

DuckDB holds them; the index beside them is derived and can be made again at any time. `row` is
both the stored order and the order of the first 25: ascending `order_key(person_id)`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["DDL", "PROFILE_URL", "SCHEMA_VERSION", "TABLES", "order_key"]

SCHEMA_VERSION: Final = 1
PROFILE_URL: Final = "https://people.example/{person_id}"

TABLES: Final = ("meta", "titles", "companies", "people", "past_positions")
DDL: Final = """
CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE titles (title_id INTEGER NOT NULL, title VARCHAR NOT NULL, words VARCHAR NOT NULL);
CREATE TABLE companies (
    company_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    industry VARCHAR,
    company_size VARCHAR,
    company_type VARCHAR,
    headquarters VARCHAR,
    linkedin_id VARCHAR NOT NULL
);
CREATE TABLE people (
    row INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    full_name VARCHAR NOT NULL,
    headline VARCHAR,
    headline_words VARCHAR,
    title_id INTEGER,
    company_id INTEGER,
    location VARCHAR,
    seniority VARCHAR,
    function VARCHAR,
    years_experience VARCHAR,
    years_at_company VARCHAR,
    years_in_position VARCHAR
);
CREATE TABLE past_positions (row INTEGER NOT NULL, title_id INTEGER, company_id INTEGER);
"""


def order_key(person_ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The fixed hash that orders people: the splitmix64 finaliser of the id.

    Args:
        person_ids: Shape (n,), any order.

    Returns:
        Shape (n,). A bijection on 64 bits, so two people never share a place.
    """
    key = person_ids.astype(np.uint64, copy=True)
    key ^= key >> np.uint64(30)
    key *= np.uint64(0xBF58476D1CE4E5B9)
    key ^= key >> np.uint64(27)
    key *= np.uint64(0x94D049BB133111EB)
    key ^= key >> np.uint64(31)
    return key
