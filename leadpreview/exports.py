"""What leaves the page: the leads and the sizing as CSV, the question as JSON, link and curl."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from leadpreview.addresses import PUBLISHED
from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.preview import Failure, Lead, Receipt
from leadpreview.sentence import name_of
from leadpreview.sizing import Cell, Figure, Sizing, ValueCost
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
)

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


def sizing_csv(sizing: Sizing, opened: Mapping[str, Iterable[ValueCost]]) -> bytes:
    """Every count of a sizing with its receipt; opens again as the same audience.

    Args:
        sizing: What was sized.
        opened: The fields that were opened into their values, with what those cost.
    """
    return to_csv(SIZING_COLUMNS, _sizing_rows(sizing, opened))


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
    sizing: Sizing, opened: Mapping[str, Iterable[ValueCost]]
) -> Iterator[dict[str, object]]:
    total = sizing.total
    from_base = not sizing.base.is_empty
    yield _row("total", total, sizing.filters)
    yield _row("base" if from_base else "everybody", sizing.everybody, sizing.base)
    for cost in sizing.costs:
        field = {"field": cost.field}
        alone = sizing.filters.only(cost.field)
        yield _row("alone", cost.alone, alone, field)
        yield _row("remaining in order", cost.remaining, None, field)
        lifted = sizing.filters.without(cost.field)
        yield _row("without", cost.without, lifted, field, compared=cost.gain)
        for value in opened.get(cost.field, ()):
            named = {**field, "value": value.value, "name": name_of(cost.field, value.value)}
            yield _row("value alone", value.alone, None, named)
            yield _row("without value", value.without, None, named, compared=value.change)


def _row(
    measure: str,
    cell: Cell,
    filters: LeadFilters | None,
    named: Mapping[str, object] = _NOTHING,
    *,
    compared: int | None = None,
) -> dict[str, object]:
    asked = cell.filters if cell is not None else filters
    row: dict[str, object] = {
        "measure": measure,
        "compared_with_total": compared,
        "filters": None if asked is None else asked.to_json(),
        **named,
    }
    if isinstance(cell, Receipt):
        return row | {
            "count": cell.count,
            "kind": "exact" if cell.exact else "estimated",
            "source": cell.source,
            "measured_at": _stamp(cell.measured_at),
            "seconds": round(cell.duration, 4),
        }
    if isinstance(cell, Failure):
        return row | {"kind": "not measured", "note": str(cell.error)}
    return row | {"kind": "waiting"}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
