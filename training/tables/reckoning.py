"""Numbers of a row that follow from others of it, as sums on paper do: pieces times their price."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from training.material.locales import Said
from training.material.values import Values
from training.tables import Row

_CENT = Decimal("0.01")
_PRODUCTS = (  # how many, what each is, and what that makes
    ("quantity", "unit_price", "amount"),
    ("shares", "share_price", "amount"),
    ("shares", "share_price", "market_value"),
)


class _Share(NamedTuple):
    """A part taken from a whole."""

    whole: str
    part: str  # "" where no column has it
    most: float  # share of the whole
    left: str


_SHARES = (
    _Share("amount", "interest_part", 0.4, "principal_part"),
    _Share("gross_amount", "discount_taken", 0.05, "amount"),
    _Share("billed", "", 0.3, "allowed"),
    _Share("allowed", "", 0.4, "amount"),
)


def reckon(values: Values, rows: list[Row]) -> None:
    """Makes the cells of a row agree with each other, and its balance with the row above."""
    for row in rows:
        for count, each, product in _PRODUCTS:
            if {count, each, product} <= row.keys():
                _multiply(values, row, count, each, product)
        for share in _SHARES:
            if share.whole in row and {share.part, share.left} & row.keys():
                _divide(values, row, share)
        if {"reading_old", "reading_new", "usage"} <= row.keys():
            after = row["reading_old"].value + row["usage"].value
            row["reading_new"] = Said(after, str(after))
        if {"start_time", "end_time", "hours"} <= row.keys():
            worked = _hour(row["end_time"]) - _hour(row["start_time"])
            if worked > 0:
                row["hours"] = Said(worked, values.digits(worked))
    _pay_off(values, rows)
    if rows and all("share_percent" in row for row in rows):
        _share_out(values, rows)


def priced(values: Values, number: Decimal, most: float, least: float = 0.3) -> Decimal:
    """A price between bounds, low rather than high, and lower where many are bought."""
    top = max(least * 2, most / max(1.0, float(number)) ** 0.6)
    price = least * (top / least) ** values.rng.random()
    return values.price(price, price * 1.1)


def _multiply(values: Values, row: Row, count: str, each: str, product: str) -> None:
    number = Decimal(row[count].value)
    if count == "quantity":
        row[each] = values.amount(priced(values, number, min(values.dearest, 2500)))
    row[product] = values.amount((number * row[each].value).quantize(_CENT))


def _divide(values: Values, row: Row, share: _Share) -> None:
    """What is left of a whole; without a column for the part a whole may be left."""
    whole = row[share.whole].value
    taken = (whole * Decimal(str(round(values.rng.uniform(0, share.most), 3)))).quantize(_CENT)
    if share.part in row:
        row[share.part] = values.amount(taken)
    elif share.part:
        taken = Decimal(0)
    if share.left in row:
        row[share.left] = values.amount(whole - taken)


def _pay_off(values: Values, rows: list[Row]) -> None:
    """What is still owed after each instalment."""
    if not all({"balance", "amount"} <= row.keys() for row in rows):
        return
    owed = values.price(0, 3000)
    for row in reversed(rows):
        row["balance"] = values.amount(owed)
        owed += row.get("principal_part", row["amount"]).value


def _share_out(values: Values, rows: list[Row]) -> None:
    """Parts of a whole, in steps of five percent, or as even as whole percents can be."""
    count = len(rows)
    parts = [100 // count + (at < 100 % count) for at in range(count)]
    if values.rng.random() < 0.5:
        cuts = sorted(values.rng.sample(range(5, 100, 5), count - 1))
        parts = [end - start for start, end in pairwise((0, *cuts, 100))]
    for row, part in zip(rows, parts, strict=True):
        sign = row["share_percent"].text.lstrip("0123456789.,'")
        row["share_percent"] = Said(Decimal(part), f"{part}{sign}")


def _hour(said: Said) -> Decimal:
    hours, minutes, *_ = map(int, str(said.value).split(":"))
    return (hours + Decimal(minutes) / 60).quantize(_CENT)
