"""Whether amounts on a document add up, to the rounding that documents allow themselves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

CENTS = Decimal("0.02")  # what rounding tax or a discount may shift a total by


def total_of(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of `parts`, or None where there are none or one of them is not known."""
    amounts = list(parts)
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def adds_up(total: Decimal | None, *parts: Decimal | None, within: Decimal = CENTS) -> bool:
    """Whether `parts` sum to `total`. True where any of them is not known: nothing to object to."""
    found = total_of(parts)
    return total is None or found is None or abs(total - found) <= within
