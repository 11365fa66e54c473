"""Amounts of a document, computed where they follow from one another."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story


def draw_amounts(story: Story, keys: list[str], density: float) -> Iterator[tuple[str, Said]]:
    """The amounts of a kind, computed where they follow from one another."""
    values, rng = story.values, story.values.rng
    if "subtotal" not in keys and "total" not in keys:
        for key in keys:
            if rng.random() < density:
                yield key, values.draw(concepts()[key].recipe)
        return
    lines = next((table.total for table in story.tables if table.total is not None), None)
    net = lines if lines is not None else values.price(2)
    rate = values.percent()
    cut = (net * Decimal(rng.choice((2, 5, 10))) / 100).quantize(Decimal("0.01"))
    parts = {
        "discount": cut,
        "shipping": values.price(3, 60),
        "tip": (net * Decimal(rng.choice((5, 10, 10, 15, 18, 20))) / 100).quantize(Decimal("0.01")),
        "rounding": Decimal("0.02"),
    }
    parts = {key: parts[key] for key in parts if key in keys and rng.random() < density * 0.4}
    tax = (net * rate.value / 100).quantize(Decimal("0.01")) if rng.random() < density else None
    held = story.kind == "receipt" and rng.random() < 0.5  # in the prices, as in most shops
    if tax is not None and held:
        paid = net - parts.get("discount", 0)
        tax = (paid * rate.value / (100 + rate.value)).quantize(Decimal("0.01"))
    total = (
        net
        - parts.get("discount", 0)
        + (0 if held else tax or 0)
        + sum(parts.get(key, 0) for key in ("shipping", "tip", "rounding"))
    )
    before = net - (tax or 0) - parts.get("discount", 0) if held else net
    all_parts: dict[str, Decimal] = {"subtotal": before, **parts, "total": total}
    if tax is not None:
        all_parts["tax"] = tax
    if rng.random() < 0.25:
        all_parts["amount_paid"] = values.price(1, float(total) + 2)
        all_parts["amount_due"] = total - all_parts["amount_paid"]
    if rng.random() < 0.5:
        note = rng.choice((5, 10, 10, 20, 50))
        all_parts["cash_given"] = (total / note).to_integral_value(rounding="ROUND_UP") * note
        all_parts["change"] = all_parts["cash_given"] - total
    all_parts["deposit"] = values.price(1, float(total) + 2)
    for key in keys:
        if key == "tax_rate":
            if tax is not None:
                yield key, rate
        elif key in all_parts and (key == "total" or rng.random() < 0.3 + density * 0.7):
            yield key, values.amount(all_parts[key])
