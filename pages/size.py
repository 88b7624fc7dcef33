"""Size an audience: the total, what each filter costs, and the first 25."""

from leadpreview.dashboard import headline, pane, service, share, size, start, state

answering = service.answering()
audience = state.session().audience

headline.above(answering.info)
if audience.is_empty:
    pane.leave()
    share.toolbar(audience, None)
    start.show(answering.info)
else:
    size.show(answering)
