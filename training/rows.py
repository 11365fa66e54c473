"""Tables of a document: what is bought, booked, measured, shipped or listed on a career."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from training import careers
from training.lexicon import Concept, concept, raw, words
from training.locales import Said, pools
from training.purchases import bought, shop
from training.tables import Row, Table
from training.values import Values


def column(key: str, recipe: str = "text") -> Concept:
    entry = raw("kinds")["columns"][key]
    return concept(key, entry | {"value": recipe})


_NUMBERS = {
    "unit_price",
    "amount",
    "debit",
    "credit",
    "balance",
    "value",
    "gross_weight_kg",
    "quantity",
    "reference_low",
    "reference_high",
    "movement",
}

_WITHIN = {  # what a cell of another name prints as well
    "reference_range": ("reference_low", "reference_high"),
    "movement": ("debit", "credit"),
}


def _table(
    values: Values,
    name: str,
    keys: list[str],
    rows: list[Row],
    *,
    names: str,
    says: tuple[str, ...],
    **more: object,
) -> Table:
    recipes = {"booked_on": "date", "packages": "int 1 9", "flag": "enum"}
    columns = tuple(
        column(key, "money" if key in _NUMBERS else recipes.get(key, "text")) for key in keys
    )
    headers = tuple(one.label(values.rng, values.language) for one in columns)
    printed = {*keys, *(within for key in keys for within in _WITHIN.get(key, ()))}
    shown = tuple({key: said for key, said in row.items() if key in printed} for row in rows)
    return Table(name, columns, headers, shown, tuple(names.split()), says, **more)  # type: ignore[arg-type]


def _money(values: Values, number: Decimal) -> Said:
    return values.amount(number, bare=values.rng.random() < 0.75)


def _quantity(values: Values) -> Said:
    rng = values.rng
    number = Decimal(rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 10, 12, 20, rng.randrange(1, 300))))
    if rng.random() < 0.08:
        number = Decimal(rng.choice(("0.5", "1.5", "2.25", "7.5")))
    return Said(number, values.digits(number))


def _count(values: Values, most: int) -> int:
    if values.rng.random() < 0.05:
        return values.rng.randint(most, 3 * most)
    return min(most, values.rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12)))


def _goods_rows(values: Values, most: int) -> tuple[list[Row], Decimal]:
    rows: list[Row] = []
    total = Decimal(0)
    for index in range(_count(values, most)):
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
    return _table(
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
    return _table(
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
    return _table(
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
    return _table(
        values,
        "items",
        keys,
        rows,
        names="items goods contents lines",
        says=("the goods delivered, in order", "what is in the delivery"),
    )


_SIDES = (  # how one column of amounts tells money out from money in
    {"debit": "S", "credit": "H"},
    {"debit": "-", "credit": "+"},
    {"debit": "-", "credit": ""},
    {"debit": "DR", "credit": "CR"},
    {"debit": "D", "credit": "C"},
)


def transactions(values: Values) -> Table:
    rng, rows, balance = values.rng, [], values.price(100, 9000)
    purposes = (
        "Rent",
        "Salary",
        "Card payment",
        "Direct debit",
        "Standing order",
        "Transfer",
        "Cash withdrawal",
        "Insurance",
        "Electricity",
        "Interest",
        "Refund",
    )
    marks = rng.choice(_SIDES) if rng.random() < 0.45 else None
    for _ in range(_count(values, 9)):
        who = rng.choice((values.company().text, values.person().text, rng.choice(purposes)))
        text = rng.choice((f"{rng.choice(purposes)} {who}", who))
        amount, incoming = values.price(2), rng.random() < 0.35
        balance += amount if incoming else -amount
        row: Row = {
            "booked_on": values.near(28),
            "purpose": Said(text, text),
            "balance": values.amount(balance, bare=True),
        }
        side = "credit" if incoming else "debit"
        if marks is None:
            row[side] = values.amount(amount, bare=True)
        else:
            mark, signed = marks[side], amount if incoming or marks["debit"] != "-" else -amount
            text = values.digits(amount)
            text = f"{mark}{text}" if mark in ("-", "+") else f"{text} {mark}".strip()
            row[side] = row["movement"] = Said(signed, text)
        rows.append(row)
    amounts = ["debit", "credit"] if marks is None else ["movement"]
    keys = ["booked_on", "purpose", *amounts, *(["balance"] if rng.random() < 0.5 else [])]
    return _table(
        values,
        "transactions",
        keys,
        rows,
        names="transactions movements bookings entries",
        says=("the movements in order, without balance lines", "transactions on the account"),
        hidden={"description": "purpose"},
    )


def results(values: Values) -> Table:
    rng, rows = values.rng, []
    for test, unit, low, high in rng.sample(pools()["analyte"], rng.randint(1, 7)):
        places = Decimal("1") if high > 60 else Decimal("0.1")
        number = Decimal(str(rng.uniform(low, high))).quantize(places)
        bottom = Decimal(str(low + (high - low) * 0.2)).quantize(places)
        top = Decimal(str(low + (high - low) * 0.7)).quantize(places)
        flag = "high" if number > top else "low" if number < bottom else None
        row: Row = {
            "test": Said(test, test),
            "value": Said(number, values.digits(number)),
            "result_unit": Said(unit, unit),
        }
        dash = rng.choice((" - ", "-", "-", " – "))
        span = f"{values.digits(bottom)}{dash}{values.digits(top)}"
        row |= {
            "reference_range": Said(span, span),
            "reference_low": Said(bottom, ""),
            "reference_high": Said(top, ""),
        }
        if flag:
            mark = flag[0].upper() if rng.random() < 0.7 else {"high": "+", "low": "-"}[flag]
            row["flag"] = Said(flag, mark)
        rows.append(row)
    keys = rng.choice(
        (
            ["test", "value", "flag", "result_unit", "reference_range"],
            ["test", "value", "result_unit", "reference_range", "flag"],
            ["test", "value", "result_unit", "reference_range"],
            ["test", "value", "result_unit"],
        )
    )
    if "flag" not in keys:
        rows = [{key: cell for key, cell in row.items() if key != "flag"} for row in rows]
    if "reference_range" not in keys:
        rows = [
            {key: cell for key, cell in row.items() if not key.startswith("reference")}
            for row in rows
        ]
    return _table(
        values,
        "results",
        keys,
        rows,
        names="results tests analytes measurements",
        says=("every test, in order", "results of the tests"),
        hidden={"unit": "result_unit"},
    )


def containers(values: Values) -> Table:
    rng, rows = values.rng, []
    for _ in range(_count(values, 4)):
        number = (
            "".join(rng.choices("ABCDEGHKLMST", k=3))
            + "U"
            + rng.choice(("", " "))
            + "".join(rng.choices("0123456789", k=6))
            + rng.choice(("", "-"))
            + rng.choice("0123456789")
        )
        seal = values.code("SL S H")
        packages, weight = rng.randrange(1, 900), Decimal(rng.randrange(500, 28000))
        rows.append(
            {
                "container_number": Said(number, number),
                "seal_number": seal,
                "packages": Said(packages, str(packages)),
                "gross_weight_kg": Said(weight, values.digits(weight)),
            }
        )
    keys = rng.choice(
        (
            ["container_number", "seal_number", "packages", "gross_weight_kg"],
            ["container_number", "packages", "gross_weight_kg"],
        )
    )
    return _table(
        values,
        "containers",
        keys,
        rows,
        names="containers container_list",
        says=("the containers, in order",),
    )


def charges(values: Values) -> Table:
    rng, total = values.rng, Decimal(0)
    rows: list[Row] = []
    for text in rng.sample(pools()["charge"][values.language], rng.randint(1, 3)):
        amount = values.price(2)
        total += amount
        rows.append({"description": Said(text, text), "amount": _money(values, amount)})
    return _table(
        values,
        "charges",
        ["description", "amount"],
        rows,
        names="charges items lines components",
        says=("the lines that make the total", "what is charged"),
        total=total,
    )


def random_table(values: Values, lexicon: list[str]) -> Table:
    """Columns of random words."""
    rng, columns, makers = values.rng, [], {}
    for word in dict.fromkeys(rng.choices(lexicon, k=rng.randint(2, 4))):
        recipe = rng.choice(("code B 2 X", "int 1 900", "money", "goods", "person", "date"))
        columns.append(Concept(word, recipe, {"en": (word.title(),)}, (word,)))
        makers[word] = recipe
    rows = tuple(
        {
            key: values.near(60) if recipe == "date" else values.draw(recipe)
            for key, recipe in makers.items()
        }
        for _ in range(_count(values, 6))
    )
    headers = tuple(one.labels["en"][0] for one in columns)
    name = rng.choice(words()) + rng.choice(("s", "_list", "_rows"))
    return Table(
        name,
        tuple(columns),
        headers,
        rows,
        (name,),
        ("the rows in order", f"list of {rng.choice(words())}"),
    )


MAKERS: dict[str, Callable[[Values], Table]] = {
    "goods": goods,
    "purchases": purchases,
    "order_lines": order_lines,
    "packed": packed,
    "transactions": transactions,
    "results": results,
    "containers": containers,
    "charges": charges,
    "jobs": careers.jobs,
    "studies": careers.studies,
}
