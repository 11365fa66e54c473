"""Tables as printed, with the disorder of real ones.

The rows stay what the table says; everything else in its lines belongs to nobody.
"""

from __future__ import annotations

from training.data import raw
from training.material.values import Values
from training.pages.between import (
    SOLD,
    detailed,
    numbered,
    over_pages,
    sectioned,
    under_titles,
)
from training.pages.cells import Grid, dashed, grid, with_more_columns, without_column
from training.pages.heads import in_two_languages, with_currency
from training.pages.ledgers import as_a_bank, under_days
from training.pages.lines import PAGE
from training.pages.results import as_a_laboratory, legend, set_in
from training.pages.rows import printed
from training.pages.worded import can_be_told, marked, told
from training.tables import Table

_DETAILED = {"transactions": 0.35, "results": 0.16}  # share of other tables with lines below rows


def write_table(
    values: Values, table: Table, head: list[str], *, held_out: bool = False
) -> list[str]:
    """The lines of a table under `head`, its headers as this document writes them."""
    rng, keys = values.rng, [one.key for one in table.columns]
    made = grid(values, table, head)
    if rng.random() < 0.2 and not held_out:
        made = rng.choice((with_currency, with_currency, in_two_languages))(made)
    simple = not held_out and table.is_pure
    if simple and can_be_told(keys) and rng.random() < 0.07:
        return told(values, keys, made.cells)
    if table.name == "containers" and "packages" not in keys and not held_out:
        return marked(values, keys, made.cells)
    measured = table.name == "results" and not held_out
    parted = measured and rng.random() < 0.35  # into sections with titles
    days: list[str] = []  # of movements, on lines above them
    if table.name == "transactions":
        if not held_out and rng.random() < 0.08:
            made, days = _without(made, "booked_on")
        made = dashed(made) if rng.random() < 0.12 else made
        made = made if held_out else as_a_bank(made)
    if measured:
        made = as_a_laboratory(made)
        made = set_in(made) if parted and rng.random() < 0.5 else made
    numbers: list[str] = []  # of articles, on lines of their own
    if not held_out and {"item_number", "amount"} <= set(keys) and rng.random() < 0.3:
        made, numbers = _without(made, "item_number")
    made = with_more_columns(made)
    few = len(made.head) == 2  # what it is and what it costs, which needs no head
    sold = not held_out and table.name in SOLD and _is_priced(table)
    titled = rng.random() < (0.5 if few else 0.77 if sold else 0.87) or not made.is_plain()
    top, *rows = printed(made, held_out=held_out)
    top = top if titled else []
    if not held_out and made.cells and made.is_title(0) and rng.random() < 0.6:
        rows, top = under_titles(made, rows, top if rng.random() < 0.8 else []), []
    rows = numbered(made, rows, numbers) if numbers else rows
    rows = under_days(made, rows, days) if days else rows
    if not held_out:
        rows = _interrupted(made, rows, parted=parted)
    lines = [line for row in rows for line in row]
    if len(rows) > 3 and rng.random() < 0.25:
        lines = over_pages(made, rows, top)
    if measured and rng.random() < 0.12:
        lines = [*lines, legend(values)]
    rule = rng.choice("-=_") * rng.randint(20, 70) if rng.random() < 0.2 else ""
    top = [*top, *([rule] if rule and titled else [])]
    if sold:
        top = _set_apart(values, top)
    lines = [*top, *lines]
    return [*lines, rule] if rule and rng.random() < 0.5 else lines


def _is_priced(table: Table) -> bool:
    """Whether its rows tell what something is and what it comes to."""
    return {"description", "amount"} <= {one.key for one in table.columns}


def _set_apart(values: Values, top: list[str]) -> list[str]:
    """The head below a heading of the table, for which a heading alone may stand; at the foot of
    a page now and then, while the rows stand on the next one.
    """
    rng = values.rng
    if rng.random() < (0.15 if top else 0.35):
        heading = rng.choice(raw("between")["headings"][values.language])
        heading = heading.upper() if values.shouting or rng.random() < 0.2 else heading
        top = [f"{heading}{rng.choice(('', '', ':'))}", *top]
    if not top or rng.random() > 0.04:
        return top
    return [*top, PAGE, *(top if rng.random() < 0.3 else [])]


def _without(made: Grid, key: str) -> tuple[Grid, list[str]]:
    """The same without a column of the table, and what that had."""
    at = [one.key for one in made.table.columns].index(key)
    return without_column(made, at), [row[at] for row in made.cells]


def _interrupted(made: Grid, rows: list[list[str]], *, parted: bool) -> list[list[str]]:
    """The rows with what stands between them; `parted`: with titles of sections in any case."""
    rng, name = made.values.rng, made.table.name
    of_goods = _is_priced(made.table) and name != "charges"
    sold = of_goods and name in SOLD
    share = 0.25 if sold else 0.2 if of_goods else _DETAILED.get(name, 0.0)
    if rng.random() < share:
        rows = detailed(made, rows)
    few = len(made.table.columns) == 2 and made.table.is_pure
    titled = 0.2 if few else 0.13 if sold else 0.08
    if parted or ((of_goods or name == "charges") and rng.random() < titled):
        rows = sectioned(made, rows)
    return rows
