"""Movements on an account, in the order of their days, and the balance after each."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from training.data import raw
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import how_many, table_of

_SIDES = (  # how one column of amounts tells money out from money in
    {"debit": "S", "credit": "H"},
    {"debit": "-", "credit": "+"},
    {"debit": "-", "credit": ""},
    {"debit": "-", "credit": ""},
    {"debit": "DR", "credit": "CR"},
    {"debit": "D", "credit": "C"},
    {"debit": "Dr", "credit": "Cr"},
    {"debit": "-", "credit": "+"},
)
_WORDED = {  # the same in words and letters of one language
    "en": ({"debit": "DB", "credit": "CR"}, {"debit": "OD", "credit": "CR"}),
    "de": ({"debit": "S", "credit": "H"}, {"debit": "Soll", "credit": "Haben"}),
    "fr": ({"debit": "D", "credit": "C"},),
    "es": ({"debit": "D", "credit": "H"},),
    "it": ({"debit": "D", "credit": "A"},),
    "nl": ({"debit": "Af", "credit": "Bij"}, {"debit": "D", "credit": "C"}),
}


def transactions(values: Values) -> Table:
    rng, rows = values.rng, []
    balance = values.price(100, 9000)
    some = _SIDES if rng.random() < 0.7 else _WORDED[values.language]
    marks = rng.choice(some) if rng.random() < 0.45 else None
    close = rng.random() < 0.5  # "120.00DR", "120.00-"
    sign = rng.choice(values.locale.signs) if rng.random() < 0.15 else ""  # "-$120.00"
    span = rng.choice((28, 28, 28, 9, 4))
    days = sorted(rng.randrange(span) for _ in range(how_many(values, 9)))
    for day in days:
        incoming = rng.random() < 0.35
        amount = _amount(values, incoming=incoming)
        balance += amount if incoming else -amount
        purpose = _purpose(values, "in" if incoming else "out")
        row: Row = {
            "booked_on": values.alike(values.first_day + timedelta(days=day)),
            "purpose": Said(purpose, purpose),
            "balance": values.amount(balance, bare=True),
        }
        side = "credit" if incoming else "debit"
        if marks is None:
            row[side] = values.amount(amount, bare=True)
        else:
            mark, signed = marks[side], amount if incoming or marks["debit"] != "-" else -amount
            text = values.digits(amount)
            if sign:
                text = f"{sign}{text}" if values.language == "en" else f"{text} {sign}"
                close = False
            if mark in ("-", "+"):
                text = f"{text}{mark}" if close else f"{mark}{text}"
            else:
                text = f"{text}{'' if close else ' '}{mark}".strip()
            row[side] = row["movement"] = Said(signed, text)
        rows.append(row)
    amounts = (
        ["movement"] if marks else rng.choice((["debit", "credit"],) * 3 + (["credit", "debit"],))
    )
    last = ["balance"] if rng.random() < 0.5 else []
    keys = ["booked_on", "purpose", *amounts, *last]
    if rng.random() < 0.12:
        keys = ["purpose", "booked_on", *amounts, *last]
    return table_of(
        values,
        "transactions",
        keys,
        rows,
        names="transactions movements bookings entries account_movements postings",
        says=("the movements in order, without balance lines", "transactions on the account"),
        hidden={"description": "purpose"},
    )


def balance_before(rows: list[Row] | tuple[Row, ...]) -> Decimal | None:
    """What the account held before the first of its rows, where they tell."""
    if not rows or "balance" not in rows[0]:
        return None
    return Decimal(rows[0]["balance"].value) - moved(rows[0])


def moved(row: Row) -> Decimal:
    """What a movement adds to the balance."""
    side = "credit" if "credit" in row else "debit"
    amount = abs(Decimal(row[side].value))
    return amount if side == "credit" else -amount


def _amount(values: Values, *, incoming: bool) -> Decimal:
    """Sums of everyday life, or of the document's own scale."""
    if values.rng.random() < 0.3:
        return values.price(2)
    low, high = (20, 4200) if incoming else (2, 950)
    price = low * (high / low) ** values.rng.random()
    return values.price(price, price * 1.2)


def _purpose(values: Values, side: str) -> str:
    rng = values.rng
    who = rng.choice((values.company, values.company, values.person))().text
    code = values.code("X 10 R 6").text
    text = str(rng.choice(raw("accounts")[side][values.language])).format(who=who, code=code)
    return text.upper() if values.shouting else text
