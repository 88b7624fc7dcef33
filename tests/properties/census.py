"""A source that counts the people of a drawn world one by one, in the plainest way there is."""

from __future__ import annotations

from collections.abc import Iterator

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Plan, PreviewSource, Receipt, SourceInfo
from tests.fakes import MEASURED_AT
from tests.properties.drawing import ANSWERABLE
from tests.properties.reference import matching
from tests.properties.world import World

__all__ = ["WorldSource", "answered"]


class WorldSource:
    """Exact, and able to count everybody."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="reference of the test",
            exact=True,
            synthetic=True,
            counts_everybody=True,
            fields=frozenset(ANSWERABLE),
            people=len(self._world.people),
            version="1",
        )

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        for question in plan.questions:
            cancel.check()
            found = len(matching(self._world, question.filters))
            name = self.info.name
            yield Receipt(question.filters, found, name, MEASURED_AT, True, 0.0)


def answered(source: PreviewSource, *plans: Plan) -> dict[LeadFilters, Answer]:
    """Every answer of a source to some plans."""
    return {answer.filters: answer for plan in plans for answer in source.run(plan, Cancellation())}
