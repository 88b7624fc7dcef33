"""An audience as one plain sentence, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from leadpreview import catalog
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters, listing_of

__all__ = ["describe_field", "name_of", "sentence"]

_ARTICLE_STARTS = ("United ", "European ", "Middle ", "Republic ", "Federated ", "Isle of ")
_ARTICLE_ENDS = (" Area", " Region", " Metroplex", " Republic", " Islands", " Territory")
_DEGREE = " degree connections"
_ARTICLE_WORDS = frozenset({"Netherlands", "Nordics", "Philippines", "Bahamas", "Maldives"})


def name_of(field: str, value: str) -> str:
    """What a person calls one value: the catalogue's label, or the value itself.

    A location or industry that the catalogue does not hold reads "Location 123, name unknown",
    because the service knows more ids than we do.
    """
    listing = listing_of(field)
    if listing is None:
        return value
    if value in listing:
        return listing.label(value)
    kind = FIELDS[field].kind
    if kind in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return f"{kind.value.capitalize()} {value}, name unknown"
    return value


def sentence(filters: LeadFilters) -> str:
    """One sentence that says who is asked for, ending with a full stop."""
    if filters.is_empty:
        return "Everybody."
    phrases = {name: describe_field(filters, name) for name in filters.active}
    including = [phrase for name, phrase in phrases.items() if not FIELDS[name].excludes]
    # The word before each of them: "titles containing Intern and people at Acme" would be one.
    excluding = [f"excluding {phrase}" for name, phrase in phrases.items() if FIELDS[name].excludes]
    if len(excluding) > 1:
        excluding[-1] = f"and {excluding[-1]}"
    start = "People " if including else "People, "
    text = start + ", ".join([*including, *excluding])
    return text if text.endswith(".") else f"{text}."


def describe_field(filters: LeadFilters, field: str) -> str:
    """The part of the sentence that one active field adds, without a full stop."""
    return _PHRASES[field]([*filters.values(field)])


def _spoken(field: str, value: str) -> str:
    """`name_of` as a part of a sentence: on one line, and a number that nobody knows in words."""
    listing = listing_of(field)
    kind = FIELDS[field].kind
    if listing is None or value in listing or kind not in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return " ".join(name_of(field, value).split())
    # The noun of industries stands before all of them.
    noun = "" if kind is ValueKind.INDUSTRY else "location "
    return f"{noun}{value} (name unknown)"


def _join(items: Sequence[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    if any(", " in item for item in items):
        # Commas would not tell where one of them ends.
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _named(field: str, before: str) -> Callable[[Sequence[str]], str]:
    def phrase(values: Sequence[str]) -> str:
        return f"{before} {_join([_spoken(field, value) for value in values], 'or')}"

    return phrase


def _places(field: str, before: str) -> Callable[[Sequence[str]], str]:
    def phrase(values: Sequence[str]) -> str:
        return f"{before} {_join([_place(_spoken(field, value)) for value in values], 'or')}"

    return phrase


def _place(label: str) -> str:
    first = label.partition(",")[0]
    starts = first.startswith(_ARTICLE_STARTS) or label in _ARTICLE_WORDS
    ends = first.endswith(_ARTICLE_ENDS) or label.endswith(_ARTICLE_ENDS)
    return f"the {label}" if starts or ends else label


def _industries(before: str) -> Callable[[Sequence[str]], str]:
    def phrase(values: Sequence[str]) -> str:
        noun = "industry" if len(values) == 1 else "industries"
        names = _join([_spoken("included_industries", value) for value in values], "or")
        return f"{before} {noun} {names}"

    return phrase


def _headcount(values: Sequence[str]) -> str:
    return f"at companies of {_join([*_merged_ranges(values)], 'or')} people"


def _merged_ranges(values: Iterable[str]) -> Iterable[str]:
    """Neighbouring headcounts as one range: 51-200 and 201-500 read "51 to 500"."""
    runs: list[tuple[int, int | None]] = []
    for value in values:
        low, _, high = value.rstrip("+").partition("-")
        start, end = int(low), int(high) if high else None
        if runs and runs[-1][1] == start - 1:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        yield f"{start:,} or more" if end is None else f"{start:,} to {end:,}"


def _years(what: str) -> Callable[[Sequence[str]], str]:
    def phrase(values: Sequence[str]) -> str:
        names = [catalog.years.label(value) for value in values]
        names = [names[0], *(name[0].lower() + name[1:] for name in names[1:])]
        names[0] = names[0][0].lower() + names[0][1:]
        return f"with {_join(names, 'or')} {what}"

    return phrase


def _relationship(values: Sequence[str]) -> str:
    names = [_spoken("relationship", value) for value in values]
    degrees = [name.removesuffix(_DEGREE) for name in names if name.endswith(_DEGREE)]
    others = [name for name in names if not name.endswith(_DEGREE)]
    named = [f"{_join(degrees, 'or')}{_DEGREE}"] if degrees else []
    return f"who are {_join([*named, *others], 'or')}"


def _saying(text: str) -> Callable[[Sequence[str]], str]:
    return lambda values: text


_PHRASES: dict[str, Callable[[Sequence[str]], str]] = {
    "job_titles": _named("job_titles", "whose title contains"),
    "excluded_job_titles": _named("excluded_job_titles", "titles containing"),
    "past_titles": _named("past_titles", "with a past title containing"),
    "excluded_past_titles": _named("excluded_past_titles", "past titles containing"),
    "seniority_levels": _named("seniority_levels", "whose seniority is"),
    "functions": _named("functions", "whose function is"),
    "included_industries": _industries("in the"),
    "excluded_industries": _industries("the"),
    "company_size": _headcount,
    "company_type": _named("company_type", "at companies of the type"),
    "company_headquarters": _places("company_headquarters", "at companies headquartered in"),
    "included_companies": _named("included_companies", "at"),
    "excluded_companies": _named("excluded_companies", "people at"),
    "past_companies": _named("past_companies", "who used to work at"),
    "included_locations": _places("included_locations", "in"),
    "excluded_locations": _places("excluded_locations", "people in"),
    "years_in_current_position": _years("in their position"),
    "years_at_current_company": _years("at their company"),
    "years_of_experience": _years("of experience"),
    "keyword": lambda values: f"matching the keyword {_spoken('keyword', values[0])}",
    "included_account_lists": _named("included_account_lists", "on the account list"),
    "excluded_account_lists": _named("excluded_account_lists", "the account list"),
    "included_lead_lists": _named("included_lead_lists", "on the lead list"),
    "excluded_lead_lists": _named("excluded_lead_lists", "the lead list"),
    "connections_of_profile": _named("connections_of_profile", "connected to"),
    "relationship": _relationship,
    "follows_your_company": _saying("who follow your company"),
    "viewed_your_profile": _saying("who viewed your profile"),
    "with_shared_experiences": _saying("who share experiences with you"),
    "posted_on_linkedin": _saying("who posted on LinkedIn"),
    "past_colleague": _saying("who are past colleagues of yours"),
}
