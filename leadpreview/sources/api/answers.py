"""What the API's good answers mean: bytes in, values out, and `ContractError` for all the rest.

Strict where a wrong reading would become a wrong number (the total), lenient where nothing public
says how it is (contract 2.3, 5.1, 5.2 and 9): what is not known may be missing, null or more.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from leadpreview.errors import ContractError
from leadpreview.preview import PREVIEW_SIZE, Lead, Preview
from leadpreview.sources.api.text import Secret, readable

__all__ = [
    "Account",
    "Credits",
    "Place",
    "read_account",
    "read_credits",
    "read_places",
    "read_preview",
]

_LARGEST: Final = 2**63 - 1
_LONGEST_TEXT: Final = 1_000
_LONGEST_URL: Final = 2_000
_MOST_CREDITS: Final = 20
_TEXTS: Final = ("full_name", "headline", "current_company", "current_title")

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a location filter accepts.

    Attributes:
        id: What `included_locations` takes.
        name: What a person reads.
        kind: Its type, where the API says one.
    """

    id: str
    name: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Whose key it is, as far as the API says (contract 5.2).

    Attributes:
        email: Their address.
        name: Their name.
        organization: Their organisation's name, or its id.
        user_id: Tells one user from another without naming them; `None` when nothing does.
    """

    email: str | None = None
    name: str | None = None
    organization: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What the API says about credits. No key of it is documented (contract 5.2), so all is kept.

    Attributes:
        values: Names and values, one level deep, for display.
    """

    values: Mapping[str, Scalar]


def read_preview(body: bytes, secret: Secret) -> Preview:
    """The preview of a 200.

    More than 25 leads are cut to 25: the total is as good as ever, and nothing shows more. A lead
    that is no object, or a field of another type, is refused: then the answer is not what it seems.

    Raises:
        ContractError: It is not what contract 2.3 says.
    """
    answer = _object(body)
    total = answer.get("total_count")
    if isinstance(total, bool) or not isinstance(total, int):
        raise ContractError(f"{_SAYS} no whole number as its total. {_TELL}")
    if not 0 <= total <= _LARGEST:
        raise ContractError(f"{_SAYS} a total that cannot be one. {_TELL}")
    leads = answer.get("preview")
    if leads is None:
        leads = []
    if not isinstance(leads, list):
        raise ContractError(f"{_SAYS} no list of leads. {_TELL}")
    return Preview(
        total_count=total, preview=tuple(_lead(item, secret) for item in leads[:PREVIEW_SIZE])
    )


def read_places(body: bytes, secret: Secret) -> tuple[Place, ...]:
    """The places of a 200, those with an id that a filter accepts, each once.

    Raises:
        ContractError: It is no list, or nothing in it is a place.
    """
    answer = _parsed(body)
    if isinstance(answer, dict):
        lists = [value for value in answer.values() if isinstance(value, list)]
        answer = lists[0] if len(lists) == 1 else None
    if not isinstance(answer, list):
        raise ContractError(f"{_SAYS} no list of places. {_TELL}")
    found: dict[str, Place] = {}
    for item in answer:
        place = _place(item, secret)
        if place is not None:
            found.setdefault(place.id, place)
    if answer and not found:
        raise ContractError(f"{_SAYS} places without ids that a filter accepts. {_TELL}")
    return tuple(found.values())


def read_account(body: bytes, secret: Secret) -> Account:
    """The account of a 200; what is not known stays `None`.

    Raises:
        ContractError: It is no object.
    """
    answer = _object(body)
    organization = answer.get("organization")
    organization = organization if isinstance(organization, dict) else {}
    email = _shown(answer.get("email"), secret)
    name = _shown(answer.get("name"), secret)
    company = [_shown(organization.get(key), secret) for key in ("name", "id")]
    return Account(
        email=email,
        name=name,
        organization=company[0] or company[1],
        user_id=_user_id(
            _shown(answer.get("id"), secret), email, company[1] or company[0] or "", name
        ),
    )


def read_credits(body: bytes, secret: Secret) -> Credits:
    """The credits of a 200.

    Raises:
        ContractError: It is no object.
    """
    kept: dict[str, Scalar] = {}
    for name, value in _object(body).items():
        inner = value if isinstance(value, dict) else {}
        for label, scalar in ((name, value), *((f"{name}.{key}", v) for key, v in inner.items())):
            if isinstance(scalar, float) and not math.isfinite(scalar):
                continue
            if scalar is not None and not isinstance(scalar, (str, int, float)):
                continue
            if len(kept) < _MOST_CREDITS:
                shown = readable(scalar, secret, 100) if isinstance(scalar, str) else scalar
                kept[readable(label, secret, 60)] = shown
    return Credits(kept)


_SAYS: Final = "The API's answer has"
_TELL: Final = "Is this the address of the API? If it is, tell its developers."


def _object(body: bytes) -> dict[str, object]:
    answer = _parsed(body)
    if not isinstance(answer, dict):
        raise ContractError(f"The API's answer is no JSON object. {_TELL}")
    return answer


def _parsed(body: bytes) -> object:
    problem = "is empty"
    start = body.lstrip()[:1]
    if start:
        problem = "is a web page, not JSON" if start == b"<" else "cannot be read as JSON"
        try:
            return json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            pass
    # Raised out here, so that it does not carry the answer along.
    raise ContractError(f"The API's answer {problem}. {_TELL}")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _lead(item: object, secret: Secret) -> Lead:
    if not isinstance(item, dict):
        raise ContractError(f"{_SAYS} a lead that is none. {_TELL}")
    fields: dict[str, str | None] = {}
    for name in (*_TEXTS, "profile_url", "linkedin_id"):
        value = item.get(name)
        if name == "linkedin_id" and isinstance(value, int) and not isinstance(value, bool):
            value = _digits(value)
        if value is not None and not isinstance(value, str):
            raise ContractError(f"{_SAYS} a lead whose {name} is no text. {_TELL}")
        fields[name] = value
    url = fields.pop("profile_url")
    kept = {name: readable(value or "", secret, _LONGEST_TEXT) for name, value in fields.items()}
    kept["profile_url"] = _link(url or "", secret)
    return Lead(**{name: value or None for name, value in kept.items()})


def _link(url: str, secret: Secret) -> str:
    # It becomes something to click on: nothing but the web, and never half of it.
    whole = readable(url, secret, _LONGEST_URL + 1)
    safe = whole.lower().startswith(("https://", "http://"))
    return whole if safe and len(whole) <= _LONGEST_URL else ""


def _place(item: object, secret: Secret) -> Place | None:
    if not isinstance(item, dict):
        return None
    place_id = _shown(item.get("id"), secret) or _shown(item.get("_id"), secret)
    name = _shown(item.get("name"), secret)
    if not (place_id and name and place_id.isascii() and place_id.isdigit()):
        return None
    return Place(place_id, name, _shown(item.get("type"), secret)) if len(place_id) < 20 else None


def _shown(value: object, secret: Secret) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = _digits(value)
    return readable(value, secret, 200) or None if isinstance(value, str) else None


def _digits(number: int) -> str:
    return str(number) if abs(number) <= _LARGEST else ""


def _user_id(
    account: str | None, email: str | None, organization: str, name: str | None
) -> str | None:
    """The most stable thing that tells one user from another, hashed."""
    if account:
        known = f"id {account}"
    elif email:
        known = f"email {email.casefold()}"
    elif organization and name:
        known = f"name {organization}\n{name}"
    else:
        return None
    return hashlib.sha256(f"leadpreview user {known}".encode()).hexdigest()[:16]
