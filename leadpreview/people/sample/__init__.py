"""A clearly synthetic business population; `docs/sample.md` says how it is made and tilted."""
