"""`LeadFilters`: the API's filter object, checked, canonical and hashable.

Source: contract sections 3.1 to 3.4. One canonical form: values stripped, duplicates removed, in
the order of their list, and an empty field is an absent one. Two objects are equal exactly when
they ask the same question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS, IGNORED_KEYS
from leadpreview.filter_checks import canonical, id_of, in_order, listing_of, require_fields

__all__ = ["LeadFilters", "id_of", "in_order", "listing_of"]


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
        checked, problems = canonical(data)
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
        checked, problems = canonical(data)
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
        """The same question with these fields lifted.

        Raises:
            ValueError: There is no such field.
        """
        require_fields(fields)
        lifted = {name: type(self).model_fields[name].default for name in fields}
        return self.model_copy(update=lifted)

    def only(self, *fields: str) -> Self:
        """The question that these fields alone ask.

        Raises:
            ValueError: There is no such field.
        """
        require_fields(fields)
        return self.without(*(name for name in self.active if name not in fields))

    def on_top_of(self, base: Self) -> Self:
        """This question asked within `base`: the fields of `base` hold where this has none."""
        return base.model_copy(
            update={name: getattr(self, name) for name in (*self.active, "live")}
        )

    def with_(self, field: str, values: Iterable[str] | str | bool) -> Self:
        """The same question with one field replaced.

        Raises:
            InvalidFiltersError: A value is not accepted, or there is no such field.
        """
        kept: object = values
        if isinstance(values, Iterable) and not isinstance(values, str):
            kept = list(values)
        return type(self).model_validate({**self.to_request(), field: kept})

    def choosing(self, field: str, *values: str) -> Self:
        """As `with_` for a list of values that come from a list or from other filters.

        Nothing is checked, which makes it fast enough for thousands of questions: the values must
        be accepted ones, each once, in the order of their list.

        Raises:
            ValueError: There is no such field.
        """
        require_fields((field,))
        return self.model_copy(update={field: values})

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
