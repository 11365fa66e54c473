"""Tables as printed, with the disorder of real ones.

The rows stay what the table says; everything else in its lines belongs to nobody.
"""

from __future__ import annotations

from training.material.values import Values
from training.pages.between import detailed, over_pages, sectioned
from training.pages.cells import dashed, grid, with_more_columns
from training.pages.heads import in_two_languages, with_currency
from training.pages.ledgers import as_a_bank
from training.pages.results import as_a_laboratory, legend, set_in
from training.pages.rows import printed
from training.pages.worded import can_be_told, told
from training.tables import Table


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
    if table.name == "transactions" and rng.random() < 0.12:
        made = dashed(made)
    if table.name == "transactions" and not held_out:
        made = as_a_bank(made)
    measured = table.name == "results" and not held_out
    parted = measured and rng.random() < 0.35  # into sections with titles
    if measured:
        made = as_a_laboratory(made)
        made = set_in(made) if parted and rng.random() < 0.5 else made
    made = with_more_columns(made)
    titled = rng.random() < 0.9 or not made.is_plain()
    top, *rows = printed(made, held_out=held_out)
    top = top if titled else []
    wordy = not held_out and table.name != "charges"
    of_goods = wordy and {"description", "amount"} <= set(keys)
    booked = wordy and table.name == "transactions"
    if (of_goods and rng.random() < 0.2) or (booked and rng.random() < 0.35):
        rows = detailed(made, rows)
    if parted or (of_goods and rng.random() < 0.08):
        rows = sectioned(made, rows)
    lines = [line for row in rows for line in row]
    if len(rows) > 3 and rng.random() < 0.25:
        lines = over_pages(made, rows, top)
    if measured and rng.random() < 0.12:
        lines = [*lines, legend(values)]
    rule = rng.choice("-=_") * rng.randint(20, 70) if rng.random() < 0.2 else ""
    lines = [*top, *([rule] if rule and titled else []), *lines]
    return [*lines, rule] if rule and rng.random() < 0.5 else lines
