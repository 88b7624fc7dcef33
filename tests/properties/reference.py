"""What filters mean, said as slowly and plainly as possible.

Shares `normalise` and the catalogue with what it judges, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.preview import Lead
from leadpreview.text import normalise
from tests.properties.world import Person, World

__all__ = ["leads", "matches", "matching"]


def matching(world: World, filters: LeadFilters) -> list[Person]:
    """The people who match, in stored order."""
    return [person for person in world.people if matches(world, person, filters)]


def leads(world: World, people: Iterable[Person]) -> tuple[Lead, ...]:
    """The first 25 of `people` as a preview shows them."""
    return tuple(
        Lead(
            full_name=person.full_name,
            headline=person.headline,
            current_company=None
            if person.company is None
            else world.companies[person.company].name,
            current_title=person.title,
            linkedin_id=str(person.person_id),
            profile_url=f"https://people.example/{person.person_id}",
        )
        for person in list(people)[:25]
    )


def matches(world: World, person: Person, filters: LeadFilters) -> bool:
    """Whether one person passes every filter."""
    return all(passes(world, person, field, filters.values(field)) for field in filters.active)


def passes(world: World, person: Person, field: str, values: tuple[str, ...]) -> bool:
    """Whether one person passes one filter."""
    if field == "keyword":
        return keyword_matches(values[0], keyword_texts(world, person))
    found = any(has(world, person, field, value) for value in values)
    return not found if field.startswith("excluded_") else found


def has(world: World, person: Person, field: str, value: str) -> bool:
    """Whether one value of one field, read as if it included, is true of a person."""
    company = None if person.company is None else world.companies[person.company]
    past_companies = [world.companies[place] for _, place in person.past if place is not None]
    past_titles = [title for title, _ in person.past if title is not None]
    if field in ("job_titles", "excluded_job_titles"):
        return person.title is not None and title_has(person.title, value)
    if field in ("past_titles", "excluded_past_titles"):
        return any(title_has(title, value) for title in past_titles)
    if field in ("included_companies", "excluded_companies"):
        return company is not None and is_company(company.name, company.linkedin_id, value)
    if field == "past_companies":
        return any(is_company(each.name, each.linkedin_id, value) for each in past_companies)
    if field in ("included_locations", "excluded_locations"):
        return person.location in catalog.locations.covers(value)
    if field == "company_headquarters":
        return company is not None and company.headquarters in catalog.locations.covers(value)
    if field in ("included_industries", "excluded_industries"):
        return company is not None and company.industry in catalog.industries.descendants(value)
    if field == "company_size":
        return company is not None and company.company_size == value
    if field == "company_type":
        return company is not None and any(
            company.company_type == entry.id
            and normalise(value) in (normalise(entry.id), normalise(entry.label))
            for entry in catalog.company_type.entries
        )
    if field == "seniority_levels":
        return person.seniority == value
    if field == "functions":
        return person.function == value
    if field == "years_of_experience":
        return person.years_experience == value
    if field == "years_at_current_company":
        return person.years_at_company == value
    if field == "years_in_current_position":
        return person.years_in_position == value
    raise AssertionError(field)


def title_has(title: str, value: str) -> bool:
    """Whether a title holds the words of a value, side by side when all of it is quoted."""
    if re.fullmatch('["“”][^"“”]*["“”]', value):
        return f" {normalise(value)} " in f" {normalise(title)} "
    return set(normalise(value).split()) <= set(normalise(title).split())


def is_company(name: str, linkedin_id: str, value: str) -> bool:
    """Whether a value is the whole name of a company, or its id."""
    return normalise(name) == normalise(value) or (
        re.fullmatch("[0-9]+", value) is not None and linkedin_id == value
    )


def keyword_texts(world: World, person: Person) -> list[str]:
    """The normalised texts that a keyword looks in."""
    company = None if person.company is None else world.companies[person.company].name
    return [normalise(text) for text in (person.headline, person.title, company) if text]


def keyword_matches(keyword: str, texts: list[str]) -> bool:
    """Evaluate a keyword without mistakes, by writing it as a Python expression."""
    python: list[str] = []
    for piece in re.findall(r'["“”][^"“”]*["“”]|[()]|[^\s()"“”]+', keyword):
        if piece in ("AND", "OR"):
            python.append(piece.lower())
            continue
        if piece != ")" and python and python[-1] in ("True", "False", ")"):
            python.append("and")
        if piece in ("(", ")"):
            python.append(piece)
        elif piece == "NOT":
            python.append("not")
        elif normalise(piece):
            wanted = f" {normalise(piece)} "
            python.append(str(any(wanted in f" {text} " for text in texts)))
        elif python and python[-1] == "and":
            python.pop()
    return bool(eval(" ".join(python)))
