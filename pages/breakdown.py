"""Break an audience down: by any field, or by two that cross."""

from leadpreview.dashboard import breakdown, headline, pane, service, sidebar, start, state

answering = service.answering()
sidebar.show(answering)

headline.banner(answering.info)
headline.problems()
if state.session().audience.is_empty:
    pane.leave()
    start.show(answering.info)
else:
    breakdown.show(answering)
