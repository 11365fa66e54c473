"""Tables of goods and charges: what is sold, bought, ordered, delivered or billed."""

from __future__ import annotations

from decimal import Decimal

from training.data import pools
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import how_many, table_of
from training.tables.shops import bought, shop


def goods(values: Values) -> Table:
    rows, total = _goods_rows(values, 8)
    keys = values.rng.choice(
        (
            ["description", "quantity", "unit_price", "amount"],
            ["description", "quantity", "unit_price", "amount"],
            ["quantity", "description", "unit_price", "amount"],
            ["description", "amount"],
            ["item_number", "description", "quantity", "unit_price", "amount"],
            ["description", "unit_price", "quantity", "amount"],
            ["quantity", "description", "amount"],
            ["description", "quantity", "unit", "unit_price", "amount"],
        )
    )
    return table_of(
        values,
        "line_items",
        keys,
        rows,
        names="line_items items lines positions products services",
        says=("the lines charged, in order", "line items", "goods or services"),
        total=total,
    )


def purchases(values: Values) -> Table:
    rows, total = bought(values, shop(values), 9)
    keys = values.rng.choice(
        (
            ["description", "amount"],
            ["quantity", "description", "amount"],
            ["description", "quantity", "amount"],
            ["description", "quantity", "unit_price", "amount"],
            ["description", "quantity", "unit_price", "amount"],
        )
    )
    return table_of(
        values,
        "items",
        keys,
        rows,
        names="items purchases articles line_items products",
        says=("the things bought, in order", "items bought"),
        total=total,
    )


def order_lines(values: Values) -> Table:
    rows, total = _goods_rows(values, 7)
    keys = values.rng.choice(
        (
            ["item_number", "description", "quantity", "unit", "unit_price", "amount"],
            ["item_number", "description", "quantity", "unit_price", "amount"],
            ["description", "quantity", "unit", "unit_price", "amount"],
        )
    )
    return table_of(
        values,
        "lines",
        keys,
        rows,
        names="lines order_lines items articles",
        says=("the articles, in order", "lines of the order"),
        total=total,
    )


def packed(values: Values) -> Table:
    rows, _ = _goods_rows(values, 7)
    keys = values.rng.choice(
        (
            ["item_number", "description", "quantity", "unit"],
            ["quantity", "description"],
            ["description", "quantity"],
        )
    )
    return table_of(
        values,
        "items",
        keys,
        rows,
        names="items goods contents lines",
        says=("the goods delivered, in order", "what is in the delivery"),
    )


def charges(values: Values) -> Table:
    rng, total = values.rng, Decimal(0)
    rows: list[Row] = []
    for name in rng.sample(pools()["charge"][values.language], rng.randint(1, 3)):
        amount = values.price(2)
        total += amount
        text = name + (values.more("charge_more") if rng.random() < 0.4 else "")
        rows.append({"description": Said(text, text), "amount": _money(values, amount)})
    return table_of(
        values,
        "charges",
        ["description", "amount"],
        rows,
        names="charges items lines components",
        says=("the lines that make the total", "what is charged"),
        total=total,
    )


def _goods_rows(values: Values, most: int) -> tuple[list[Row], Decimal]:
    rows: list[Row] = []
    total = Decimal(0)
    for index in range(how_many(values, most)):
        quantity, price = _quantity(values), values.price(0.5)
        amount = (quantity.value * price).quantize(Decimal("0.01"))
        unit = values.rng.choice(("pcs", "pc", "kg", "h", "box", "m", "Stk", "EA", "PCS"))
        code = values.code("A 10 P SKU")
        rows.append(
            {
                "item_number": code,
                "description": values.goods(),
                "quantity": quantity,
                "unit": Said(unit, unit),
                "unit_price": _money(values, price),
                "amount": _money(values, amount),
                "position": Said(index + 1, str(index + 1)),
            }
        )
        if values.rng.random() < 0.05:  # a flat sum
            for key in ("quantity", "unit", "unit_price"):
                del rows[-1][key]
        total += amount
    return rows, total


def _quantity(values: Values) -> Said:
    rng = values.rng
    number = Decimal(rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 10, 12, 20, rng.randrange(1, 300))))
    if rng.random() < 0.08:
        number = Decimal(rng.choice(("0.5", "1.5", "2.25", "7.5")))
    return Said(number, values.digits(number))


def _money(values: Values, number: Decimal) -> Said:
    return values.amount(number, bare=values.rng.random() < 0.75)
