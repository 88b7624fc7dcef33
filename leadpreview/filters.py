"""`LeadFilters`: the API's filter object, checked, canonical and hashable.

Source: contract sections 3.1 to 3.4. One canonical form: values stripped, duplicates removed, in
the order of their list, and an empty field is an absent one. Two objects are equal exactly when
they ask the same question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from leadpreview import catalog
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS, IGNORED_KEYS, FilterField, ValueKind
from leadpreview.text import shortened

__all__ = ["LeadFilters", "listing_of"]

_LONGEST_ID = 19
# Looking for what a value may have meant takes milliseconds, and a list may hold 100,000 of them.
_MOST_GUESSES = 100


class LeadFilters(BaseModel):
    """Who to size: OR within a field, AND between fields, an excluded field removes.

    Building one from anything that the API would refuse raises `InvalidFiltersError`, whose
    `problems` name every field, value, nearest accepted value and, for closed lists, the list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_titles: tuple[str, ...] = ()
    excluded_job_titles: tuple[str, ...] = ()
    past_titles: tuple[str, ...] = ()
    excluded_past_titles: tuple[str, ...] = ()
    seniority_levels: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    included_industries: tuple[str, ...] = ()
    excluded_industries: tuple[str, ...] = ()
    company_size: tuple[str, ...] = ()
    company_type: tuple[str, ...] = ()
    company_headquarters: tuple[str, ...] = ()
    included_companies: tuple[str, ...] = ()
    excluded_companies: tuple[str, ...] = ()
    past_companies: tuple[str, ...] = ()
    included_locations: tuple[str, ...] = ()
    excluded_locations: tuple[str, ...] = ()
    years_in_current_position: tuple[str, ...] = ()
    years_at_current_company: tuple[str, ...] = ()
    years_of_experience: tuple[str, ...] = ()
    keyword: str = ""
    included_account_lists: tuple[str, ...] = ()
    excluded_account_lists: tuple[str, ...] = ()
    included_lead_lists: tuple[str, ...] = ()
    excluded_lead_lists: tuple[str, ...] = ()
    connections_of_profile: tuple[str, ...] = ()
    relationship: tuple[str, ...] = ()
    follows_your_company: bool = False
    viewed_your_profile: bool = False
    with_shared_experiences: bool = False
    posted_on_linkedin: bool = False
    past_colleague: bool = False
    live: bool = True

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, cls):
            return data
        checked, problems = _canonical(data)
        if problems:
            raise InvalidFiltersError(*problems)
        return handler(checked)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """The filters of JSON text.

        Raises:
            InvalidFiltersError: It is no JSON, or not what the API accepts.
        """
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            # Text that is no JSON is refused before `_check` has seen it.
            reason = "The filters cannot be read as JSON."
            raise InvalidFiltersError(FilterProblem("", None, reason)) from error

    @classmethod
    def from_request(cls, body: object) -> Self:
        """The filters of an API request body; the keys without effect (3.1) are passed over.

        Raises:
            InvalidFiltersError: The body is not one that the API accepts.
        """
        if isinstance(body, Mapping):
            body = {key: value for key, value in body.items() if key not in IGNORED_KEYS}
        return cls.model_validate(body)

    @classmethod
    def salvage(cls, data: Mapping[str, object]) -> tuple[Self, tuple[FilterProblem, ...]]:
        """As much of `data` as is right, and what was left out and why."""
        checked, problems = _canonical(data)
        return cls.model_validate(checked), tuple(problems)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the fields that constrain, in the order of `FIELDS`. `live` is none."""
        return tuple(name for name in FIELDS if getattr(self, name))

    @property
    def is_empty(self) -> bool:
        """Whether nothing constrains: everybody is asked for."""
        return not self.active

    def values(self, field: str) -> tuple[str, ...]:
        """The values of one field as text: `()` when it is absent, `("true",)` for a toggle."""
        value = getattr(self, field)
        if isinstance(value, bool):
            return ("true",) if value else ()
        if isinstance(value, str):
            return (value,) if value else ()
        return cast(tuple[str, ...], value)

    def without(self, *fields: str) -> Self:
        """The same question with these fields lifted."""
        lifted = {name: type(self).model_fields[name].default for name in fields}
        return self.model_copy(update=lifted)

    def only(self, *fields: str) -> Self:
        """The question that these fields alone ask."""
        return self.without(*(name for name in self.active if name not in fields))

    def on_top_of(self, base: Self) -> Self:
        """This question asked within `base`: the fields of `base` hold where this has none."""
        return base.model_copy(
            update={name: getattr(self, name) for name in (*self.active, "live")}
        )

    def with_(self, field: str, values: Iterable[str] | str | bool) -> Self:
        """The same question with one field replaced.

        Raises:
            InvalidFiltersError: A value is not accepted.
        """
        kept: object = values if isinstance(values, (str, bool)) else list(values)
        return type(self).model_validate({**self.to_request(), field: kept})

    def to_request(self) -> dict[str, Any]:
        """The API's JSON object: active fields only, `live` only when it is not the default."""
        body: dict[str, Any] = {}
        for name in self.active:
            value = getattr(self, name)
            body[name] = list(value) if isinstance(value, tuple) else value
        if not self.live:
            body["live"] = False
        return body

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_request` as JSON text, non-ASCII kept."""
        return json.dumps(self.to_request(), ensure_ascii=False, indent=indent)


def listing_of(field: str) -> catalog.Listing | None:
    """The catalogue list that holds the values of `field`, when one does."""
    name = FIELDS[field].listing
    return None if name is None else cast(catalog.Listing, getattr(catalog, name))


def _canonical(data: object) -> tuple[dict[str, object], list[FilterProblem]]:
    """The canonical fields of `data`, and a problem for each thing that had to be left out."""
    if not isinstance(data, Mapping):
        reason = "The filters must be a JSON object of field names and lists of values."
        return {}, [FilterProblem("", _shown(data), reason)]
    checked: dict[str, object] = {}
    problems: list[FilterProblem] = []
    for key, value in data.items():
        if key == "live":
            if isinstance(value, bool):
                checked[key] = value
            else:
                problems.append(_shape("live", value, "true or false"))
        elif key in FIELDS:
            checked[key] = _field(FIELDS[key], value, problems)
        else:
            problems.append(_unknown_field(str(key)))
    return checked, problems


def _field(field: FilterField, value: object, problems: list[FilterProblem]) -> object:
    if field.kind is ValueKind.TOGGLE:
        if isinstance(value, bool):
            return value
        problems.append(_shape(field.name, value, "true or false"))
        return False
    if field.kind is ValueKind.KEYWORD:
        text = _text(field.name, value, problems)
        return text or ""
    if not isinstance(value, (list, tuple)):
        problems.append(_shape(field.name, value, "a list of strings"))
        return ()
    listing = listing_of(field.name)
    kept: dict[str, None] = {}
    refused: set[str] = set()
    for item in value:
        text = _text(field.name, item, problems)
        if not text or text in refused:
            continue
        problem = _refusal(field, text, listing, guess=len(problems) < _MOST_GUESSES)
        if problem is None:
            kept[text] = None
        else:
            problems.append(problem)
            refused.add(text)
    return tuple(sorted(kept, key=_order(field, listing)))


def _text(name: str, item: object, problems: list[FilterProblem]) -> str | None:
    if not isinstance(item, str):
        problems.append(_shape(name, item, "text (ids too travel as strings)"))
        return None
    if not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item):
        problems.append(_shape(name, item, "valid Unicode"))
        return None
    return item.strip()


def _refusal(
    field: FilterField, text: str, listing: catalog.Listing | None, *, guess: bool
) -> FilterProblem | None:
    """Why one value is refused, if it is, with the values it may have meant if `guess`."""
    closed = field.kind is ValueKind.CLOSED
    if not closed and field.kind not in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return None
    assert listing is not None
    if closed and text in listing:
        return None
    if not closed and text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID:
        return None
    entries = listing.nearest(text) if guess else ()
    named = ", ".join(_with_label(entry) for entry in entries)
    nearest = f" Nearest: {named}." if named else ""
    near = tuple(entry.id for entry in entries)
    shown = _shown(text)
    if closed:
        accepted = _accepted(listing)
        reason = f"{field.name}: {shown!r} is not in the list.{nearest} Accepted: {accepted}."
        return FilterProblem(field.name, text, reason, near, listing.ids)
    reason = f"{field.name}: {shown!r} is not an id; ids are strings of digits.{nearest}"
    return FilterProblem(field.name, text, reason, near)


@cache
def _accepted(listing: catalog.Listing) -> str:
    return ", ".join(_with_label(entry) for entry in listing)


def _with_label(entry: catalog.Entry) -> str:
    same = entry.id == entry.label.replace(",", "")
    return entry.id if same else f"{entry.id} ({entry.label})"


def _order(field: FilterField, listing: catalog.Listing | None) -> Any:
    if field.kind is ValueKind.CLOSED and listing is not None:
        return listing.ids.index
    if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return lambda text: (int(text), text)
    return lambda text: (text.casefold(), text)


def _shape(name: str, value: object, wanted: str) -> FilterProblem:
    reason = f"{name}: {_shown(value)} has the wrong shape; it must be {wanted}."
    return FilterProblem(name, _shown(value), reason)


def _unknown_field(key: str) -> FilterProblem:
    key = _shown(key)
    near = tuple(get_close_matches(key, FIELDS, n=2, cutoff=0.5))
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    return FilterProblem(key, None, f"{key!r} is not a filter field.{guess}", near)


def _shown(value: object) -> str:
    try:
        text = value if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):  # nested too deep, a number of thousands of digits
        text = f"a {type(value).__name__} too big to show"
    text = shortened(text)
    # Half a surrogate pair cannot be sent to a screen or written to a file.
    return text.encode("utf-8", "replace").decode()
