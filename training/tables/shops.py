"""Shops: what they are called, and what is bought there at everyday prices, by piece or weight."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from training.data import raw
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row

_CENT = Decimal("0.01")
_TRADES = {"grocery": 3.0, "restaurant": 2.5, "shop": 2.0, "service": 0.8}
DEAR = {"INR": 60, "MXN": 15, "ZAR": 12, "MYR": 3}  # how many of its units a dollar is, about


def shop(values: Values) -> dict[str, Any]:
    """A trade: its names, articles and prices."""
    trade: str = values.rng.choices([*_TRADES], [*_TRADES.values()])[0]
    plan: dict[str, Any] = raw("shops")[trade]
    return plan


def shop_name(values: Values, plan: dict[str, Any]) -> str:
    """A name for a shop of that trade."""
    template: str = values.rng.choice(plan["names"][values.language])
    name = template.format(
        name=values.pseudo(),
        family=values.surname().text,
        city=values.city().text,
        n=values.rng.randint(2, 990),
    )
    return name.upper() if values.shouting else name


def bought(values: Values, plan: dict[str, Any], most: int) -> tuple[list[Row], Decimal]:
    """Rows of up to `most` articles, rarely of many more, and their sum."""
    rng, language = values.rng, values.language
    count = min(most, rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12)))
    if rng.random() < 0.06:
        count = rng.randint(most, 3 * most)
    names = rng.sample(articles := plan["articles"][language], min(count, len(articles)))
    weighed = plan.get("weighed", {}).get(language, ())
    signed = rng.random() < 0.12
    rows: list[Row] = []
    total = Decimal(0)
    for name in names:
        weight = rng.choice(weighed) if weighed and rng.random() < 0.25 else None
        other = values.goods().text if rng.random() < 0.12 else name
        row = _row(values, str(weight or other), plan["price"], weighed=weight is not None)
        total += row["amount"].value
        rows.append(row)
        if "deposit" in plan and rng.random() < 0.12:
            rows.append(_deposit(values, plan["deposit"], row["quantity"].value))
            total += rows[-1]["amount"].value
    worth = 12 * DEAR.get(values.locale.currency, 1)
    if "back" in plan and total > worth and not signed and rng.random() < 0.15:
        rows.append(_deposit(values, plan["back"], -Decimal(rng.randint(1, 9))))
        total += rows[-1]["amount"].value
    for row in rows if signed else ():
        row["amount"] = values.amount(row["amount"].value)
    return rows, total


def _row(values: Values, name: str, price: list[float], *, weighed: bool) -> Row:
    rng = values.rng
    low, high = price
    low, high = (1.0, 9.0) if weighed else (low, high)
    scale = DEAR.get(values.locale.currency, 1)
    cents = rng.choice((9, 9, 5, 0, 0, rng.randrange(10)))
    each = Decimal(round(rng.triangular(low, high, low + (high - low) * 0.2) * scale, 1))
    each = each.quantize(Decimal("0.1")) + Decimal(cents) / 100
    if weighed:
        quantity = Decimal(rng.randrange(80, 2400)) / 1000
    else:
        quantity = Decimal(rng.choice((1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 6)))
    text = name.upper() if values.shouting or rng.random() < 0.1 else name
    return _bought(values, text, quantity, each)


def _deposit(values: Values, names: dict[str, list[str]], pieces: Decimal) -> Row:
    """What is paid for so many bottles and cans, or paid back for empty ones."""
    name = values.rng.choice(names[values.language])
    each = Decimal(values.rng.choice(("0.05", "0.08", "0.10", "0.15", "0.25", "0.25")))
    each *= DEAR.get(values.locale.currency, 1)
    count = abs(pieces) if pieces % 1 == 0 else Decimal(1)
    text = name.upper() if values.shouting else name
    return _bought(values, text, count, each.copy_sign(pieces))


def _bought(values: Values, text: str, quantity: Decimal, each: Decimal) -> Row:
    """An article, `each` a piece or a unit of weight."""
    amount = (quantity * each).quantize(_CENT)
    return {
        "description": Said(text, text),
        "quantity": Said(quantity, values.digits(quantity)),
        "unit_price": values.amount(each, bare=True),
        "amount": values.amount(amount, bare=True),
    }


def shop_selling(values: Values, description: str) -> dict[str, Any] | None:
    """The trade that has this article, in the language of the document."""
    for plan in raw("shops").values():
        wares = (
            *plan["articles"][values.language],
            *plan.get("weighed", {}).get(values.language, ()),
        )
        if any(description.casefold() == one.casefold() for one in wares):
            found: dict[str, Any] = plan
            return found
    return None
