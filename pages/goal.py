"""Reach a number of people: the changes of the audience that come nearest to it."""

from leadpreview.dashboard import goal, headline, pane, service, start, state
from leadpreview.dashboard.sections import section

answering = service.answering()

with section("What answers"):
    headline.above(answering.info)
if state.session().audience.is_empty:
    pane.leave()
    with section("Audiences to begin with"):
        start.show(answering.info)
else:
    goal.show(answering)
