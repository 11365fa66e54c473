"""How made-up documents print rows: whatever the form, each cell can be found and sums agree."""

from __future__ import annotations

import random
import re
from decimal import Decimal

from training.data import raw
from training.layouts.items import Items
from training.material.values import Values
from training.pages.between import numbered
from training.pages.cells import Grid, grid
from training.pages.heads import flat, in_two_languages, stacked
from training.pages.ledgers import as_a_bank
from training.pages.legs import by_leg
from training.pages.rows import printed
from training.pages.taxes import beside_totals, tax_table
from training.stories.kinds import tell
from training.tables.by_name import table


def grids(name: str, count: int = 120) -> list[Grid]:
    drawn = [Values(random.Random(seed)) for seed in range(count)]
    made = [(values, table(name, values)) for values in drawn]
    return [grid(values, one, list(one.headers)) for values, one in made]


def test_a_head_on_several_lines_has_all_its_words_in_its_column() -> None:
    high = 0
    for one in grids("goods"):
        made = in_two_languages(one)
        lines = stacked(made, made.numeric)
        high += len(lines) > 1
        for label, *column in zip(flat(made).head, *lines, strict=True):
            told = " ".join(" ".join(column).strip("-=_ ").split())
            assert told == " ".join(label.split())
    assert high > 30


def test_a_long_description_goes_on_below_with_all_its_words() -> None:
    folded = 0
    for one in grids("goods", 200):
        _, *rows = printed(one, held_out=False)
        for row, lines in zip(one.table.rows, rows, strict=True):
            words = row["description"].text.split()
            told = " ".join(lines).replace("|", " ").split()
            assert all(word in " ".join(told) for word in words)
            folded += len(words) > 6 and len(lines) > 1
    assert folded > 60


def test_a_bank_prints_all_that_a_movement_states() -> None:
    apart = once = 0
    for one in grids("transactions", 300):
        made = as_a_bank(one)
        apart += any(label in made.head for label in raw("accounts")["sides"][one.values.language])
        for number, (row, before) in enumerate(zip(made.cells, one.cells, strict=True)):
            for text in before:
                if text not in row and text == one.table.rows[number]["booked_on"].text:
                    once += 1
                    assert one.table.rows[number - 1]["booked_on"].text == text
                else:
                    parts = re.split(r"(?<=\d) ?(?=[A-Za-z]+$)", text)  # an amount and its mark
                    assert all(part in " ".join(row) for part in parts)
    assert apart > 10
    assert once > 10


def test_what_is_taken_off_an_item_is_on_its_price() -> None:
    cut = 0
    for seed in range(200):
        values = Values(random.Random(seed))
        made = table("purchases", values)
        items = Items(values, 42)
        printed = "\n".join(items.lines(made))
        cut += items.saved > 0
        paid = sum((row["amount"].value for row in made.rows), Decimal(0))
        assert paid - items.saved == made.total
        assert all(row["amount"].text in printed for row in made.rows)
    assert cut > 20


def test_the_rates_of_a_table_of_taxes_come_to_its_sums() -> None:
    seen = 0
    for seed in range(200):
        story = tell("invoice", Values(random.Random(seed)))
        facts = {key: said.value for key, (_, said) in story.facts.items()}
        _, *rows = tax_table(story) or [""]
        if len(rows) != 3:
            continue
        seen += 1
        assert "tax_rate" not in story.facts
        tax = story.values.digits(facts["tax"])
        assert tax in rows[-1]
    assert seen > 10


def test_taxes_beside_the_amounts_leave_both_whole() -> None:
    taxes, totals = ["Rate  Net", "A  10.00"], ["Subtotal  10.00", "Tax  2.00", "Total  12.00"]
    abreast = 0
    for seed in range(60):
        lines = beside_totals(random.Random(seed), taxes, totals)
        assert all(any(one in line for line in lines) for one in (*taxes, *totals))
        abreast += len(lines) < len(taxes) + len(totals)
    assert abreast > 10


def test_numbers_of_articles_on_lines_of_their_own() -> None:
    for one in grids("order_lines"):
        numbers = [
            row["item_number"].text if "item_number" in row else "" for row in one.table.rows
        ]
        rows = numbered(one, [["row"] for _ in one.cells], numbers)
        for number, lines in zip(numbers, rows, strict=True):
            assert len(lines) == (2 if number else 1)
            assert number in "".join(lines)


def test_a_leg_is_told_with_all_its_cells() -> None:
    for one in grids("travel_legs"):
        _, *legs = by_leg(one)
        for lines, cells in zip(legs, one.cells, strict=True):
            assert all(cell in "\n".join(lines) for cell in cells)
