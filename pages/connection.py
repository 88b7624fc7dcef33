"""Which source answers, and the way to it."""

from leadpreview.dashboard import connection

connection.choose()
connection.lane()
connection.sandbox()
connection.keys()
