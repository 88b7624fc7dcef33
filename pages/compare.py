"""Compare up to six audiences: what tells them apart, their totals, the same breakdown."""

from leadpreview.dashboard import compare, headline, service, sidebar

answering = service.answering()
sidebar.show(answering)
headline.banner(answering.info)
headline.problems()
compare.show(answering)
