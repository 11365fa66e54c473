"""What the parts of an agreement have to do with each other: its title with its type, its sums
with the rent or the loan.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from training.data import raw
from training.material.locales import Said
from training.material.values import Values

_PARTS = {  # of which sum others are parts or multiples, and which: from and to
    "monthly_rent": {
        "service_charges": (0.05, 0.35),
        "security_deposit": (1, 3),
        "late_interest": (0.01, 0.1),
    },
    "loan_amount": {
        "monthly_payment": (0.008, 0.09),
        "outstanding_principal": (0.1, 1),
        "late_interest": (0.001, 0.02),
        "fee": (0.002, 0.03),
    },
}


def proportioned(values: Values, amounts: dict[str, Said]) -> dict[str, Said]:
    """The amounts by key, those that hang on a rent or a loan no larger than they usually are."""
    made = dict(amounts)
    for whole, parts in _PARTS.items():
        if whole not in amounts:
            continue
        for key, (low, high) in parts.items():
            if key in amounts:
                share = values.rng.uniform(low, high)
                share = round(share) if low == 1 else share
                made[key] = values.amount(Decimal(str(share)) * amounts[whole].value)
    return made


@cache
def types_by_title(language: str) -> dict[str, str]:
    """The type that each title of that language stands for; titles that name a subject are left
    out.
    """
    return {
        title: kind
        for kind, plan in raw("agreements").items()
        for title in plan["titles"][language]
        if "{" not in title
    }
