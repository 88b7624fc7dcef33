"""What a sizing session asks and learns: pure plans and results, no source and no screen."""

from leadpreview.sizing.costs import (
    EVERYBODY,
    Cell,
    Cost,
    Sizing,
    ValueCost,
    alone_plan,
    count_of,
    fields_over,
    fold_sizing,
    fold_values,
    funnel_plan,
    order_by_effect,
    order_kept,
    rescue,
    values_plan,
)

__all__ = [
    "EVERYBODY",
    "Cell",
    "Cost",
    "Sizing",
    "ValueCost",
    "alone_plan",
    "count_of",
    "fields_over",
    "fold_sizing",
    "fold_values",
    "funnel_plan",
    "order_by_effect",
    "order_kept",
    "rescue",
    "values_plan",
]
