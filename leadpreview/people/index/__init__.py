"""The index of the people database: derived from it, kept beside it, and asked instead of it."""

from __future__ import annotations

from leadpreview.people.index.build import build_index
from leadpreview.people.index.files import INDEX_VERSION, check_index
from leadpreview.people.index.people_index import Counted, PeopleIndex
from leadpreview.people.index.suggest import Suggestion

__all__ = [
    "INDEX_VERSION",
    "Counted",
    "PeopleIndex",
    "Suggestion",
    "build_index",
    "check_index",
]
