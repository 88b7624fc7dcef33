"""What a sizing session asks and learns: pure plans and results, no source and no screen."""

from leadpreview.sizing.costs import (
    Cell,
    Cost,
    Sizing,
    ValueCost,
    alone_plan,
    count_of,
    fold_sizing,
    fold_values,
    funnel_plan,
    order_by_effect,
    order_kept,
    rescue,
    values_plan,
)

__all__ = [
    "Cell",
    "Cost",
    "Sizing",
    "ValueCost",
    "alone_plan",
    "count_of",
    "fold_sizing",
    "fold_values",
    "funnel_plan",
    "order_by_effect",
    "order_kept",
    "rescue",
    "values_plan",
]
