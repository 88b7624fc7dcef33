"""`make bench`: ratios of a sizing at a million people, the lane, and how soon the page reacts.

`python -m tests.bench lane` measures one part: sizing, breakdown, session, lane or reaction.
`--size 10000000` counts another number of people, `--folder` a database that is there;
`--requests 20` makes the lane's part shorter.
"""

from __future__ import annotations

import argparse
import logging
import resource
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from leadpreview.api.users import KEYS, Behaviour
from leadpreview.people.build import build_people
from leadpreview.settings import SMALLEST_SAMPLE
from tests.bench import breakdown, lane, reaction, session
from tests.bench.sizing import AUDIENCE, Sizing, measure, ratios
from tests.servers import dashboard_server, sandbox_server

PARTS = ("sizing", "breakdown", "session", "lane", "reaction")
FINE = Behaviour.FINE

_MILLION = 1_000_000
_FEWER = 0.5
_BUILD_SECONDS = 20.0
_BUILD_GIB = 1.5


def main() -> int:
    """Measure, print, and say with the exit code whether every bound was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="what to measure; all unless told")
    parser.add_argument("--size", type=int, default=1_000_000, help="people to generate")
    parser.add_argument("--folder", type=Path, help="a version folder to measure instead")
    parser.add_argument("--requests", type=int, default=60, help="requests of each lane")
    asked = parser.parse_args()
    parts = (asked.part,) if asked.part else PARTS
    missed = 0
    if "sizing" in parts:
        missed |= sizing(asked.size, asked.folder)
    if len(parts) > 1:
        print()
    if "breakdown" in parts:
        breakdowns(asked.size, asked.folder)
    if len(parts) > 1:
        print()
    if "session" in parts:
        missed |= recorded()
    if len(parts) > 1:
        print()
    if "lane" in parts:
        missed |= lanes(asked.requests)
    if len(parts) > 1:
        print()
    if "reaction" in parts:
        reactions()
    return missed


def reactions() -> None:
    """Measure how soon the page shows what a press causes, and print it."""
    with TemporaryDirectory() as data:
        build_people(Path(data), SMALLEST_SAMPLE)
        with dashboard_server(Path(data), Path(data) / "log") as address:
            print(reaction.report(reaction.measure(address)))


def lanes(requests: int) -> int:
    """Measure the lane and print it; 1 when a bound was missed."""
    with TemporaryDirectory() as data:
        build_people(Path(data), SMALLEST_SAMPLE)
        with sandbox_server(Path(data), Path(data) / "log") as address, lane.bare_timer() as late:
            users = tuple({"X-API-KEY": key.key} for key in KEYS if key.behaviour is FINE)
            url = f"{address}/leads/advanced_search/preview"
            target = lane.Server(url, users[1:], {"keyword": "sales"})
            print(f"One request a second, {requests} of each measurement, at the served API.\n")
            measured, behind = lane.measure(target, requests)
    print(
        f"  A bare timer of this machine was late by {statistics.mean(late) * 1000:.1f} ms on "
        f"average and {max(late) * 1000:.0f} ms at worst,\n"
        "  which no lane can make up for: past 1 ms on average the machine was busy.\n"
    )
    print(f"  {'':<52}{'rate':>10}{'shortest gap':>15}{'median':>10}{'refused':>9}")
    for one in measured:
        gaps = sorted(one.gaps)
        print(
            f"  {one.name:<52}{one.rate:>10.4f}{gaps[0]:>13.3f} s"
            f"{statistics.median(gaps):>8.3f} s{one.refused:>9}"
        )
    print()
    missed = 0
    for bound in lane.verdicts(measured, behind):
        missed += not bound.kept
        verdict = "kept" if bound.kept else "MISSED"
        print(f"  {bound.what:<52}{bound.value:>10}    {bound.bound:<18}{verdict}")
    return 1 if missed else 0


def breakdowns(size: int, folder: Path | None) -> None:
    """Measure two-way breakdowns and print them, of a database that is made unless there is one."""
    if folder is None:
        with TemporaryDirectory() as data:
            breakdowns(size, build_people(Path(data), size))
        return
    measured = breakdown.measure(folder)
    print(f"{measured[0].people:,} people broken down by two fields, against one GROUP BY of SQL\n")
    for one in measured:
        print(f"  {one.name}, {one.counts:,} counts, the same numbers from both")
        for what, seconds in (
            ("GROUP BY on DuckDB", one.by_sql),
            ("whole breakdown, cold", one.cold),
            ("whole breakdown, filters kept", one.kept),
            ("of that, the index", one.answering),
        ):
            ratio = seconds / one.by_sql
            print(f"    {what:<50}{seconds * 1000:>10.2f} ms {ratio:>9.2f} x GROUP BY")


def recorded() -> int:
    """Take the recorded session and print what it asked; 1 when it was too much, or false."""
    # Streamlit warns on every step that no browser is there.
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as data:
        build_people(Path(data), 10 * SMALLEST_SAMPLE)
        played = session.play(Path(data))
    logging.disable(logging.NOTSET)
    print(f"A recorded sizing of {len(played.steps)} steps over the API: requests, and numbers\n")
    for name, requests, numbers in played.steps:
        print(f"  {name:<52}{requests:>6}{numbers:>10}")
    ratio = played.requests / played.naive
    kept = ratio <= _FEWER and not played.wrong
    print(
        f"\n  {'in all':<52}{played.requests:>6}{played.naive:>10}\n"
        f"  {'numbers that were not what the service said':<52}{len(played.wrong):>6}\n\n"
        f"  {'requests / numbers on all screens':<52}{ratio:>10.2f}    "
        f"{f'at most {_FEWER:.3g}':<14}{'kept' if kept else 'MISSED'}"
    )
    return 0 if kept else 1


def sizing(size: int, folder: Path | None) -> int:
    """Measure a sizing, of a database that is made first unless there is one."""
    if folder is not None:
        return show(measure(folder))
    with TemporaryDirectory() as data:
        started = time.perf_counter()
        folder = build_people(Path(data), size)
        taken = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"Built {size:,} people and their index in {taken:.1f} s, {peak:.2f} GiB peak.")
        missed = judge_build(size, taken, peak)
        return show(measure(folder)) or missed


def judge_build(people: int, seconds: float, peak: float) -> int:
    """Print whether a build kept its bounds; 1 when it did not. They are those of a million."""
    if people != _MILLION:
        return 0
    missed = 0
    for what, value, bound in (
        ("build of a million people, s", seconds, _BUILD_SECONDS),
        ("its memory at the peak, GiB", peak, _BUILD_GIB),
    ):
        kept = value <= bound
        missed += not kept
        verdict = "kept" if kept else "MISSED"
        print(f"  {what:<52}{value:>10.2f}    {f'at most {bound:.3g}':<14}{verdict}")
    return 1 if missed else 0


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
