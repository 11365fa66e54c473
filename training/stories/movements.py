"""Movements in parts, as many banks list them: all that came in, then all that went out, or each
kind by itself: deposits, checks, purchases by card, fees.

No sign and no column tells money in from money out then, only the title above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said, worded
from training.material.values import Values
from training.stories.story import Story, forget
from training.tables import Row, Table
from training.tables.columns import column

_SUMS = {"credit": "total_credits", "debit": "total_debits"}
_OF_AMOUNTS = ("debit", "credit", "movement", "balance")  # columns


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that are listed together."""

    side: str  # "credit" or "debit"
    title: str
    rows: list[Row]
    whole: bool = True  # whether it has all of its side


def in_two_parts(story: Story, table: Table) -> Table:
    """The table with its rows by what they are, under a title each, and the sums below them.

    Its one column of amounts has no balance beside it.
    """
    titles = story.values.rng.choice(raw("accounts")["parts"][story.values.language])
    sides = zip(_SUMS, titles, strict=True)
    parts = [
        _Part(side, title, [row for row in table.rows if side in row]) for side, title in sides
    ]
    return _parted(story, table, parts)


def in_kinds(story: Story, table: Table) -> Table:
    """The same with a part for each kind of movement, by whose purposes the rows are told."""
    rng, values = story.values.rng, story.values
    parts = []
    plans = raw("accounts")["kinds"][values.language]
    for side in _SUMS:
        rows = [row for row in table.rows if side in row]
        ours = [plan for plan in plans if plan[0] == side]
        ours = [one for one in ours if rng.random() < 0.8] or ours[-1:]
        shares = [rng.random() + 0.3 for _ in ours]
        kinds = rng.choices(range(len(ours)), shares, k=len(rows))
        for number, (_, titles, purposes) in enumerate(ours):
            some = [row for row, kind in zip(rows, kinds, strict=True) if kind == number]
            told = [row | {"purpose": _purpose(values, purposes)} for row in some]
            parts.append(_Part(side, rng.choice(titles), told, whole=side == "credit"))
    forget(story, "fee")  # the sum of all fees would answer for it
    story.absent.pop("fee", None)
    return _parted(story, _with_one_column(values, table), parts)


def _parted(story: Story, table: Table, parts: Sequence[_Part]) -> Table:
    """The rows of each part below its title, and their sum below them."""
    values, rng = story.values, story.values.rng
    parts = [part for part in parts if part.rows]
    if rng.random() < 0.2:
        parts.reverse()
    summed, minus = rng.random() < 0.6, rng.random() < 0.25
    form = rng.choice(raw("accounts")["part_sums"][values.language])
    rows: list[Row] = []
    between: dict[int, tuple[Row, ...]] = {}
    below: tuple[Row, ...] = ()
    for part in parts:
        side = part.side
        between[len(rows)] = (*below, {"purpose": worded(part.title)})
        below = ()
        for row in part.rows:
            amount = abs(Decimal(row[side].value))
            text = values.digits(amount)
            if minus and side == "debit":
                amount, text = -amount, f"-{text}"
            said = Said(amount, text)
            rows.append(row | {side: said, "movement": said})
        if summed:
            whole = sum((abs(Decimal(row[side].value)) for row in part.rows), Decimal(0))
            words = form.format(title=part.title)
            below = ({"purpose": worded(words), "movement": values.amount(whole, bare=True)},)
            if [one.side for one in parts].count(side) == 1:
                _state_whole(story, part, below[0]["movement"])
    return replace(table, rows=tuple(rows), between=between, below=below)


def _state_whole(story: Story, part: _Part, sum_: Said) -> None:
    """The sum of the only part of a side is what came in or went out in all; a kind's sum might
    be taken for it, so nobody asks.
    """
    key = _SUMS[part.side]
    if key not in story.facts:
        forget(story, key)  # a label that stood there with nothing beside it
        story.absent.pop(key, None)
        if part.whole:
            story.state(concepts()[key], sum_)


def _with_one_column(values: Values, table: Table) -> Table:
    """The table with one column of amounts and no balance."""
    amounts = column("movement", "money")
    kept = [
        pair
        for pair in zip(table.columns, table.headers, strict=True)
        if pair[0].key not in _OF_AMOUNTS
    ]
    kept.append((amounts, amounts.label(values.rng, values.language)))
    rows = tuple({key: row[key] for key in row if key != "balance"} for row in table.rows)
    columns, headers = zip(*kept, strict=True)
    return replace(table, columns=columns, headers=headers, rows=rows)


def _purpose(values: Values, forms: Sequence[str]) -> Said:
    rng = values.rng
    text = rng.choice(forms).format(
        who=values.company().text,
        person=values.person().text,
        place=values.city().text,
        day=values.alike(values.first_day).text,
        n=rng.randint(1000, 99999),
    )
    text = " ".join(text.split())
    return worded(text.upper() if values.shouting else text)
