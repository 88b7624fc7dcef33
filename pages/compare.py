"""Compare up to six audiences: what tells them apart, their totals, the same breakdown."""

from leadpreview.dashboard import compare, headline, service
from leadpreview.dashboard.sections import section

answering = service.answering()
with section("What answers"):
    headline.above(answering.info)
compare.show(answering)
