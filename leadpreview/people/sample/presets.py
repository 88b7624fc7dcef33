"""Audiences worth a click, each as the filter object of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A named audience.

    Attributes:
        name: As a person reads it.
        request: The API's filters, three to five of them, each of which matters: lifting it from
            the sample of a million people changes the total by a tenth at least.
    """

    name: str
    request: Mapping[str, object]


_EUROPE: Final = "100506914"
_EUROPEAN_UNION: Final = "91000000"
_DACH: Final = "91000006"
_UNITED_STATES: Final = "103644278"

PRESETS: Final = (
    Preset(
        "VPs of Sales in EU software companies of 51-1,000 people",
        MappingProxyType(
            {
                "seniority_levels": ["300"],
                "functions": ["25"],
                "included_locations": [_EUROPEAN_UNION],
                "included_industries": ["4"],
                "company_size": ["51-200", "201-500", "501-1000"],
            }
        ),
    ),
    Preset(
        "Marketing leaders in the United States who talk about demand, growth or RevOps",
        MappingProxyType(
            {
                "job_titles": [
                    "CMO",
                    "Chief Marketing",
                    "VP Marketing",
                    "Director Marketing",
                    "Head Marketing",
                    "Vice President Marketing",
                ],
                "included_locations": [_UNITED_STATES],
                "keyword": '"demand generation" OR growth OR RevOps OR SaaS',
            }
        ),
    ),
    Preset(
        "HR managers and leaders in DACH at companies of more than 200 people",
        MappingProxyType(
            {
                "functions": ["12"],
                "seniority_levels": ["210", "220", "300", "310"],
                "included_locations": [_DACH],
                "company_size": ["201-500", "501-1000", "1001-5000", "5001-10000", "10001+"],
            }
        ),
    ),
    Preset(
        "Technology leaders in European fintech, banking and insurance",
        MappingProxyType(
            {
                "functions": ["8", "13"],
                "seniority_levels": ["210", "220", "300", "310"],
                "included_locations": [_EUROPE],
                "included_industries": ["43"],
            }
        ),
    ),
    Preset(
        "Founders and owners of agencies of up to ten people in Europe",
        MappingProxyType(
            {
                "seniority_levels": ["320"],
                "included_industries": ["80", "1862", "99"],
                "company_size": ["1-10"],
                "included_locations": [_EUROPE],
            }
        ),
    ),
)
