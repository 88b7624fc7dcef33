"""Reach a number of people: the changes of the audience that come nearest to it."""

from leadpreview.dashboard import goal, headline, pane, service, start, state

answering = service.answering()

headline.above(answering.info)
if state.session().audience.is_empty:
    pane.leave()
    start.show(answering.info)
else:
    goal.show(answering)
