"""Tables of what is recorded: movements on an account, results of tests, containers of a load."""

from __future__ import annotations

from decimal import Decimal

from training.data import pools
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import how_many, table_of

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
    for _ in range(how_many(values, 9)):
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
    return table_of(
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
    return table_of(
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
    for _ in range(how_many(values, 4)):
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
    return table_of(
        values,
        "containers",
        keys,
        rows,
        names="containers container_list",
        says=("the containers, in order",),
    )
