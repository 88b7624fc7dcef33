"""What the numbers are counted in, and what each filter means there."""

from leadpreview.dashboard import data, pane, service
from leadpreview.dashboard.sections import section

pane.leave()
info = service.answering().info
with section("What the numbers are counted in"):
    data.source(info)
with section("What each filter means here"):
    data.meaning(info)
