"""Rows of made-up documents: their numbers agree, and what stands between them is no row."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from training.data import raw
from training.layouts import lay_out
from training.material.values import Values
from training.pages.worded import can_be_told, told
from training.stories.kinds import tell
from training.tables import Table
from training.tables.accounts import moved
from training.tables.by_name import table

CENT = Decimal("0.01")


def tables(name: str, count: int = 40) -> list[tuple[Values, Table]]:
    drawn = [Values(random.Random(seed)) for seed in range(count)]
    return [(values, table(name, values)) for values in drawn]


@pytest.mark.parametrize("name", ["goods", "order_lines", "parts_used", "bid_items"])
def test_pieces_times_their_price_is_the_amount(name: str) -> None:
    seen = 0
    for _, made in tables(name):
        for row in made.rows:
            if {"quantity", "unit_price", "amount"} <= row.keys():
                seen += 1
                product = Decimal(row["quantity"].value) * row["unit_price"].value
                assert row["amount"].value == product.quantize(CENT)
    assert seen > 40


def test_an_instalment_is_principal_and_interest() -> None:
    for _, made in tables("payment_schedule"):
        for row in made.rows:
            if {"principal_part", "interest_part"} <= row.keys():
                parts = row["principal_part"].value + row["interest_part"].value
                assert row["amount"].value == parts


def test_results_are_numbers_or_words() -> None:
    rows = [row for _, made in tables("results") for row in made.rows]
    assert all(("value" in row) != ("finding" in row) for row in rows)
    assert sum("finding" in row for row in rows) > 20
    for row in rows:
        said = row.get("value") or row["finding"]
        assert row["outcome"].text.startswith(said.text)


def test_a_statement_balances() -> None:
    balanced = 0
    for seed in range(60):
        story = tell("bank_statement", Values(random.Random(seed)))
        lay_out(story)
        if {"opening_balance", "closing_balance"} <= story.facts.keys() and story.tables:
            balanced += 1
            opening, closing = (
                story.facts[key][1].value for key in ("opening_balance", "closing_balance")
            )
            assert opening + sum(map(moved, story.tables[0].rows)) == closing
    assert balanced > 5


def test_lines_of_balances_and_sums_are_printed_and_are_no_rows() -> None:
    framed = 0
    for seed in range(80):
        story = tell("bank_statement", Values(random.Random(seed)))
        lines = lay_out(story)
        for made in story.tables:
            for line in (*made.above, *made.below):
                framed += 1
                label = line["purpose"].text.casefold()
                assert any(label in one.casefold() for one in lines)
                assert line not in made.rows
    assert framed > 5


def test_readings_are_as_far_apart_as_what_was_used() -> None:
    keys = ("previous_reading", "current_reading", "consumption")
    seen = 0
    for seed in range(80):
        story = tell("utility_bill", Values(random.Random(seed)))
        lay_out(story)
        if all(key in story.facts for key in keys):
            seen += 1
            before, after, used = (story.facts[key][1].value for key in keys)
            assert after - before == used
    assert seen > 5


def test_a_row_in_words_bears_all_its_cells() -> None:
    seen = 0
    for values, made in tables("goods"):
        keys = [one.key for one in made.columns]
        if not can_be_told(keys):
            continue
        cells = [[row[key].text if key in row else "" for key in keys] for row in made.rows]
        for line, row in zip(told(values, keys, cells), cells, strict=True):
            seen += 1
            assert all(cell in line for cell in row)
    assert seen > 20


def test_units_are_in_every_language() -> None:
    for plan in raw("goods").values():
        assert set(plan["units"]) == {"en", "de", "fr", "es", "it", "nl"} <= set(plan)
