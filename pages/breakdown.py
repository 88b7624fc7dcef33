"""Break an audience down: by any field, or by two that cross."""

from leadpreview.dashboard import breakdown, headline, pane, service, start, state

answering = service.answering()

headline.above(answering.info)
if state.session().audience.is_empty:
    pane.leave()
    start.show(answering.info)
else:
    breakdown.show(answering)
