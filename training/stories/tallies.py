"""Facts that agree with the rows below them: charges of supply, readings of a meter, pay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said, worded
from training.stories.balances import balanced
from training.stories.listed import charge_tax, list_use
from training.stories.story import Fact, Story, forget, reword
from training.stories.sums import sum_column
from training.stories.twosided import (
    OF_PAY,
    leave_to_rows,
    set_sides,
    settle_pay,
    settle_statement,
)
from training.tables import Row, Table
from training.tables.columns import column

_PAID = ("payslip", "payroll_summary")
_CELLS = {  # what is told of a meter, and the columns that tell it
    "meter_number": "meter_number",
    "previous_reading": "reading_old",
    "current_reading": "reading_new",
    "consumption": "usage",
}


def tally(story: Story) -> None:
    """Makes what the document states agree with its rows."""
    if story.kind in ("bank_statement", "card_statement"):
        story.tables[:] = [
            balanced(story, one) if one.name == "transactions" else one for one in story.tables
        ]
    if story.kind in _PAID and story.values.rng.random() < 0.6:
        set_sides(story, "pay")
    elif story.kind == "financial_statement":
        settle_statement(story)
        if story.shape == "page" and story.values.rng.random() < 0.6:
            set_sides(story, story.values.rng.choice(("worth", "year")))
    elif story.kind in ("utility_bill", "energy_bill", *_PAID):
        _charge(story)
        if story.kind in _PAID:
            settle_pay(story)
    sum_column(story)
    priced = [one for one in story.tables if "amount" in {two.key for two in one.columns}]
    summed = len(priced) == 1 and story.shape == "page" and story.kind not in _PAID
    if summed and priced[0].is_pure and story.values.rng.random() < 0.15:
        _sum_up(story, priced[0])


def _sum_up(story: Story, table: Table) -> None:
    """The amounts of the document right below its rows, in their column."""
    if table.total is None or "description" not in {one.key for one in table.columns}:
        return
    facts = [one for one in story.money if one.said.value is not None]
    below = tuple({"description": worded(one.label), "amount": one.said} for one in facts)
    story.money[:] = [one for one in story.money if one not in facts]
    story.tables[story.tables.index(table)] = replace(table, below=below)


def _charge(story: Story) -> None:
    """Charges of one supply or of pay, what was used, and the meter that counted it."""
    rng, language = story.values.rng, story.values.language
    supply = "pay" if story.kind in _PAID else _supply(story)
    plan = raw("charges")[supply]
    for at, table in enumerate(story.tables):
        if table.name != "charges":
            continue
        names = rng.sample(
            plan["other"][language], min(len(table.rows), len(plan["other"][language]))
        )
        if "used" in plan:
            names = [rng.choice(plan["used"][language]), *names]
        names = [name.upper() if story.values.shouting else name for name in names]
        rows = [
            row | {"description": worded(name)}
            for row, name in zip(table.rows, names, strict=False)
        ]
        rows += table.rows[len(rows) :]
        story.tables[at] = replace(table, rows=tuple(rows))
        if supply == "pay":
            story.tables[at] = paid = _as_pay(story, story.tables[at])
            leave_to_rows(story, OF_PAY)
            if paid.total is not None:
                _gross(story, story.values.amount(paid.total))
    if story.kind == "utility_bill":
        charge_tax(story)
    if "used" in plan:
        _count(story, plan["units"], plan["price"])
    elif supply == "service":
        for key in _CELLS:
            forget(story, key)
    if story.kind == "utility_bill":
        list_use(story)


def _gross(story: Story, said: Said) -> None:
    """States the sum of the pay, below which what follows is no part of it."""
    if "gross_pay" in story.facts:
        reword(story, "gross_pay", said)
        return
    concept = concepts()["gross_pay"]
    label = concept.label(story.values.rng, story.values.language)
    forget(story, concept.key)  # a label that stood there with nothing beside it
    story.money.insert(0, Fact(concept, said, label))
    story.state(concept, said)


def _as_pay(story: Story, table: Table) -> Table:
    """The same with amounts that make what somebody is paid for a month."""
    values, before = story.values, table.total or Decimal(1)
    factor = values.price(900, 6500) / before
    bare = table.rows[0]["amount"].text == values.digits(table.rows[0]["amount"].value)
    parts = [(row["amount"].value * factor).quantize(Decimal("0.01")) for row in table.rows]
    rows = (
        row | {"amount": values.amount(part, bare=bare)}
        for row, part in zip(table.rows, parts, strict=True)
    )
    return replace(table, rows=tuple(rows), total=sum(parts, Decimal(0)))


def _supply(story: Story) -> str:
    stated = story.facts.get("utility_type")
    supply = stated[1].value if stated else "electricity"
    return supply if supply in raw("charges") else "service"


def _count(story: Story, units: list[str], bounds: list[float]) -> None:
    """What was used at a usual price, and readings that far apart."""
    rng, values = story.values.rng, story.values
    table = next((one for one in story.tables if one.name == "charges"), None)
    amount = table.rows[0]["amount"].value if table else values.price(20, 400)
    low, high = bounds
    price = Decimal(str(low * (high / low) ** rng.random()))
    used = max(Decimal(1), Decimal(int(amount / price)))
    unit = rng.choice(units)
    readings = next((one for one in story.tables if one.name == "meter_readings"), None)
    if readings is not None:
        used = _read(story, readings, used)
    before = rng.randrange(100, 90000)
    for key, reading in (("previous_reading", before), ("current_reading", before + int(used))):
        if key in story.facts:
            written = values.digits(Decimal(reading)) if rng.random() < 0.2 else str(reading)
            reword(story, key, Said(reading, written))
    if "consumption" not in story.facts:
        return
    text = f"{values.digits(used)} {unit}"
    reword(story, "consumption", Said(used, text))
    if "consumption_unit" in story.facts:
        story.state(story.facts["consumption_unit"][0], worded(unit))
    if table and rng.random() < 0.25:
        _priced_use(story, table, used, unit)
    if readings is None and rng.random() < 0.45:
        _in_a_row(story, unit)


def _read(story: Story, table: Table, used: Decimal) -> Decimal:
    """The use that the rows of a table of readings make together; of one row, the used."""
    rows = [dict(row) for row in table.rows]
    if len(rows) == 1 and "usage" in rows[0]:
        old = rows[0]["reading_new"].value - rows[0]["usage"].value
        rows[0]["usage"] = Said(int(used), str(used))
        rows[0]["reading_new"] = Said(old + int(used), str(old + int(used)))
        if "reading_old" in rows[0]:
            rows[0]["reading_old"] = Said(old, str(old))
    if "meter_number" in story.facts:
        rows[0]["meter_number"] = story.facts["meter_number"][1]
    story.tables[story.tables.index(table)] = replace(table, rows=tuple(rows))
    if len(rows) == 1:
        for key, cell in _CELLS.items():
            if cell in rows[0] and key not in story.facts:
                story.state(concepts()[key], rows[0][cell])
    whole = sum((Decimal(row["usage"].value) for row in rows if "usage" in row), Decimal(0))
    return whole or used


def _priced_use(story: Story, table: Table, used: Decimal, unit: str) -> None:
    """The charge for what was used names it, with the price of one, or has columns for both."""
    rng, first = story.values.rng, table.rows[0]
    price = (first["amount"].value / used).quantize(Decimal("0.00001"))
    if rng.random() < 0.5:
        digits = story.values.digits
        told = {
            "quantity": Said(used, f"{digits(used)} {unit}"),
            "unit_price": Said(price, digits(price)),
        }
        more = (column("quantity"), column("unit_price", "money"))
        labels = (one.label(rng, story.values.language) for one in more)
        counted = replace(
            table,
            columns=(table.columns[0], *more, *table.columns[1:]),
            headers=(table.headers[0], *labels, *table.headers[1:]),
            rows=(first | told, *table.rows[1:]),
        )
        story.tables[story.tables.index(table)] = counted
        return
    each = rng.choice((" x {}", " @ {}", " à {}", " × {}", "")).format(story.values.digits(price))
    joint = rng.choice((", ", " ", ": ", " - "))
    name = f"{first['description'].text}{joint}{story.values.digits(used)} {unit}{each}"
    rows = (first | {"description": worded(name)}, *table.rows[1:])
    story.tables[story.tables.index(table)] = replace(table, rows=rows)


def _in_a_row(story: Story, unit: str) -> None:
    """The meter, its readings and what was used in one row of a table; each is a fact as well."""
    rng = story.values.rng
    kept = {one.concept.key: one for one in story.head if one.concept.key in _CELLS}
    if "consumption" not in kept or len(kept) < 2:
        return
    story.head[:] = [one for one in story.head if one.concept.key not in kept]
    row: Row = {_CELLS[key]: kept[key].said for key in _CELLS if key in kept}
    labels = {_CELLS[key]: kept[key].label for key in _CELLS if key in kept}
    if rng.random() < 0.6:  # the unit at the head of its column, or in one of its own
        bare = story.facts["consumption"][1].text.removesuffix(unit).strip()
        row["usage"] = Said(row["usage"].value, bare)
        story.state(concepts()["consumption"], row["usage"])
        labels["usage"] += rng.choice((f" ({unit})", f" {unit}", f" in {unit}", f" [{unit}]"))
    columns = tuple(concepts()[key] if key in concepts() else column(key, "int 1 9") for key in row)
    says = ("the readings of each meter", "meter readings with usage")
    names = ("readings", "meter_readings", "meters")
    story.tables.insert(
        0, Table("meter_readings", columns, tuple(labels.values()), (row,), names, says)
    )
