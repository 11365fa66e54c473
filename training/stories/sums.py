"""Facts that are the sum of a column: hours of a time sheet, invoices that are paid together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from training.material.lexicon import concepts
from training.material.locales import Said, worded
from training.stories.story import Story, forget, reword
from training.tables import Row, Table


class _Sum(NamedTuple):
    """A column of a table, and the fact that tells what it comes to."""

    table: str
    column: str
    fact: str
    unless: str = ""  # a fact with which it comes to something else


_SUMS = {  # by kind
    "timesheet": _Sum("time_entries", "hours", "total_hours"),
    "remittance_advice": _Sum("invoice_list", "amount", "payment_amount", "withholding_tax"),
    "reminder_letter": _Sum("invoice_list", "amount", "outstanding_amount"),
    "expense_report": _Sum("expense_lines", "amount", "total_expenses_claimed"),
    "brokerage_statement": _Sum("holdings", "market_value", "portfolio_value"),
    "customs_declaration": _Sum("declared_goods", "amount", "declared_value"),
    "benefits_explanation": _Sum("services_billed", "billed", "claim_amount"),
}
_WORDS = ("description", "task", "project_name", "goods_description", "security_name")


def sum_column(story: Story) -> None:
    """Makes the fact agree with its column; the sum may stand right below it."""
    rng, sum_ = story.values.rng, _SUMS.get(story.kind)
    if sum_ is None or sum_.unless in story.facts or rng.random() < 0.1:
        return
    table = next((one for one in story.tables if one.name == sum_.table), None)
    if table is None or not all(sum_.column in row for row in table.rows):
        return
    whole = sum((Decimal(row[sum_.column].value) for row in table.rows), Decimal(0))
    told = sum_.fact in story.facts
    if told:
        reword(story, sum_.fact, _said(story, sum_, whole))
    if rng.random() < (0.35 if told else 0.15):
        _put_below(story, table, sum_, whole)


def _said(story: Story, sum_: _Sum, whole: Decimal, *, bare: bool = False) -> Said:
    if sum_.column == "hours":
        return Said(whole, story.values.digits(whole))
    return story.values.amount(whole, bare=bare)


def _put_below(story: Story, table: Table, sum_: _Sum, whole: Decimal) -> None:
    """The sum in a line of the table, which states the fact, by its label or a word for it."""
    concept = concepts()[sum_.fact]
    fact = next((one for one in story.labelled if one.concept.key == sum_.fact), None)
    if fact is None and sum_.fact in story.facts:
        return  # a sentence tells it
    label = fact.label if fact else concept.label(story.values.rng, story.values.language)
    forget(story, sum_.fact)
    bare = table.rows[0][sum_.column].text[-1:].isdigit()
    said = _said(story, sum_, whole, bare=bare)
    story.state(concept, said)
    keys = [one.key for one in table.columns if one.key != sum_.column]
    place = next((key for key in _WORDS if key in keys), keys[0])
    line: Row = {place: worded(label), sum_.column: said}
    story.tables[story.tables.index(table)] = replace(table, below=(*table.below, line))
