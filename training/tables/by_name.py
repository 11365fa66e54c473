"""Tables by name: those with makers of their own, and those that `kinds.yaml` declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from training.data import raw
from training.material.lexicon import Concept, concepts
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table, accounts, containers, goods, jobs, laboratory
from training.tables.columns import column
from training.tables.reckoning import reckon

_MAKERS: dict[str, Callable[[Values], Table]] = {
    "goods": goods.goods,
    "purchases": goods.purchases,
    "order_lines": goods.order_lines,
    "packed": goods.packed,
    "charges": goods.charges,
    "transactions": accounts.transactions,
    "results": laboratory.results,
    "containers": containers.containers,
    "jobs": jobs.jobs,
    "studies": jobs.studies,
}


def table(name: str, values: Values) -> Table:
    """A table of that name: one with a maker of its own, or one that `kinds.yaml` declares."""
    if name in _MAKERS:
        return _MAKERS[name](values)
    rng, plan = values.rng, raw("kinds")["tables"][name]
    wanted = [key for key in plan["columns"] if key in plan["always"] or rng.random() < 0.7]
    if rng.random() < 0.1:
        rng.shuffle(wanted)
    columns = tuple(_column(key, plan["columns"][key]) for key in wanted)
    rows: list[Row] = []
    low, high = plan["rows"]
    for row in range(1, min(rng.randint(low, high), rng.randint(low, high)) + 1):
        cells = {
            one.key: Said(row, str(row)) if one.recipe == "index" else values.of(one)
            for one in columns
        }
        lacking = plan.get("sparse", ())
        rows.append(
            {key: cell for key, cell in cells.items() if key not in lacking or rng.random() < 0.6}
        )
    reckon(values, rows)
    summed = plan.get("total")
    return Table(
        name,
        columns,
        tuple(one.label(rng, values.language) for one in columns),
        tuple(rows),
        tuple(plan["names"]),
        tuple(plan["says"]),
        total=sum((row[summed].value for row in rows), Decimal(0)) if summed in wanted else None,
    )


@cache
def _column(key: str, recipe: str) -> Concept:
    """A column: labels and names of `columns` in `kinds.yaml`, or those of the lexicon."""
    if key in raw("kinds")["columns"]:
        return column(key, recipe)
    return replace(concepts()[key], recipe=recipe or concepts()[key].recipe)
