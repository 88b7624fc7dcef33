"""The people database: its sample, its tables of record, and the index that answers."""
