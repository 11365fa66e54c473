"""Tables of goods and charges: what is sold, bought, ordered, delivered or billed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from training.data import pools, raw
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import how_many, table_of
from training.tables.reckoning import priced
from training.tables.shops import DEAR, bought, shop

_BARE = (  # whether prices and sums go without the sign of their money
    *((True, True), (True, True), (True, True), (True, True), (True, False)),
    *((True, False), (False, False)),
)
_WORK = ("hour", "flat", "metered")  # trades that sell no things
_LONG = 0.42  # share of tables whose descriptions are long, most of which take several lines


def goods(values: Values) -> Table:
    keys = values.rng.choice(
        (
            ["description", "quantity", "unit_price", "amount"],
            ["description", "quantity", "unit_price", "amount"],
            ["quantity", "description", "unit_price", "amount"],
            ["description", "amount"],
            ["description", "amount"],
            ["item_number", "description", "quantity", "unit_price", "amount"],
            ["description", "unit_price", "quantity", "amount"],
            ["quantity", "description", "amount"],
            ["description", "quantity", "unit", "unit_price", "amount"],
            ["description", "quantity", "unit_price", "rebate", "amount"],
            ["item_number", "description", "quantity", "unit_price", "rebate", "amount"],
        )
    )
    told = _beside(values, keys)
    rows, total = _goods_rows(values, 8, beside=bool(told), cut="rebate" in keys)
    return table_of(
        values,
        "line_items",
        keys,
        rows,
        names="line_items items lines positions products services",
        asked=told,
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
    keys = values.rng.choice(
        (
            ["item_number", "description", "quantity", "unit", "unit_price", "amount"],
            ["item_number", "description", "quantity", "unit_price", "amount"],
            ["description", "quantity", "unit", "unit_price", "amount"],
        )
    )
    told = _beside(values, keys)
    rows, total = _goods_rows(values, 7, beside=bool(told))
    return table_of(
        values,
        "lines",
        keys,
        rows,
        names="lines order_lines items articles",
        asked=told,
        says=("the articles, in order", "lines of the order"),
        total=total,
    )


def packed(values: Values) -> Table:
    keys = values.rng.choice(
        (
            ["item_number", "description", "quantity", "unit"],
            ["quantity", "description"],
            ["description", "quantity"],
        )
    )
    told = _beside(values, keys)
    rows, _ = _goods_rows(values, 7, beside=bool(told))
    return table_of(
        values,
        "items",
        keys,
        rows,
        names="items goods contents lines",
        asked=told,
        says=("the goods delivered, in order", "what is in the delivery"),
    )


def charges(values: Values) -> Table:
    rng, total = values.rng, Decimal(0)
    bare = rng.random() < 0.55
    most = rng.choice((60, 150, 500, 2000, 6000)) * DEAR.get(values.locale.currency, 1)
    rows: list[Row] = []
    for name in rng.sample(pools()["charge"][values.language], rng.randint(1, 3)):
        amount = values.price(2, most)
        amount = (
            Decimal("0.00") if rows and rng.random() < 0.06 else amount
        )  # a charge all the same
        total += amount
        text = name + (values.more("charge_more") if rng.random() < 0.4 else "")
        rows.append({"description": Said(text, text), "amount": values.amount(amount, bare=bare)})
    return table_of(
        values,
        "charges",
        ["description", "amount"],
        rows,
        names="charges items lines components",
        says=("the lines that make the total", "what is charged"),
        total=total,
    )


def _goods_rows(
    values: Values, most: int, *, beside: bool = False, cut: bool = False
) -> tuple[list[Row], Decimal]:
    """Rows and their sum; `beside` their quantities in one cell with the unit, or with some prices
    `cut` by so many percent.
    """
    rng = values.rng
    trades = rng.choices([*raw("goods")], (5, 2, 2, 1.5, 1, 1), k=rng.choice((1, 1, 2, 2, 3)))
    words = {trade: rng.choice(raw("goods")[trade]["units"][values.language]) for trade in trades}
    wild = rng.random() < 0.1  # a business whose prices follow from nothing
    no_signs, no_sign = rng.choice(_BARE)
    exact = rng.random() < 0.1  # "3.00"
    free = 0.15 if rng.random() < 0.04 else 0.0  # share of what goes with the rest for nothing
    long = 0.8 if rng.random() < _LONG else 0.0  # share of descriptions of several lines
    single = 0.8 if rng.random() < 0.15 else 0.0  # share of what is bought once more often
    percent = rng.choice(
        ("{}%", "{} %", "{}", "-{}%", "{},00" if values.language != "en" else "{}")
    )
    rows: list[Row] = []
    total = Decimal(0)
    for index in range(how_many(values, most)):
        trade = rng.choice(trades)
        plan = raw("goods")[trade]
        name = _article(values, plan) if rng.random() < 0.65 else values.goods()
        name = _at_length(values, name, trade) if rng.random() < long else name
        count = Decimal(1 if rng.random() < single else str(rng.choice(plan["many"])))
        price = values.price(0.5) if wild else _price(values, plan, count)
        price = Decimal("0.00") if rng.random() < free else price
        off = Decimal(rng.choice((0, 0, 5, 10, 10, 15, 20, 25, 50))) if cut else Decimal(0)
        amount = (count * price * (100 - off) / 100).quantize(Decimal("0.01"))
        quantity = values.digits(count.quantize(Decimal("0.01")) if exact else count)
        rows.append(
            {
                "item_number": values.code("A 10 P SKU"),
                "description": name,
                "quantity": Said(count, f"{quantity} {words[trade]}" if beside else quantity),
                "unit": Said(words[trade], words[trade]),
                "unit_price": values.amount(price, bare=no_signs),
                "amount": values.amount(amount, bare=no_sign),
                "position": Said(index + 1, str(index + 1)),
            }
        )
        if off:
            rows[-1]["rebate"] = Said(off, percent.format(off))
        elif rng.random() < 0.05:  # a flat sum
            for key in ("quantity", "unit", "unit_price"):
                del rows[-1][key]
        total += amount
    return rows, total


def _beside(values: Values, keys: list[str]) -> tuple[str, ...]:
    """The unit, where it stands in the cell of the quantity now and then."""
    apart = "unit" in keys or "quantity" not in keys
    return () if apart or values.rng.random() > 0.15 else ("unit",)


def _article(values: Values, plan: dict[str, Any]) -> Said:
    rng = values.rng
    name = rng.choice(plan[values.language])
    draw = rng.random()
    if draw < 0.2:
        name += values.more("goods_more")
    elif draw < 0.3:
        name = f"{values.pseudo()} {name}"
    name = name.upper() if values.shouting else name
    return Said(name, name)


def _at_length(values: Values, name: Said, trade: str) -> Said:
    """The same with more words than fit on one line of a column."""
    more = values.more("work_long" if trade in _WORK else "goods_long")
    text = name.text + (more.upper() if values.shouting else more)
    return Said(text, text)


def _price(values: Values, plan: dict[str, Any], count: Decimal) -> Decimal:
    """A price as its kind of goods has it, in the country's money."""
    low, high = (bound * DEAR.get(values.locale.currency, 1) for bound in plan["price"])
    price = priced(values, count, high, low)
    return price if values.rng.random() < 0.6 else round(price, 1).quantize(Decimal("0.01"))
