"""Lines that tell of an account or a meter in words and columns of their own, each a fact."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.pages.lines import columns
from training.stories.story import Story, forget
from training.tables.accounts import moved

_READINGS = ("previous_reading", "current_reading")
_BALANCES = ("opening_balance", "total_credits", "total_debits", "closing_balance")


def account_summary(story: Story) -> list[str]:
    """Balances and sums of an account with how many movements made them; none of them elsewhere."""
    values, rng = story.values, story.values.rng
    table = next((one for one in story.tables if one.name == "transactions"), None)
    if table is None or not table.rows or "opening_balance" not in story.facts:
        return []
    moves = [moved(row) for row in table.rows]
    inward, outward = ([one for one in moves if (one > 0) is side] for side in (True, False))
    opening = story.facts["opening_balance"][1].value
    numbers = (opening, sum(inward, Decimal(0)), -sum(outward, Decimal(0)), opening + sum(moves))
    heading, labels = rng.choice(raw("accounts")["summary"][values.language])
    counts = ["", len(inward), len(outward), rng.choice(("", len(moves)))]
    heads = rng.choice(raw("accounts")["counted"][values.language])
    bare, sums = rng.random() < 0.5, []
    for key, number in zip(_BALANCES, numbers, strict=True):
        said = values.amount(abs(number), bare=bare)
        said = Said(number, said.text if number >= 0 else f"-{said.text}")
        forget(story, key)
        story.absent.pop(key, None)
        story.state(concepts()[key], said)
        sums.append(said.text)
    blocks = [["", *labels], [heads[0], *map(str, counts)], [heads[1], *sums]]
    if rng.random() < 0.2:
        blocks = [blocks[0], blocks[2]]
    lines = columns(blocks, rng.randint(2, 8), right=[False, *[True] * (len(blocks) - 1)])
    return [one for one in (heading, *lines) if one.strip()]


def readings(story: Story) -> list[str]:
    """Two readings of a meter with the days they were made on, each on a line of its own."""
    values, rng = story.values, story.values.rng
    facts = [one for one in story.head if one.concept.key in _READINGS]
    if len(facts) < 2 or any(one.said.value is None for one in facts):
        return []
    said = dict(zip(_READINGS, (story.facts[key][1] for key in _READINGS), strict=True))
    story.head[:] = [one for one in story.head if one not in facts]
    first, last = _days(story)
    forms = rng.choice(raw("supply")["read"][values.language])
    unit = ""
    if "consumption_unit" in story.facts and rng.random() < 0.4:
        unit = f" {story.facts['consumption_unit'][1].text}"
    cells = [
        (form.format(day=values.alike(day).text), f"{said[key].text}{unit}")
        for form, day, key in zip(forms, (first, last), _READINGS, strict=True)
    ]
    if rng.random() < 0.25:
        cells.reverse()
    gap = rng.choice((1, 2, 4, 10))
    if gap == 1:
        mark = rng.choice((":", ""))
        return ["", *(f"{left}{mark} {right}" for left, right in cells), ""]
    flush = [False, rng.random() < 0.6]
    return ["", *columns([*map(list, zip(*cells, strict=True))], gap, right=flush), ""]


def _days(story: Story) -> tuple[date, date]:
    """The first and the last day of the period; who asks for one that is not stated is told."""
    for key in ("period_start", "period_end"):
        story.absent.pop(key, None)
    start, end = (
        date.fromisoformat(story.facts[key][1].value) if key in story.facts else None
        for key in ("period_start", "period_end")
    )
    if end is None:
        end = (start or story.values.first_day) + timedelta(days=30)
    return start or end - timedelta(days=30), end
