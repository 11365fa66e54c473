"""Documents of two sides, as payslips and balance sheets are, and the facts that follow."""

from __future__ import annotations

from collections.abc import Iterable
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


_CENT = Decimal("0.01")
OF_PAY = ("base_salary", "overtime_pay", "bonus")  # by the year or the month: rows do not say
_OF_DEDUCTIONS = {  # and the largest share of the gross pay that they are
    **{"income_tax": 0.3, "social_security": 0.1},
    **{"pension_contribution": 0.08, "health_insurance": 0.06},
}
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
    told = made.facts
    if name == "pay":
        leave_to_rows(story, [key for key in (*OF_PAY, *_OF_DEDUCTIONS) if key not in told])
    elif name == "year":
        leave_to_rows(story, ["gross_profit", "operating_income"])
    left, right = (sum(row["amount"].value for row in one.rows) for one in made.tables)
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
        story.state(concepts()[key], said)
    if name == "pay":
        _sum_up_year(story, left, left - right)


def leave_to_rows(story: Story, keys: Iterable[str]) -> None:
    """Amounts that rows might tell are stated nowhere else, and nobody asks for them."""
    for key in keys:
        forget(story, key)
        story.absent.pop(key, None)


def settle_pay(story: Story) -> None:
    """Deductions and net pay that fit the gross pay, where no rows of deductions tell them."""
    values, rng = story.values, story.values.rng
    paid = (one.total for one in story.tables if one.name == "charges" and one.total is not None)
    stated = story.facts["gross_pay"][1].value if "gross_pay" in story.facts else None
    gross = next(paid, stated)
    if gross is None:
        return
    taken = Decimal(0)
    for key, most in _OF_DEDUCTIONS.items():
        if key in story.facts:
            part = (gross * Decimal(str(round(rng.uniform(0.02, most), 4)))).quantize(_CENT)
            taken += part
            reword(story, key, values.amount(part))
    if "total_deductions" not in story.facts or not taken:
        taken += (gross * Decimal(str(round(rng.uniform(0.02, 0.1), 4)))).quantize(_CENT)
    for key, number in (("total_deductions", taken), ("net_pay", gross - taken)):
        if key in story.facts:
            reword(story, key, values.amount(number))
    _sum_up_year(story, gross, gross - taken)


def _sum_up_year(story: Story, gross: Decimal, net: Decimal) -> None:
    """What the pay of the year comes to so far."""
    months = story.values.rng.randint(2, 12)
    for key, number in (("ytd_gross", gross), ("ytd_net", net)):
        if key in story.facts:
            reword(story, key, story.values.amount(number * months))


def settle_statement(story: Story) -> None:
    """Amounts of a year that fit each other, from the turnover down to what the owners have."""
    values, rng = story.values, story.values.rng

    def share(whole: Decimal, low: float, high: float) -> Decimal:
        return round(whole * Decimal(str(rng.uniform(low, high))), -2)

    revenue, assets = (
        story.facts[key][1].value if key in story.facts else values.of(concepts()[key]).value
        for key in ("revenue", "total_assets")
    )
    gross = share(revenue, 0.2, 0.7)
    costs, owed = share(gross, 0.3, 0.9), share(assets, 0.2, 0.85)
    fitting = {
        **{"gross_profit": gross, "operating_expenses": costs, "operating_income": gross - costs},
        **{"net_income": share(gross - costs, 0.6, 0.9), "total_liabilities": owed},
        "equity": assets - owed,
    }
    for key, number in fitting.items():
        if key in story.facts:
            reword(story, key, values.amount(number))


def _in_words(story: Story, key: str) -> bool:
    """Whether a sentence states it."""
    return any(story.facts[key][1].text in one for one in story.sentences)
