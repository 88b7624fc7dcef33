"""`POST /locations`: the ids of places by their name, from the catalogue."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from leadpreview import catalog
from leadpreview.api.body import parse_json
from leadpreview.api.refusals import Refusal

__all__ = ["Place", "find_places"]

_NAMES: Final = ("query", "name")
_LONGEST: Final = 200


class Place(BaseModel):
    """One place that fits the name."""

    id: str = Field(description="LinkedIn's geoRegion id, for the location filters.")
    name: str = Field(description="Its name.")
    type: str = Field(
        description="world, region, country, territory, state, county, metro or city."
    )


def find_places(body: bytes) -> list[dict[str, str]]:
    """Every place that fits the `query`, or else the `name`, of a body; best first.

    The two spellings contradict each other in what is published (contract 5.1), so both are taken
    and everything else is passed over.

    Raises:
        Refusal: 400, it is no JSON, or has no name; 422, it has the wrong shape.
    """
    data = parse_json(body)
    if not isinstance(data, dict):
        raise Refusal(422, "The body must be a JSON object with the text to look for as query.")
    given = [name for name in _NAMES if data.get(name) is not None]
    wrong = [f"{name}: it must be text." for name in given if not isinstance(data[name], str)]
    if wrong:
        raise Refusal(422, *wrong)
    text = next((data[name] for name in given if data[name].strip()), "")
    if not text:
        raise Refusal(400, "Send the name of a place as query.")
    found = catalog.locations.search(text[:_LONGEST], len(catalog.locations))
    return [
        Place(id=entry.id, name=entry.label, type=entry.kind or "place").model_dump()
        for entry in (match.entry for match in found)
    ]
