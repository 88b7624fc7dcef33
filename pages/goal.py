"""Reach a number of people: the changes of the audience that come nearest to it."""

from leadpreview.dashboard import goal, headline, pane, service, sidebar, start, state

answering = service.answering()
sidebar.show(answering)

headline.banner(answering.info)
headline.problems()
if state.session().audience.is_empty:
    pane.leave()
    start.show(answering.info)
else:
    goal.show(answering)
