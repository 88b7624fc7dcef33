"""Compare up to six audiences: what tells them apart, their totals, the same breakdown."""

from leadpreview.dashboard import compare, headline, service

answering = service.answering()
headline.above(answering.info)
compare.show(answering)
