"""What leaves the page: the leads and the sizing as CSV, the question as JSON, link and curl."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from leadpreview.addresses import PUBLISHED
from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.preview import Lead, Receipt
from leadpreview.sentence import name_of
from leadpreview.sizing import (
    CostNumbers,
    Figure,
    Kind,
    Known,
    Missing,
    Sizing,
    ValueCost,
    combined,
    noise_of,
    numbers_of,
    share_of,
    value_numbers,
)
from leadpreview.spreadsheet import to_csv

__all__ = [
    "FIGURE_COLUMNS",
    "SIZING_COLUMNS",
    "as_curl",
    "figure_cells",
    "figures_csv",
    "leads_csv",
    "sizing_csv",
]

_PATH: Final = "/leads/advanced_search/preview"

_NOTHING: Final[Mapping[str, object]] = {}
_NO_MARKS: Final[Mapping[int, bool]] = {}
_BY_HAND: Final = "marked by hand"
_LEAD_COLUMNS: Final = (*Lead.model_fields, "total_count", "source", "measured_at", "link")
SIZING_COLUMNS: Final = (
    "measure",
    "field",
    "value",
    "name",
    "count",
    "compared_with_total",
    "kind",
    "source",
    "measured_at",
    "seconds",
    "note",
    "filters",
    "share",
    "low",
    "high",
    "how",
    "worked_out_from",
)
"""The columns of the sizing file; new ones come last, for whoever reads them by their place."""

FIGURE_COLUMNS: Final = (
    "count",
    "low",
    "high",
    "kind",
    "how",
    "source",
    "measured_at",
    "note",
    "filters",
    "worked_out_from",
)
"""The columns of a file that say all about one number."""


def figure_cells(figure: Figure) -> dict[str, object]:
    """A figure as cells of a file: its number, its kind, and the receipt behind it.

    `measured_at` is that of the oldest count it comes from; `worked_out_from` holds their filters
    and counts when it is not the answer to one question.
    """
    receipts = figure.receipts
    asked = figure.question or (receipts[0].filters if len(receipts) == 1 else None)
    own = figure.measured and len(receipts) == 1
    return {
        "count": None if figure.count is None else round(figure.count),
        "low": figure.low,
        "high": figure.high,
        "kind": figure.kind.value,
        "how": figure.how,
        "source": "; ".join(dict.fromkeys(receipt.source for receipt in receipts)),
        "measured_at": _stamp(min(r.measured_at for r in receipts)) if receipts else None,
        "note": None if figure.error is None else str(figure.error),
        "filters": None if asked is None else asked.to_json(),
        "worked_out_from": None
        if own or not receipts
        else "; ".join(f"{receipt.count} for {receipt.filters.to_json()}" for receipt in receipts),
    }


def figures_csv(
    columns: Iterable[str], rows: Iterable[tuple[Mapping[str, object], Figure]]
) -> bytes:
    """A file of figures, one a row: the given columns first, then everything about the number.

    Args:
        columns: Names of the columns that say what each number is.
        rows: What each number is, by column, and the number.
    """
    named = (*columns, *FIGURE_COLUMNS)
    return to_csv(named, ({**what, **figure_cells(figure)} for what, figure in rows))


def leads_csv(receipt: Receipt, base_url: str) -> bytes:
    """The first leads of a receipt, the API's six fields first."""
    link = f"{base_url}?{encode(receipt.filters)}"
    shared = {
        "total_count": receipt.count,
        "source": receipt.source,
        "measured_at": _stamp(receipt.measured_at),
        "link": link,
    }
    rows = ({**lead.model_dump(), **shared} for lead in receipt.leads or ())
    return to_csv(_LEAD_COLUMNS, rows)


def sizing_csv(
    sizing: Sizing,
    opened: Mapping[str, Iterable[ValueCost]],
    *,
    known: Known | None = None,
    band: str = "",
    missing: Iterable[Missing] = (),
    marks: Mapping[int, bool] = _NO_MARKS,
) -> bytes:
    """Every number of a sizing with its kind and its receipt; opens again as the same audience.

    Args:
        sizing: What was sized.
        opened: The fields that were opened into their values, with what those cost.
        known: What is known beside that, for the bounds of what has not arrived.
        band: The size band, or why there is none.
        missing: What missing data costs, where that was asked.
        marks: Which of the first leads fit, by their place in the list from 0.
    """
    known = Known(()) if known is None else known
    return to_csv(SIZING_COLUMNS, _sizing_rows(sizing, opened, known, band, missing, marks))


