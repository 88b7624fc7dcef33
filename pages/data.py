"""What the numbers are counted in, and what each filter means there."""

from leadpreview.dashboard import data, service

database = service.ready()
data.sample(database.source.info)
data.meaning(database.source.info)
