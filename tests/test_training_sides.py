"""Tables of made-up documents that share their lines: each amount stays on its own side."""

from __future__ import annotations

import random
import re

import pytest

from training.data import raw
from training.layouts import lay_out
from training.material.values import Values
from training.pages.abreast import write_abreast
from training.stories.kinds import tell
from training.stories.story import Story
from training.tables.sides import sides

SEEDS = range(40)


def payslips() -> list[tuple[Story, list[str]]]:
    told = [tell("payslip", Values(random.Random(seed))) for seed in range(60)]
    return [(story, lay_out(story)) for story in told]


def _bears(line: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", line) is not None


@pytest.mark.parametrize("name", sorted(raw("sides")))
def test_the_right_side_stands_right_of_the_left_one_on_the_same_lines(name: str) -> None:
    shared = 0
    for seed in SEEDS:
        values = Values(random.Random(seed))
        pair = sides(values, name).tables
        lines = write_abreast(values, pair, [list(one.headers) for one in pair])
        left, right = ([row["description"].text for row in one.rows] for one in pair)
        for text in left:
            line = next(line for line in lines if _bears(line, text))
            beside = [one for one in right if _bears(line, one)]
            shared += bool(beside)
            assert all(line.find(text) <= line.rfind(one) for one in beside)
        for row in (*pair[0].rows, *pair[1].rows):
            line = next(line for line in lines if _bears(line, row["description"].text))
            assert row["amount"].text in line
    assert shared > len(SEEDS) / 2


@pytest.mark.parametrize("name", sorted(raw("sides")))
def test_a_sum_is_that_of_its_side_and_no_row(name: str) -> None:
    for seed in SEEDS:
        made = sides(Values(random.Random(seed)), name)
        for one in made.tables:
            sums = [row["amount"].value for row in one.below]
            assert one.total == sum(row["amount"].value for row in one.rows)
            assert sums in ([], [one.total])
            assert all(row not in one.rows for row in one.below)


def test_a_payslip_pays_what_its_rows_leave() -> None:
    parted = 0
    for story, _ in payslips():
        pair = [one for one in story.tables if one.heading]
        if not pair:
            continue
        parted += 1
        gross, taken = (sum(row["amount"].value for row in one.rows) for one in pair)
        worth = {"gross_pay": gross, "total_deductions": taken, "net_pay": gross - taken}
        for key, number in worth.items():
            if key in story.facts:
                assert story.facts[key][1].value == number
        assert taken < gross
    assert parted > 20


def test_what_a_company_owns_and_owes_is_what_its_statement_says() -> None:
    parted = 0
    for seed in range(120):
        story = tell("financial_statement", Values(random.Random(seed)))
        lay_out(story)
        pair = [one for one in story.tables if one.heading]
        if not pair or pair[0].name not in ("assets", "income"):
            continue
        parted += 1
        left, right = (sum(row["amount"].value for row in one.rows) for one in pair)
        worth = ("total_assets", "total_liabilities", "equity")
        keys = (
            worth if pair[0].name == "assets" else ("revenue", "operating_expenses", "net_income")
        )
        for key, number in zip(keys, (left, right, left - right), strict=True):
            if key in story.facts:
                assert story.facts[key][1].value == number
    assert parted > 20


def test_a_row_of_a_payslip_states_a_fact_of_that_name() -> None:
    taxes = raw("sides")["pay"]["right"]["first"]["en"]
    assert all(row.endswith(" = income_tax") for row in taxes)
    stated = [
        (story.facts["income_tax"][1].value, pair[1].rows[0]["amount"].value)
        for story, _ in payslips()
        if len(pair := [one for one in story.tables if one.heading]) == 2
    ]
    assert stated
    assert all(fact == amount for fact, amount in stated)
