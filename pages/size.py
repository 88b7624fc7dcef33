"""Size an audience: the total, what each filter costs, and the first 25."""

from leadpreview.dashboard import headline, pane, service, share, sidebar, size, start, state

answering = service.answering()
sidebar.show(answering)
audience = state.session().audience

headline.banner(answering.info)
headline.problems()
if audience.is_empty:
    pane.leave()
    share.toolbar(audience, None)
    start.show(answering.info)
else:
    size.show(answering)
