"""Filters as SQL on the tables of record: a second opinion for whoever wants to check a number.

The index answers in milliseconds; this answers in the database's own words, and both mean the
same. `count_query(filters)` can be pasted into any DuckDB shell that has `people.duckdb` open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from leadpreview import catalog
from leadpreview.errors import FilterProblem, UnanswerableFilterError
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.keyword import AllOf, Expression, Not, Term, parse_keyword
from leadpreview.people.meaning import company_type_letter, problem_with, title_query
from leadpreview.text import normalise

__all__ = ["count_query", "first_rows_query", "where"]

Query = tuple[str, list[object]]

_PERSON: Final = {
    "seniority_levels": "seniority",
    "functions": "function",
    "included_locations": "location",
    "excluded_locations": "location",
    "years_of_experience": "years_experience",
    "years_at_current_company": "years_at_company",
    "years_in_current_position": "years_in_position",
}
_COMPANY: Final = {
    "included_industries": "industry",
    "excluded_industries": "industry",
    "company_size": "company_size",
    "company_type": "company_type",
    "company_headquarters": "headquarters",
}


def count_query(filters: LeadFilters) -> Query:
    """SQL that counts who matches, and its parameters.

    Raises:
        FiltersError: As `where`.
    """
    condition, parameters = where(filters)
    return f"SELECT count(*) FROM people p WHERE {condition}", parameters


def first_rows_query(filters: LeadFilters, limit: int = 25) -> Query:
    """SQL for the first rows that match, in the stored order, and its parameters.

    Raises:
        FiltersError: As `where`.
    """
    condition, parameters = where(filters)
    query = f"SELECT p.row FROM people p WHERE {condition} ORDER BY p.row LIMIT {int(limit)}"
    return query, parameters


def where(filters: LeadFilters) -> Query:
    """A condition on `people p`, and its parameters in order.

    Raises:
        UnanswerableFilterError: The people database cannot know a field or value.
        KeywordSyntaxError: The keyword has a mistake.
    """
    problems: list[FilterProblem] = []
    parts: list[Query] = []
    for field in filters.active:
        values = filters.values(field)
        found = [problem for value in values if (problem := problem_with(field, value))]
        problems += found
        if not found:
            parts.append(_filter(field, values))
    if problems:
        raise UnanswerableFilterError(*problems)
    return _joined(" AND ", parts) if parts else ("true", [])


def _filter(field: str, values: tuple[str, ...]) -> Query:
    if field == "keyword":
        return _keyword(parse_keyword(values[0]))
    condition, parameters = _condition(field, values)
    return (_not(condition) if FIELDS[field].excludes else condition), parameters


def _condition(field: str, values: tuple[str, ...]) -> Query:
    kind = FIELDS[field].kind
    if kind in (ValueKind.TITLE, ValueKind.COMPANY):
        if kind is ValueKind.TITLE:
            ids = _ids("titles", "title_id", values, _title)
        else:
            ids = _ids("companies", "company_id", values, _company)
        column = "title_id" if kind is ValueKind.TITLE else "company_id"
        if field in ("past_titles", "excluded_past_titles", "past_companies"):
            past = f"SELECT row FROM past_positions WHERE {column} IN ({ids[0]})"
            return f"p.row IN ({past})", ids[1]
        return f"p.{column} IN ({ids[0]})", ids[1]
    accepted = [_accepted(field, kind, values)]
    if field in _PERSON:
        return f"p.{_PERSON[field]} IN (SELECT unnest(?::VARCHAR[]))", [*accepted]
    inside = f"{_COMPANY[field]} IN (SELECT unnest(?::VARCHAR[]))"
    return f"p.company_id IN (SELECT company_id FROM companies WHERE {inside})", [*accepted]


def _accepted(field: str, kind: ValueKind, values: Iterable[str]) -> list[str]:
    """The stored values that count as one of `values`."""
    accepted: set[str] = set()
    for value in values:
        if kind is ValueKind.LOCATION:
            accepted |= catalog.locations.covers(value)
        elif kind is ValueKind.INDUSTRY:
            accepted |= catalog.industries.descendants(value)
        elif field == "company_type":
            accepted.add(company_type_letter(value) or value)
        else:
            accepted.add(value)
    return sorted(accepted)


def _ids(
    table: str, column: str, values: Iterable[str], condition: Callable[[str], Query]
) -> Query:
    """A query for the ids of a dictionary that any of `values` means."""
    joined, parameters = _joined(" OR ", [condition(value) for value in values])
    return f"SELECT {column} FROM {table} WHERE {joined}", parameters


def _title(value: str) -> Query:
    query = title_query(value)
    if query.in_order:
        return _holds("words", query.words)
    return _joined(" AND ", [_holds("words", (word,)) for word in query.words])


def _company(value: str) -> Query:
    if value.isascii() and value.isdigit():
        return "(words = ? OR linkedin_id = ?)", [normalise(value), value]
    return "words = ?", [normalise(value)]


def _keyword(expression: Expression) -> Query:
    if isinstance(expression, Term):
        title, company = (_holds("words", expression.words) for _ in range(2))
        headline = _holds("p.headline_words", expression.words)
        found = [
            headline,
            (_entry("title_id", "titles", title[0]), title[1]),
            (_entry("company_id", "companies", company[0]), company[1]),
        ]
        return _joined(" OR ", found)
    if isinstance(expression, Not):
        condition, parameters = _keyword(expression.part)
        return _not(condition), parameters
    operator = " AND " if isinstance(expression, AllOf) else " OR "
    return _joined(operator, [_keyword(part) for part in expression.parts])


def _not(condition: str) -> str:
    """The opposite; an unknown value makes a condition null, which must not remove anybody."""
    return f"({condition}) IS NOT TRUE"


def _entry(column: str, table: str, condition: str) -> str:
    return f"p.{column} IN (SELECT {column} FROM {table} WHERE {condition})"


def _holds(column: str, texts: tuple[str, ...]) -> Query:
    """That normalised words stand side by side in a column of normalised words."""
    return f"contains(' ' || {column} || ' ', ?)", [f" {' '.join(texts)} "]


def _joined(operator: str, parts: Iterable[Query]) -> Query:
    """Conditions joined, in parentheses, with their parameters in order."""
    listed = list(parts)
    parameters = [each for _, own in listed for each in own]
    return f"({operator.join(condition for condition, _ in listed)})", parameters
