"""The people of a preview, from the index alone."""

from __future__ import annotations

from collections.abc import Iterable

from leadpreview.people.index.files import IndexFiles
from leadpreview.people.index.resolve import Resolver
from leadpreview.people.schema import PROFILE_URL
from leadpreview.preview import Lead

__all__ = ["Leads"]


class Leads:
    """Names, headlines, titles and companies by row."""

    def __init__(self, files: IndexFiles, resolver: Resolver) -> None:
        table = files.table("leads")
        self._ids = table["person_id"]
        self._names = table["full_name"]
        self._headlines = table["headline"]
        self._title_ids = table["title_id"]
        self._company_ids = table["company_id"]
        self._titles = resolver.titles.shown
        self._companies = resolver.companies.shown

    def at(self, rows: Iterable[int]) -> tuple[Lead, ...]:
        """The people at `rows`, in that order."""
        return tuple(self._lead(row) for row in rows)

    def _lead(self, row: int) -> Lead:
        person_id = str(self._ids[row].as_py())
        title_id, company_id = self._title_ids[row].as_py(), self._company_ids[row].as_py()
        return Lead(
            full_name=self._names[row].as_py(),
            headline=self._headlines[row].as_py(),
            current_company=None if company_id is None else self._companies[company_id - 1].as_py(),
            current_title=None if title_id is None else self._titles[title_id - 1].as_py(),
            linkedin_id=person_id,
            profile_url=PROFILE_URL.format(person_id=person_id),
        )
