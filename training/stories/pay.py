"""What a job pays: sums that fit the time they are for."""

from __future__ import annotations

from decimal import Decimal

from training.material.locales import Said
from training.stories.story import Story, reword

_PAID = {  # what is paid for a time, from least to most, and its steps
    "hour": (11, 70, "0.25"),
    "day": (90, 900, "5"),
    "month": (600, 9000, "10"),
    "year": (14_000, 150_000, "500"),
}


def settle_salary(story: Story) -> None:
    """Pay that fits the time it is for, from the lower end to the upper one, written in one way."""
    pay = [key for key in ("salary_min", "salary_max") if key in story.facts]
    if not pay:
        return
    values, rng = story.values, story.values.rng
    period = story.facts["salary_period"][1].value if "salary_period" in story.facts else "year"
    low, high, step = _PAID[period]
    number = low * (high / low) ** (rng.random() * rng.uniform(0.5, 1))
    sign = rng.choice(("{}", f"{values.locale.signs[0]}{{}}", f"{{}} {values.locale.signs[0]}"))
    sign = rng.choice(
        (sign, sign, f"{values.locale.currency} {{}}", f"{{}} {values.locale.currency}")
    )
    once = rng.random() < 0.25  # the sign stands at one end of the range alone
    cents = step == "0.25" or rng.random() < 0.1
    short = rng.choice("kkK") if period == "year" and rng.random() < 0.15 else ""  # "48k"
    for key in pay:
        amount = Decimal(round(Decimal(number) / Decimal(step))) * Decimal(step)
        amount = amount.quantize(Decimal("0.01" if cents else "1"))
        text = values.digits(amount)
        if short:
            amount = amount.quantize(Decimal(1))
            text = f"{amount / 1000:f}".replace(".", values.locale.decimal) + short
        bare = once and len(pay) > 1 and (key == "salary_min") is sign.startswith("{}")
        reword(story, key, Said(amount, text if bare else sign.format(text)))
        number = float(amount) * rng.uniform(1.05, 1.6) + float(step)