def as_curl(filters: LeadFilters, address: str = PUBLISHED[0].url, key: str | None = None) -> str:
    """A shell command that asks a preview API.

    Args:
        filters: The audience.
        address: The API's base address.
        key: A documented key of the sandbox; any other key is read from the environment.
    """
    given = "$LEADPREVIEW_API_KEY" if key is None else key
    return (
        f"curl -X POST {shlex.quote(address + _PATH)} \\\n"
        f'  -H "X-API-KEY: {given}" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(filters.to_json())}"
    )


def _sizing_rows(
    sizing: Sizing,
    opened: Mapping[str, Iterable[ValueCost]],
    known: Known,
    band: str,
    missing: Iterable[Missing],
    marks: Mapping[int, bool],
) -> Iterator[dict[str, object]]:
    numbers = numbers_of(sizing, known)
    based = not sizing.base.is_empty
    yield _row("total", numbers.total)
    yield _row("base" if based else "everybody", numbers.everybody)
    share = share_of(numbers.total, numbers.everybody)
    if share is not None:
        yield _share("share", numbers.total, numbers.everybody, share)
    if band:
        yield {"measure": "size band", "name": band, "kind": numbers.total.kind.value}
    for cost in numbers.costs:
        yield from _cost_rows(sizing, cost, opened.get(cost.field, ()), known)
    for row in missing:
        field = {"field": row.field}
        yield _row("with every value", row.every, field)
        yield _row("lost, field empty", row.empty, field)
        yield _row("lost, another value", row.different, field)
    yield from _noise_rows(numbers.total, marks)


def _cost_rows(
    sizing: Sizing, cost: CostNumbers, opened: Iterable[ValueCost], known: Known
) -> Iterator[dict[str, object]]:
    field = {"field": cost.field}
    yield _row("alone", cost.alone, field)
    yield _row("remaining in order", cost.remaining, field)
    yield _row("without", cost.without, field, compared=cost.gain)
    yield _row("gain", cost.gain, field)
    for value in value_numbers(sizing, cost.field, opened, known):
        named = {**field, "value": value.value, "name": name_of(cost.field, value.value)}
        yield _row("value alone", value.alone, named)
        yield _row("without value", value.without, named, compared=value.change)
        yield _row("value gain", value.change, named)


def _noise_rows(total: Figure, marks: Mapping[int, bool]) -> Iterator[dict[str, object]]:
    """What was marked, and what follows; the marks by place, without the person at it."""
    noise = noise_of(marks, total)
    if noise is None:
        return
    counted = {"marked": noise.marked, "fits": noise.fits}
    for name, count in counted.items():
        yield {"measure": "noise check", "name": name, "count": count, "kind": _BY_HAND}
    shares = {"share": noise.share, "low": noise.low, "high": noise.high}
    how = "of those marked" if noise.complete else "of those marked; Wilson, 95 %"
    for name, share in shares.items():
        kind = _BY_HAND if name == "share" or noise.complete else Kind.MODELLED.value
        told = {"share": round(share, 6), "kind": kind, "how": how}
        yield {"measure": "noise check", "name": name, **told}
    yield _row("noise check", noise.adjusted, {"name": "adjusted total"})
    for place, fits in sorted(marks.items()):
        name = "fits" if fits else "does not fit"
        yield {"measure": "noise mark", "value": place + 1, "name": name, "kind": _BY_HAND}


def _row(
    measure: str,
    figure: Figure,
    named: Mapping[str, object] = _NOTHING,
    *,
    compared: Figure | None = None,
) -> dict[str, object]:
    change = None if compared is None or compared.count is None else round(compared.count)
    own = figure.measured and len(figure.receipts) == 1
    return {
        "measure": measure,
        "compared_with_total": change,
        **figure_cells(figure),
        "seconds": round(figure.receipts[0].duration, 4) if own else None,
        **named,
    }


def _share(measure: str, part: Figure, whole: Figure, share: float) -> dict[str, object]:
    """A share of two counts, which is worth what they are."""
    found = combined([(1, part), (1, whole)], "the first as a share of the second")
    told = figure_cells(found)
    return {"measure": measure, **told, "count": None, "low": None, "high": None, "share": share}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
