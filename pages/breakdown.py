"""Break an audience down: by any field, or by two that cross."""

from leadpreview.dashboard import breakdown, headline, pane, service, start, state
from leadpreview.dashboard.sections import section

answering = service.answering()

with section("What answers"):
    headline.above(answering.info)
if state.session().audience.is_empty:
    pane.leave()
    with section("Audiences to begin with"):
        start.show(answering.info)
else:
    breakdown.show(answering)
