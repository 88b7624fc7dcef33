"""What the numbers are counted in, and what each filter means there."""

from leadpreview.dashboard import data, pane, service

pane.leave()
info = service.answering().info
data.source(info)
data.meaning(info)
