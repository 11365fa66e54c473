"""Balances of an account that agree with its movements, and the lines of a table that bear them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said, worded
from training.stories.movements import in_kinds, in_two_parts
from training.stories.story import Story, forget, reword
from training.tables import Row, Table
from training.tables.accounts import balance_before, moved

_IN_KINDS = 0.25  # share of statements whose movements are listed by kind
_TOTALS = {
    "en": "Total",
    "de": "Summe",
    "fr": "Total",
    "es": "Total",
    "it": "Totale",
    "nl": "Totaal",
}


def balanced(story: Story, table: Table) -> Table:
    """The movements within the period, from the opening balance to the closing one."""
    values, rows = story.values, [dict(row) for row in table.rows]
    _within_period(story, rows)
    stated = story.facts.get("opening_balance")
    opening = stated[1].value if stated else balance_before(rows)
    shown = {"balance", "movement"} & {one.key for one in table.columns}
    if opening is not None:
        balance = opening
        for row in rows:
            balance += moved(row)
            if "balance" in row:
                row["balance"] = _signed(story, balance)
        if "closing_balance" in story.facts:
            reword(story, "closing_balance", _signed(story, balance, bare=False))
    for key, side in (("total_credits", "credit"), ("total_debits", "debit")):
        if key in story.facts:
            sum_ = sum((abs(row[side].value) for row in rows if side in row), Decimal(0))
            reword(story, key, values.amount(sum_))
    table = replace(table, rows=tuple(rows))
    if story.kind == "bank_statement" and rows and values.rng.random() < _IN_KINDS:
        return in_kinds(story, table)
    if shown == {"movement"} and rows and values.rng.random() < 0.3:
        return in_two_parts(story, table)
    return _framed(story, table, opening) if shown and opening is not None else table


def _within_period(story: Story, rows: list[Row]) -> None:
    if not {"period_start", "period_end"} <= story.facts.keys():
        return
    first, last = (
        date.fromisoformat(story.facts[key][1].value) for key in ("period_start", "period_end")
    )
    length = (last - first).days
    if length < 1:
        return
    rng = story.values.rng
    days = sorted(rng.randint(0, length) for _ in rows)
    if rng.random() < 0.25:  # several movements on each of a few days
        days = sorted(rng.choice(days[: 1 + len(days) // 2]) for _ in rows)
    for row, day in zip(rows, days, strict=True):
        row["booked_on"] = story.values.alike(first + timedelta(days=day))


def _framed(story: Story, table: Table, opening: Decimal) -> Table:
    """Lines before and after the movements that bear the balances, and their sums."""
    rng, values = story.values.rng, story.values
    if story.kind != "bank_statement" or not table.rows:
        return table
    above: tuple[Row, ...] = ()
    below: list[Row] = []
    closing = opening + sum(map(moved, table.rows))
    if rng.random() < 0.4:
        above = (_balance_line(story, "opening_balance", opening, table),)
    if "debit" in {one.key for one in table.columns} and rng.random() < 0.2:
        sums: Row = {"purpose": worded(_TOTALS[values.language])}
        for key, side in (("total_debits", "debit"), ("total_credits", "credit")):
            whole = sum((row[side].value for row in table.rows if side in row), Decimal(0))
            if whole:
                sums[side] = values.amount(whole, bare=True)
                _state_in_table(story, key, sums[side])
        below.append(sums)
    if rng.random() < 0.35:
        below.append(_balance_line(story, "closing_balance", closing, table))
    between: dict[int, tuple[Row, ...]] = {}
    if len(table.rows) > 2 and "balance" in table.rows[0] and rng.random() < 0.15:
        at = rng.randint(1, len(table.rows) - 1)
        between[at] = _carried(story, table.rows[at - 1]["balance"])
    return replace(table, above=above, below=tuple(below), between=between)


def _carried(story: Story, balance: Said) -> tuple[Row, ...]:
    """The balance at the foot of a page and at the head of the next one, or once for both."""
    rng, words = story.values.rng, raw("accounts")["carried"][story.values.language]
    labels = rng.sample(words, rng.choice((1, 1, 2)))
    return tuple({"purpose": worded(label), "balance": balance} for label in labels)


def _balance_line(story: Story, key: str, balance: Decimal, table: Table) -> Row:
    """A line with the first or the last balance, in its column or else in that of the amounts."""
    rng, said = story.values.rng, _signed(story, balance)
    label = _state_in_table(story, key, said)
    day = table.rows[0 if key == "opening_balance" else -1]["booked_on"]
    stated = story.facts.get("period_start" if key == "opening_balance" else "period_end")
    if stated:
        day = story.values.alike(date.fromisoformat(stated[1].value))
    if rng.random() < 0.6:
        label = rng.choice(raw("accounts")[key][story.values.language]).format(day=day.text)
    place = "balance" if "balance" in {one.key for one in table.columns} else "movement"
    line: Row = {"purpose": worded(label), place: said}
    return line | ({"booked_on": day} if day.text not in label and rng.random() < 0.5 else {})


def _state_in_table(story: Story, key: str, said: Said) -> str:
    """States a fact by a line of the table, for the most part there alone; the line's label."""
    concept = concepts()[key]
    fact = next((one for one in story.money if one.concept.key == key), None)
    label = fact.label if fact else concept.label(story.values.rng, story.values.language)
    if fact and story.values.rng.random() < 0.6:
        story.money.remove(fact)
        fact = None
    told = key in story.facts and (
        fact or any(story.facts[key][1].text in one for one in story.sentences)
    )
    if not told:
        forget(story, key)  # a label that stood there with nothing beside it
        story.state(concept, said)
    return label


def _signed(story: Story, number: Decimal, *, bare: bool = True) -> Said:
    said = story.values.amount(abs(number), bare=bare)
    return Said(number, said.text if number >= 0 else f"-{said.text}")
