"""What statements tell of movements once more: balances at the end of days, checks by their number.

Several stand side by side on a line, and none is a movement.
"""

from __future__ import annotations

import re
from decimal import Decimal

from training.data import raw
from training.pages.lines import columns
from training.stories.story import Story
from training.tables import Row
from training.tables.accounts import balance_before, moved

_CHECK = re.compile(r"^(?:check|cheque|chèque)\D*(\d+)$", re.IGNORECASE)
_DAILY = 0.22  # share of statements whose balances by day are listed
_AGAIN = 0.4  # share of those with checks that list them again


def told_again(story: Story) -> list[str]:
    """The lines below the movements of a statement that tell something of them once more."""
    rng = story.values.rng
    table = next((one for one in story.tables if one.name == "transactions"), None)
    if table is None or not all("booked_on" in row for row in table.rows):
        return []
    parts = [_checks(story, table.rows), _daily(story, table.rows)]
    if rng.random() < 0.2:
        parts.reverse()
    return [line for part in parts if part for line in ("", *part)]


def _daily(story: Story, rows: tuple[Row, ...]) -> list[str]:
    """The balance at the end of each day that has movements; the last one is the closing one."""
    values, rng = story.values, story.values.rng
    stated = story.facts.get("opening_balance")
    balance = stated[1].value if stated else balance_before(rows)
    if balance is None or not rows or rng.random() >= _DAILY:
        return []
    ends: dict[str, Decimal] = {}
    days = {}
    for row in sorted(rows, key=lambda row: str(row["booked_on"].value)):
        balance += moved(row)
        ends[row["booked_on"].value] = balance
        days[row["booked_on"].value] = row["booked_on"].text
    story.hush("closing_balance")
    title, *heads = rng.choice(raw("accounts")["daily"][values.language])
    cells = [[days[day], _written(story, end)] for day, end in ends.items()]
    return _abreast(story, title, heads, cells)


def _checks(story: Story, rows: tuple[Row, ...]) -> list[str]:
    """The checks among the movements by their numbers."""
    rng, titles = story.values.rng, raw("accounts")["checks_again"]
    found = [(_CHECK.match(row["purpose"].text), row) for row in rows if "debit" in row]
    checks = [(match[1], row) for match, row in found if match]
    if not checks or story.values.language not in titles or rng.random() >= _AGAIN:
        return []
    title, heads = rng.choice(titles[story.values.language])
    cells = [
        [number, row["booked_on"].text, _written(story, abs(Decimal(row["debit"].value)))]
        for number, row in sorted(checks, key=lambda one: int(one[0]))
    ]
    return _abreast(story, title, heads, cells)


def _written(story: Story, number: Decimal) -> str:
    text = story.values.digits(abs(number))
    return text if number >= 0 else f"-{text}"


def _abreast(story: Story, title: str, heads: list[str], cells: list[list[str]]) -> list[str]:
    """Cells under their heads, two or three sets of them side by side where there are several: from
    top to bottom or from left to right.
    """
    rng = story.values.rng
    across = min(len(cells), rng.choice((1, 2, 2, 3, 3)))
    height = -(-len(cells) // across)
    down = rng.random() < 0.5
    sets = [
        cells[at * height : (at + 1) * height] if down else cells[at::across]
        for at in range(across)
    ]
    blocks = [
        [head, *column]
        for one in sets
        if one
        for head, column in zip(heads, zip(*one, strict=True), strict=True)
    ]
    flush = [*[False] * (len(heads) - 1), True] * (len(blocks) // len(heads))
    gaps = [*[rng.randint(2, 4)] * (len(heads) - 1), rng.randint(3, 9)]
    lines = columns(blocks, gaps * (len(blocks) // len(heads)), right=flush)
    return [title, *(line for line in lines if line)]
