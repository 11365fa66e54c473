"""Rows of made-up documents: their numbers agree, and what stands between them is no row."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from training.data import raw
from training.layouts import lay_out
from training.material.values import Values
from training.pages.cells import grid
from training.pages.results import as_a_laboratory
from training.pages.summaries import account_summary, readings
from training.pages.worded import can_be_told, told
from training.stories.kinds import tell
from training.stories.movements import in_kinds, in_two_parts
from training.stories.sums import sum_column
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
                whole = Decimal(row["quantity"].value) * row["unit_price"].value
                product = whole * (100 - (row["rebate"].value if "rebate" in row else 0)) / 100
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
            for line in (one for one, is_row in made.lines if not is_row):
                framed += 1
                printed = "\n".join(lines).casefold()  # where a long label may go on below
                assert all(word in printed for word in line["purpose"].text.casefold().split())
                assert line not in made.rows
    assert framed > 5


def test_a_summary_of_an_account_tells_all_its_sums() -> None:
    seen = 0
    for seed in range(150):
        story = tell("bank_statement", Values(random.Random(seed)))
        lines = account_summary(story)
        if not lines:
            continue
        seen += 1
        moves = [moved(row) for row in story.tables[0].rows]
        credits, debits = (story.facts[key][1] for key in ("total_credits", "total_debits"))
        assert credits.value - debits.value == sum(moves)
        for one in (credits, debits, story.facts["closing_balance"][1]):
            assert any(one.text in line for line in lines)
    assert seen > 10


def test_the_charges_of_supply_make_the_total_with_their_tax() -> None:
    taxed = above = 0
    for seed in range(300):
        story = tell("utility_bill", Values(random.Random(seed)))
        lay_out(story)
        for made in story.tables:
            if made.name == "charges" and "tax" in story.facts:
                taxed += 1
                tax, total = (story.facts[key][1].value for key in ("tax", "total"))
                assert made.rows[-1]["amount"].value == tax
                assert sum(row["amount"].value for row in made.rows) == total
            above += bool(made.above)
    assert taxed > 10
    assert above > 5


def test_readings_on_lines_of_their_own_bear_their_days() -> None:
    seen = 0
    for seed in range(150):
        story = tell("utility_bill", Values(random.Random(seed)))
        before = {key: said for key, (_, said) in story.facts.items()}
        lines = [line for line in readings(story) if line]
        if not lines:
            continue
        seen += 1
        for key in ("previous_reading", "current_reading"):
            assert sum(before[key].text in line for line in lines) == 1
            assert story.facts[key][1] == before[key]
        assert all(len(re.findall(r"\d+", line)) > 1 for line in lines)
    assert seen > 10


def test_results_out_of_range_stand_in_a_column_of_their_own() -> None:
    seen = 0
    for values, made in tables("results", 300):
        head = ["x" for _ in made.headers]
        printed = as_a_laboratory(grid(values, made, head))
        beyond = {pair[1] for pair in raw("laboratory")["apart"][values.language]}
        at = next((at for at, label in enumerate(printed.head) if label in beyond), None)
        if at is None:
            continue
        for row, cells in zip(made.rows, printed.cells, strict=True):
            seen += 1
            assert bool(cells[at]) == ("flag" in row) != bool(cells[at - 1])
            assert row["outcome"].text in cells[at] + cells[at - 1]
    assert seen > 20


def test_deposits_are_items_of_their_own() -> None:
    names = {
        one.casefold()
        for key in ("deposit", "back")
        for some in raw("shops")["grocery"][key].values()
        for one in some
    }
    paid = 0
    for _, made in tables("purchases", 200):
        assert made.total == sum(row["amount"].value for row in made.rows)
        paid += sum(row["description"].text.casefold() in names for row in made.rows)
    assert paid > 5


def test_tills_count_their_receipts_on_the_line_of_their_numbers() -> None:
    seen = 0
    for seed in range(400):
        story = tell("receipt", Values(random.Random(seed)))
        before = story.facts.get("receipt_number")
        lines = lay_out(story)
        if before is None or story.facts["receipt_number"] == before:
            continue
        seen += 1
        assert any(story.facts["receipt_number"][1].text in line for line in lines)
    assert seen > 5


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


def test_the_sum_of_a_column_is_what_the_document_states() -> None:
    seen = below = 0
    for seed in range(150):
        story = tell("expense_report", Values(random.Random(seed)))
        stated = story.facts.get("total_expenses_claimed")
        sum_column(story)
        if story.facts.get("total_expenses_claimed") == stated:
            continue
        seen += 1
        (made,) = story.tables
        told = story.facts["total_expenses_claimed"][1]
        assert told.value == sum(row["amount"].value for row in made.rows)
        below += [line["amount"] for line in made.below] == [told]
    assert seen > 40
    assert below > 10


def test_movements_in_two_parts_are_those_of_the_account() -> None:
    seen = 0
    for seed in range(60):
        story = tell("bank_statement", Values(random.Random(seed)))
        for made in story.tables:
            if "movement" not in {one.key for one in made.columns}:
                continue
            seen += 1
            parted = in_two_parts(story, made)
            sides = ["credit" if "credit" in row else "debit" for row in parted.rows]
            assert sides in (sorted(sides), sorted(sides, reverse=True))
            assert len(parted.between) == len(set(sides))
            assert sum(map(moved, parted.rows)) == sum(map(moved, made.rows))
    assert seen > 10


def test_movements_by_kind_are_those_of_the_account_and_tell_no_sum_of_debits() -> None:
    seen = 0
    for seed in range(120):
        story = tell("bank_statement", Values(random.Random(seed)))
        for made in [one for one in story.tables if one.rows]:
            seen += 1
            before = story.facts.get("total_debits")
            parted = in_kinds(story, made)
            assert sum(map(moved, parted.rows)) == sum(map(moved, made.rows))
            assert [one.key for one in parted.columns][-1] == "movement"
            assert 0 in parted.between
            assert story.facts.get("total_debits") == before
    assert seen > 60


def test_the_unit_of_a_range_in_brackets_stands_in_them() -> None:
    seen = 0
    for _, made in tables("results", 300):
        for row in made.rows:
            text = row["reference_range"].text if "reference_range" in row else ""
            if text.startswith(("(", "[")) and "result_unit" in row:
                seen += row["result_unit"].text in text
                assert text[-1] in ")]"
    assert seen > 20
