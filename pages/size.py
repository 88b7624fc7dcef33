"""Size an audience: the total, what each filter costs, and the first 25."""

from leadpreview.dashboard import (
    costs,
    counting,
    headline,
    leads,
    service,
    share,
    sidebar,
    start,
    state,
)

database = service.ready()
info = database.source.info
sidebar.show(database.source)
audience = state.session().audience

headline.banner(info)
headline.problems()
if audience.is_empty:
    share.toolbar(audience, None)
    start.show(info)
else:
    sizing = counting.size(database.desk, audience, costs.mode())
    headline.show(sizing, info)
    share.toolbar(audience, sizing.total)
    opened = costs.show(sizing, database.desk)
    leads.show(sizing, opened)
    counting.watch()
