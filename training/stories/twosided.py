"""Documents of two sides, as payslips and balance sheets are, and the facts that follow."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story, forget, reword
from training.tables.sides import sides


class _Sums(NamedTuple):
    """The facts that the sums of both sides state, and the one that is left of the first."""

    left: str
    right: str
    rest: str


_SUMS = {
    "pay": _Sums("gross_pay", "total_deductions", "net_pay"),
    "worth": _Sums("total_assets", "total_liabilities", "equity"),
    "year": _Sums("revenue", "operating_expenses", "net_income"),
}


def set_sides(story: Story, name: str) -> None:
    """Puts the two tables of that name in `sides.yaml` in place of a table of charges.

    What a row or a sum states is a fact of the story: with a label of its own only now and then.
    """
    values, rng = story.values, story.values.rng
    sums = _SUMS[name]
    known = story.facts[sums.left][1].value if sums.left in story.facts else None
    large = known * Decimal("0.3") if known and name != "pay" else None
    made = sides(values, name, large)
    story.tables[:] = [*(one for one in story.tables if one.name != "charges"), *made.tables]
    forget(story, "base_salary")  # by the year or by the month: the rows do not say
    story.absent.pop("base_salary", None)
    left, right = (sum(row["amount"].value for row in one.rows) for one in made.tables)
    told = made.facts
    for key, number in zip(sums, (left, right, left - right), strict=True):
        if key not in story.facts or key in told:
            continue
        if number > 0:
            reword(story, key, values.amount(number))
        else:
            forget(story, key)
    for key, said in told.items():
        if key in story.facts and (rng.random() < 0.35 or _in_words(story, key)):
            reword(story, key, Said(said.value, values.amount(said.value).text))
            continue
        story.money[:] = [one for one in story.money if one.concept.key != key]
        story.head[:] = [one for one in story.head if one.concept.key != key]
        story.absent.pop(key, None)
        story.state(concepts()[key], said)


def settle_pay(story: Story) -> None:
    """Tax and net pay that fit the gross pay, where no rows of deductions tell them."""
    values, rng = story.values, story.values.rng
    if "gross_pay" not in story.facts:
        return
    gross = story.facts["gross_pay"][1].value
    tax = gross * Decimal(str(round(rng.uniform(0.04, 0.3), 4)))
    rest = gross - tax - gross * Decimal(str(round(rng.uniform(0.02, 0.2), 4)))
    for key, number in (("income_tax", tax), ("net_pay", rest)):
        if key in story.facts:
            reword(story, key, values.amount(number.quantize(Decimal("0.01"))))


def _in_words(story: Story, key: str) -> bool:
    """Whether a sentence states it."""
    return any(story.facts[key][1].text in one for one in story.sentences)
