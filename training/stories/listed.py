"""What bills of supply list with their charges: the tax, which is one; the use, which is none."""

from __future__ import annotations

from dataclasses import replace

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import worded
from training.stories.story import Story, forget
from training.tables import Row, Table


def charge_tax(story: Story) -> None:
    """The tax as the last of the charges, below their sum or not."""
    rng, values = story.values.rng, story.values
    table = _charges(story)
    if table is None or table.total is None or not {"tax", "total"} <= story.facts.keys():
        return
    concept, tax = story.facts["tax"]
    label = next((one.label for one in story.money if one.concept.key == "tax"), "")
    if not label or rng.random() < 0.2:
        label = rng.choice(raw("supply")["taxes"][values.language])
    bare = table.rows[0]["amount"].text == values.digits(table.rows[0]["amount"].value)
    amount = values.amount(tax.value, bare=bare)
    story.money[:] = [one for one in story.money if one.concept.key != "tax"]
    story.state(concept, amount)
    between: dict[int, tuple[Row, ...]] = {}
    forget(story, "subtotal")
    story.absent.pop("subtotal", None)
    if rng.random() < 0.35:
        before = values.amount(table.total, bare=bare)
        words = worded(rng.choice(raw("supply")["net"][values.language]))
        between = {len(table.rows): ({"description": words, "amount": before},)}
        story.state(concepts()["subtotal"], before)
    rows = (*table.rows, {"description": worded(label), "amount": amount})
    total = table.total + tax.value
    _put(story, table, replace(table, rows=rows, total=total, between=between))


def list_use(story: Story) -> None:
    """What was used above the first charge: a line with no amount of money, so no charge."""
    rng, table = story.values.rng, _charges(story)
    use = next((one for one in story.head if one.concept.key == "consumption"), None)
    if table is None or use is None or use.said.value is None or rng.random() > 0.22:
        return
    label = use.label
    if rng.random() < 0.6:
        label = rng.choice(raw("supply")["used"][story.values.language])
    story.head.remove(use)
    line: Row = {"description": worded(label), "amount": use.said}
    _put(story, table, replace(table, above=(*table.above, line)))


def _charges(story: Story) -> Table | None:
    return next((one for one in story.tables if one.name == "charges"), None)


def _put(story: Story, before: Table, table: Table) -> None:
    story.tables[story.tables.index(before)] = table
