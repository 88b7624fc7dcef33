"""Size an audience: the total, what each filter costs, and the first 25."""

from leadpreview.dashboard import headline, pane, service, share, size, start, state
from leadpreview.dashboard.sections import section

answering = service.answering()
audience = state.session().audience

with section("What answers"):
    headline.above(answering.info)
if audience.is_empty:
    pane.leave()
    with section("Pin, copy and open"):
        share.toolbar(audience, None)
    with section("Audiences to begin with"):
        start.show(answering.info)
else:
    size.show(answering)
