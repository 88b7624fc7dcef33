"""What Hypothesis draws: people and filters that are likely to meet, in awkward spellings."""

from __future__ import annotations

from hypothesis import strategies as st

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.text import normalise
from tests.properties.world import Company, Person, World

__all__ = ["ANSWERABLE", "VALUES", "filters", "keywords", "values_of", "worlds"]

# Few words, so that people and filters meet; each spelt in the ways that go wrong.
_WORDS = st.sampled_from(
    (
        *("sales", "Sales", "SÄLES", "vp", "VP", "of", "president", "vice", "co-founder", "R&D"),
        *("Директор", "директор", "продаж", "営業部", "部長", "営", "naïve", "naive", "O'Brien"),
        *("100%", "a_b", "%", "_", "\U0001f680", "C++", "Łódź", "ſtraße", "ﬁnance", "''", "and"),
    )
)
_PHRASES = st.lists(_WORDS, min_size=0, max_size=4).map(" ".join)
_ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_TEXTS = st.one_of(_PHRASES, _PHRASES, _PHRASES, _ANY)
_NAMES = st.one_of(
    st.sampled_from(
        ("Acme", "ACMÉ", "Acme GmbH", "1618", "900002", "営業 Co", "%", "O'Brien & Co")
    ),
    _TEXTS,
)
# Places that lie inside one another, across one another, and apart.
_CITIES = ("90009496", "102277331", "102095887", "103644278", "101282230", "106967730", "90009712")
_PLACES = tuple(sorted({place for city in _CITIES for place in catalog.locations.containing(city)}))
_INDUSTRIES = ("4", "6", "96", "1594", "3099", "43", "1673")


def _id(ids: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    """An id, none, or one that no catalogue has."""
    return st.one_of(st.none(), st.sampled_from(ids), st.sampled_from(ids), st.just("no such id"))


_COMPANIES = st.builds(
    Company,
    name=_NAMES,
    linkedin_id=st.sampled_from(("900001", "900002", "900003", "1618")),
    industry=_id(_INDUSTRIES),
    company_size=_id(catalog.lead_headcounts.ids),
    company_type=_id(catalog.company_type.ids),
    headquarters=_id(_PLACES),
)


@st.composite
def worlds(draw: st.DrawFn, most: int = 90) -> World:
    """A few companies and up to `most` people, of whom many are alike."""
    companies = draw(st.lists(_COMPANIES, min_size=1, max_size=4))
    place = st.one_of(st.none(), st.integers(0, len(companies) - 1))
    titles = st.one_of(st.none(), st.sampled_from(draw(st.lists(_TEXTS, min_size=1, max_size=5))))
    kinds = draw(
        st.lists(
            st.builds(
                Person,
                person_id=st.just(0),
                full_name=_ANY,
                headline=st.one_of(st.none(), _TEXTS),
                title=titles,
                company=place,
                location=_id(_PLACES),
                seniority=_id(catalog.seniority_levels.ids),
                function=_id(catalog.functions.ids[:4]),
                years_experience=_id(catalog.years.ids),
                years_at_company=_id(catalog.years.ids),
                years_in_position=_id(catalog.years.ids),
                past=st.lists(st.tuples(titles, place), max_size=2).map(tuple),
            ),
            min_size=1,
            max_size=8,
        )
    )
    drawn = draw(st.lists(st.integers(0, len(kinds) - 1), max_size=most))
    people = [
        Person(**{**vars(kinds[kind]), "person_id": 9_000_000_000_000 + number})
        for number, kind in enumerate(drawn)
    ]
    return World.of(companies, people)


_TITLE_VALUES = st.one_of(
    _PHRASES,
    _PHRASES,
    _PHRASES.map('"{}"'.format),
    _PHRASES.map("“{}”".format),
    st.tuples(_PHRASES, _PHRASES).map('"{0[0]}" "{0[1]}"'.format),
    _ANY,
)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "job_titles": _TITLE_VALUES,
    "excluded_job_titles": _TITLE_VALUES,
    "past_titles": _TITLE_VALUES,
    "excluded_past_titles": _TITLE_VALUES,
    "seniority_levels": st.sampled_from(catalog.seniority_levels.ids),
    "functions": st.sampled_from(catalog.functions.ids[:4]),
    "included_industries": st.sampled_from(_INDUSTRIES),
    "excluded_industries": st.sampled_from(_INDUSTRIES),
    "company_size": st.sampled_from(catalog.lead_headcounts.ids),
    "company_type": st.sampled_from(
        (*catalog.company_type.ids, *(entry.label for entry in catalog.company_type.entries), "p")
    ),
    "company_headquarters": st.sampled_from(_PLACES),
    "included_companies": _NAMES,
    "excluded_companies": _NAMES,
    "past_companies": _NAMES,
    "included_locations": st.sampled_from(_PLACES),
    "excluded_locations": st.sampled_from(_PLACES),
    "years_in_current_position": st.sampled_from(catalog.years.ids),
    "years_at_current_company": st.sampled_from(catalog.years.ids),
    "years_of_experience": st.sampled_from(catalog.years.ids),
}
ANSWERABLE = (*VALUES, "keyword")


def values_of(field: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Values of a field that the database can answer, at least one."""
    value = VALUES[field].filter(_speaks)
    return st.lists(value, min_size=1, max_size=3).map(tuple)


def _speaks(value: str) -> bool:
    """Whether something is left of a value to look for."""
    return bool(normalise(value))


def _pieces(depth: int) -> st.SearchStrategy[str]:
    words = _WORDS.filter(_speaks)
    simple = st.one_of(words, _PHRASES.filter(_speaks).map('"{}"'.format))
    if depth == 0:
        return simple
    inner = _pieces(depth - 1)
    return st.one_of(
        simple,
        inner.map("NOT {}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from((" AND ", " OR ", " ")), inner).map("".join),
        st.tuples(inner, st.just(" & "), inner).map("".join),
    )


def keywords() -> st.SearchStrategy[str]:
    """Keyword expressions without mistakes."""
    return _pieces(3)


@st.composite
def filters(draw: st.DrawFn, most: int = 4) -> LeadFilters:
    """Filters that the database can answer, on up to `most` fields."""
    names = draw(st.lists(st.sampled_from(ANSWERABLE), max_size=most, unique=True))
    body: dict[str, object] = {}
    for name in names:
        body[name] = draw(keywords()) if name == "keyword" else list(draw(values_of(name)))
    return LeadFilters.from_request(body)
