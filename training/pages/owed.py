"""What bills of supply tell of the account: what was owed before, what is to be paid later."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Fact, Story, forget
from training.tables import Row

_CENT = Decimal("0.01")


def account_before(story: Story) -> list[str]:
    """What came before this bill and what is owed in all, which states the balance to pay."""
    values, rng = story.values, story.values.rng
    said, at = raw("supply"), [fact.concept.key for fact in story.money]
    if "total" not in at or {"amount_paid", "amount_due"} & story.facts.keys():
        return []
    total = story.money[at.index("total")]
    label = rng.choice(said["current"][values.language])
    story.money[at.index("total")] = Fact(total.concept, total.said, label)
    labels = rng.choice(said["account"][values.language])
    before = values.price(5, 400)
    paid = before if rng.random() < 0.65 else (before * Decimal("0.6")).quantize(_CENT)
    due = total.said.value + before - paid
    sums = [values.amount(one).text for one in (before, paid, before - paid)]
    sums[1] = f"-{sums[1]}" if rng.random() < 0.4 else sums[1]
    owed = values.amount(due)
    concept = concepts()["amount_due"]
    for key in ("amount_paid", concept.key):  # their labels may stand there, with nothing beside
        forget(story, key)
        story.absent.pop(key, None)
    story.state(concept, owed)
    cells = [*zip(labels, sums, strict=True), (concept.label(rng, values.language), owed.text)]
    if rng.random() < 0.3 and _listed(story, cells[:-1]):
        cells = cells[-1:]
    width = max(len(label) for label, _ in cells) + rng.randint(2, 20)
    return [f"{label:<{width}}{text}" for label, text in cells]


def _listed(story: Story, cells: list[tuple[str, str]]) -> bool:
    """What was owed before as lines above the first charge, of which none is one."""
    for at, table in enumerate(story.tables):
        if table.name == "charges":
            lines: tuple[Row, ...] = tuple(
                {"description": Said(label, label), "amount": Said(text, text)}
                for label, text in cells
            )
            story.tables[at] = replace(table, above=(*lines, *table.above))
            return True
    return False


def instalment(story: Story) -> str:
    """What is to be paid later on, which answers nothing."""
    values = story.values
    template = values.rng.choice(raw("supply")["instalment"][values.language])
    money = values.amount(values.price(20, 300)).text
    return str(template.format(money=money, day=values.near(300).text))
