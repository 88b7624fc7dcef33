"""Filter objects from right to absurd, drawn from a seed: what a fuzzer of this contract sends."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from leadpreview import catalog
from leadpreview.fields import FIELDS, IGNORED_KEYS
from leadpreview.filters import listing_of

__all__ = ["bodies"]

_WORDS: Final = (
    *("VP of Sales", "sales", "Chief", '"head of"', "Директор", "営業部", "İstanbul", "ﬁnance"),
    *("", " ", "\t\n", "!!", "%", "'; DROP TABLE people; --", "\x00", "\ud800", "a\udfffb"),
    *(
        "\u202e",
        "🚀" * 20,
        "x" * 3_000,
        "NOT",
        "sales AND",
        "(a OR b) NOT c",
        "((((",
        '"',
        '"" AND',
    ),
    *("null", "true", "NaN", "-1", "0", "1e9", "310", " 310 ", "００３１０", "9" * 40, "../../etc"),
)
_KEYS: Final = (
    *("filters", "job_title", "JOB_TITLES", "job_titles ", "", "\ud800", "__proto__", "id", "page"),
    *("excluded_functions", "x" * 500, "live\x00", "company size"),
)
_Draw = Callable[[random.Random], Any]


def _id(rng: random.Random, field: str) -> str:
    listing = listing_of(field) if field in FIELDS else catalog.functions
    return rng.choice(_WORDS[:8] if listing is None else listing.ids)


def _scalar(rng: random.Random, _: str) -> Any:
    return rng.choice((None, True, False, 0, -1, 25, 1.5, 1e308, 10**30, 310, "310", [], {}))


def _text(rng: random.Random, _: str) -> str:
    if rng.random() < 0.5:
        return rng.choice(_WORDS)
    return "".join(chr(rng.randrange(1, 0x11_0000)) for _ in range(rng.randrange(12)))


def _value(rng: random.Random, field: str) -> Any:
    return rng.choices((_id, _text, _scalar), weights=(6, 3, 1))[0](rng, field)


def _values(rng: random.Random, field: str) -> Any:
    return [_value(rng, field) for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 30)))]


def _nested(rng: random.Random, field: str) -> Any:
    value: Any = _value(rng, field)
    for _ in range(rng.randrange(1, 40)):
        value = [value] if rng.random() < 0.5 else {_text(rng, field): value}
    return value


def _right(rng: random.Random, field: str) -> Any:
    """What the field is meant to hold."""
    default = {"keyword": "sales", "live": rng.random() < 0.5}
    kinds = ("follows_your_company", "viewed_your_profile", "with_shared_experiences")
    if field in (*kinds, "posted_on_linkedin", "past_colleague"):
        return rng.random() < 0.2
    if field in default:
        return default[field]
    return [_id(rng, field) for _ in range(rng.randrange(4))]


def _object(rng: random.Random) -> Any:
    body: dict[str, Any] = {}
    names = (*FIELDS, "live")
    for name in rng.sample(names, rng.choice((0, 1, 1, 2, 2, 3, 5, len(names)))):
        draw = rng.choices((_right, _values, _value, _nested), weights=(6, 4, 1, 1))[0]
        body[name] = draw(rng, name)
    if rng.random() < 0.15:
        body[rng.choice(_KEYS)] = _value(rng, "functions")
    if rng.random() < 0.3:
        for name in rng.sample(sorted(IGNORED_KEYS), 2):
            body[name] = _nested(rng, "functions")
    return body


def _broken(rng: random.Random, raw: bytes) -> bytes:
    """The same bytes, damaged in one place."""
    at = rng.randrange(len(raw) + 1)
    return rng.choice(
        (
            raw[:at],
            raw[:at] + bytes((rng.randrange(256),)) + raw[at:],
            raw[:at] + raw[at + 1 :],
            raw + raw,
            raw[at:],
        )
    )


def bodies(count: int, seed: int) -> Iterator[bytes]:
    """`count` request bodies; a tenth of them is damaged, a fiftieth is no object."""
    rng = random.Random(seed)
    for _ in range(count):
        drawn = _scalar(rng, "") if rng.random() < 0.02 else _object(rng)
        raw = json.dumps(drawn, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
        yield _broken(rng, raw) if rng.random() < 0.1 else raw
