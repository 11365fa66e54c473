"""Columns, and the table that rows and columns make."""

from __future__ import annotations

from decimal import Decimal

from training.data import raw
from training.material.lexicon import Concept, concept
from training.material.values import Values
from training.tables import Row, Table

_NUMBERS = {
    "unit_price",
    "amount",
    "debit",
    "credit",
    "balance",
    "value",
    "gross_weight_kg",
    "quantity",
    "reference_low",
    "reference_high",
    "movement",
}
_RECIPES = {"booked_on": "date", "packages": "int 1 9", "flag": "enum", "rebate": "percent"}
_WITHIN = {  # what a cell of another name prints as well
    "outcome": ("value", "finding"),
    "reference_range": ("reference_low", "reference_high"),
    "movement": ("debit", "credit"),
}


def column(key: str, recipe: str = "text") -> Concept:
    """A column of `kinds.yaml` whose cells are made by that recipe."""
    entry = raw("kinds")["columns"][key]
    return concept(key, entry | {"value": recipe})


def _recorded(key: str) -> Concept:
    return column(key, "money" if key in _NUMBERS else _RECIPES.get(key, "text"))


def table_of(
    values: Values,
    name: str,
    keys: list[str],
    rows: list[Row],
    *,
    names: str,
    says: tuple[str, ...],
    total: Decimal | None = None,
    hidden: dict[str, str] | None = None,
    asked: tuple[str, ...] = (),
) -> Table:
    """A table of rows with those columns; of its cells are kept the ones that they print.

    `asked` are keys of what the cells tell and no column has for itself.
    """
    columns = tuple(map(_recorded, keys))
    headers = tuple(one.label(values.rng, values.language) for one in columns)
    printed = {*keys, *asked, *(within for key in keys for within in _WITHIN.get(key, ()))}
    shown = tuple({key: said for key, said in row.items() if key in printed} for row in rows)
    called, told = tuple(names.split()), tuple(map(_recorded, asked))
    return Table(name, columns, headers, shown, called, says, total, hidden=hidden or {}, told=told)


def how_many(values: Values, most: int) -> int:
    """How many rows a table has: `most` at most, rarely up to three times as many."""
    if values.rng.random() < 0.05:
        return values.rng.randint(most, 3 * most)
    return min(most, values.rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12)))
