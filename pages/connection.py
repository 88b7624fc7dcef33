"""Which source answers, and the way to it."""

from leadpreview.dashboard import connection, pane

pane.leave()
connection.choose()
connection.lane()
connection.sandbox()
connection.keys()
