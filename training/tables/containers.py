"""Containers of a load."""

from __future__ import annotations

from decimal import Decimal

from training.material.locales import Said
from training.material.values import Values
from training.tables import Table
from training.tables.columns import how_many, table_of


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
    if rng.random() < 0.15:  # numbers alone, as a sentence tells them
        keys = [key for key in keys if key.endswith("_number")]
    return table_of(
        values,
        "containers",
        keys,
        rows,
        names="containers container_list",
        says=("the containers, in order",),
    )
