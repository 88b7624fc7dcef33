"""`make bench`: the ratios of a sizing at a million people.

`python -m tests.bench --size 10000000` measures another size, `--folder` a database that is there.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from leadpreview.people.build import build_people
from tests.bench.sizing import AUDIENCE, Sizing, measure, ratios


def main() -> int:
    """Measure, print, and say with the exit code whether every bound was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="people to generate")
    parser.add_argument("--folder", type=Path, help="a version folder to measure instead")
    asked = parser.parse_args()
    if asked.folder is not None:
        return show(measure(asked.folder))
    with TemporaryDirectory() as data:
        started = time.perf_counter()
        folder = build_people(Path(data), asked.size)
        taken = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"Built {asked.size:,} people and their index in {taken:.1f} s, {peak:.2f} GiB peak.")
        return show(measure(folder))


def show(sizing: Sizing) -> int:
    """Print one run; 1 when a bound was missed."""
    changed = sizing.changed
    slowest = max(changed, key=lambda field: changed[field])
    print(f"{sizing.people:,} people, {len(AUDIENCE.active)} filters, {sizing.questions} counts")
    print(f"and the first 25 of {sizing.total:,}; cold is without any filter kept.\n")
    for what, seconds in (
        ("SQL on DuckDB, a count for each", sizing.by_sql),
        ("whole answer, cold", sizing.whole),
        ("total alone, cold", sizing.alone),
        ("one filter new, the median of ten", statistics.median(changed.values())),
        (f"one filter new, the slowest ({slowest})", changed[slowest]),
        ("nothing new", sizing.kept),
        (f"limit: reading the same {sizing.bytes_read / 1e6:.1f} MB once", sizing.read),
    ):
        print(f"  {what:<52}{seconds * 1000:>10.2f} ms {seconds / sizing.read:>9.1f} x limit")
    print()
    missed = 0
    for ratio in ratios(sizing):
        bound = f"{'at least' if ratio.at_least else 'at most'} {ratio.bound:.3g}"
        verdict = "kept" if ratio.kept else "MISSED"
        missed += not ratio.kept
        print(f"  {ratio.what:<52}{ratio.value:>10.2f}    {bound:<14}{verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
