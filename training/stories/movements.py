"""Movements in two parts, as many banks list them: all that came in, then all that went out.

No sign and no column tells the two apart then, only the title above.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said, worded
from training.stories.story import Story
from training.tables import Row, Table

_PARTS = (("credit", "total_credits"), ("debit", "total_debits"))  # of what, and its sum


def in_two_parts(story: Story, table: Table) -> Table:
    """The table with its rows by what they are, under a title each, and the sums below them.

    Its one column of amounts has no balance beside it.
    """
    values, rng = story.values, story.values.rng
    titles = rng.choice(raw("accounts")["parts"][values.language])
    parts = [*zip(_PARTS, titles, strict=True)]
    if rng.random() < 0.2:
        parts.reverse()
    summed, minus = rng.random() < 0.5, rng.random() < 0.3
    rows: list[Row] = []
    between: dict[int, tuple[Row, ...]] = {}
    below: tuple[Row, ...] = ()
    for (side, total), title in parts:
        some = [row for row in table.rows if side in row]
        if not some:
            continue
        between[len(rows)] = (*below, {"purpose": worded(title)})
        below = ()
        for row in some:
            amount = abs(Decimal(row[side].value))
            text = values.digits(amount)
            if minus and side == "debit":
                amount, text = -amount, f"-{text}"
            said = Said(amount, text)
            rows.append(row | {side: said, "movement": said})
        if summed:
            whole = sum((abs(Decimal(row[side].value)) for row in some), Decimal(0))
            words = rng.choice(raw("accounts")["part_sums"][values.language]).format(title=title)
            below = ({"purpose": worded(words), "movement": values.amount(whole, bare=True)},)
            story.absent.pop(total, None)
            if total not in story.facts:
                story.state(concepts()[total], below[0]["movement"])
    return replace(table, rows=tuple(rows), between=between, below=below)
