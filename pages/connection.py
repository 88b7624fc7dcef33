"""Which source answers, and the way to it."""

from leadpreview.dashboard import connection, pane
from leadpreview.dashboard.sections import section

pane.leave()
with section("Where the numbers come from"):
    connection.choose()
with section("The lane"):
    connection.lane()
with section("The sandbox"):
    connection.sandbox()
with section("Where keys are kept"):
    connection.keys()
