"""Two tables on the same lines: what is paid and what is deducted, what is owned and owed.

Their columns bear the same names, so only the side of the page, or the heading above, tells whose
an amount is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from training.data import raw
from training.material.lexicon import Concept
from training.material.locales import Said, worded
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import column

_CENT = Decimal("0.01")
_TO_DATE = Concept(
    key="to_date",
    recipe="money",
    labels={"en": ("YTD", "Year to date", "To date")},
    names=("year_to_date", "ytd", "to_date"),
    says=("what it comes to in the year so far",),
)
_EMPLOYER = Concept(
    key="employer_part",
    recipe="money",
    labels={"en": ("Employer",)},
    names=("employer_amount", "employer_part", "employer_contribution"),
    says=("what the employer pays on top", "the employer's part"),
)
_TO_DATES = {  # heads
    **{"en": ("YTD", "Year to date", "To date"), "de": ("kumuliert", "Jahressumme", "aufgelaufen")},
    **{"fr": ("Cumul", "Cumul annuel"), "es": ("Acumulado", "Acum. año")},
    **{"it": ("Progressivo", "Progr. anno"), "nl": ("Cumulatief", "Totaal dit jaar")},
}
_NOW = {  # heads of the period's own amounts beside them
    **{"en": ("Current", "This period", "Amount"), "de": ("Monat", "Betrag", "lfd. Monat")},
    **{"fr": ("Mois", "Montant"), "es": ("Mes", "Importe"), "it": ("Mese", "Importo")},
    **{"nl": ("Deze periode", "Bedrag")},
}
_PARTS = {  # heads of what is deducted and of what the employer pays besides
    "en": (("Employee", "Employer"), ("EE amount", "ER amount"), ("Your share", "Company share")),
    "de": (("Arbeitnehmer", "Arbeitgeber"), ("AN-Anteil", "AG-Anteil")),
    "fr": (("Part salariale", "Part patronale"), ("Salarié", "Employeur")),
    "es": (("Trabajador", "Empresa"), ("Cuota trabajador", "Cuota empresa")),
    "it": (("C/dipendente", "C/azienda"), ("Quota dipendente", "Quota ditta")),
    "nl": (("Werknemer", "Werkgever"), ("Werknemersdeel", "Werkgeversdeel")),
}
_COUNTS = {
    **{"en": ("Units", "Hours", "Qty", "Hrs"), "de": ("Menge", "Std.", "Einheiten")},
    **{"fr": ("Base", "Nombre", "Heures"), "es": ("Cantidad", "Uds.", "Horas")},
    **{"it": ("Ore", "Q.tà", "Ore/GG"), "nl": ("Aantal", "Uren")},
}
_RATES = {
    **{"en": ("Rate", "Rate", "Per unit"), "de": ("Satz", "Faktor"), "fr": ("Taux",)},
    **{"es": ("Precio", "Tarifa"), "it": ("Tariffa", "Compenso unitario"), "nl": ("Tarief",)},
}
_LARGE = 100_000  # above which no cents are told
_MOST = {"pay": "0.55", "worth": "0.95"}  # of the left sum, that the right one comes to


@dataclass(frozen=True, slots=True)
class Sides:
    """The tables, and the facts that their rows and sums state, by key."""

    tables: tuple[Table, Table]
    facts: dict[str, Said]


def sides(values: Values, name: str, first: Decimal | None = None) -> Sides:
    """The two tables of that name in `sides.yaml`, of unequal length mostly.

    `first` is about what the first row at the left comes to, if that is known.
    """
    rng, plan = values.rng, raw("sides")[name]
    facts: dict[str, Said] = {}
    head = values.rng.choice(column("amount").labels[values.language])
    of_pay = name in ("pay", "perks")
    summed, dated = rng.random() < 0.75, rng.random() < 0.3 and of_pay
    head = rng.choice(_NOW[values.language]) if dated and rng.random() < 0.7 else head
    both = rng.random() < 0.2 and of_pay  # what the employer pays beside what is deducted
    whole = values.price(900, 6500) if name != "worth" else values.price(4000, 90_000)
    whole = first.quantize(Decimal(1)) if first else whole
    made, total = [], Decimal(0)
    for side in ("left", "right"):
        part = plan[side]
        rows = _rows(values, part, whole, facts, counted=rng.random() < 0.6)
        whole *= Decimal(str(round(rng.uniform(0.2, 0.9), 3))) if name != "pay" else 1
        if side == "right" and name in _MOST:
            rows = _within(rows, total * Decimal(_MOST[name]), facts)
        total = sum((row["amount"].value for row in rows), Decimal(0))
        if dated:
            for row in rows:
                row["to_date"] = values.amount(row["amount"].value * rng.randint(2, 12), bare=True)
        if both and side == "right":
            _add_employer(values, rows)
        sum_ = values.amount(total, bare=True)
        label = str(rng.choice(part["sum"][values.language]))
        below: tuple[Row, ...] = ({"description": worded(label), "amount": sum_},) if summed else ()
        if summed and "total" in part:
            facts[part["total"]] = sum_
        heading = str(rng.choice(part["heading"][values.language]))
        made.append(_table(values, part, rows, heading=heading, amounts=head, below=below))
    return Sides((made[0], made[1]), facts)


def _rows(
    values: Values, part: dict[str, Any], whole: Decimal, facts: dict[str, Said], *, counted: bool
) -> list[Row]:
    """The first row and some of the others; the facts that they state join `facts`."""
    rng, language = values.rng, values.language
    others = part["rows"][language]
    count = min(len(others), rng.choice((0, 1, 1, 2, 2, 3, 4, 5, 6)))
    low, high = part["share"]
    rows: list[Row] = []
    for at, entry in enumerate([rng.choice(part["first"][language]), *rng.sample(others, count)]):
        label, _, key = str(entry).partition(" = ")
        share = rng.uniform(0.08, 0.24) if part.get("total") == "total_deductions" else 1.0
        share = share if not at else rng.uniform(low, high)
        cent = Decimal(1) if whole > _LARGE else _CENT
        amount = max(Decimal("1.5"), whole * Decimal(str(round(share, 4)))).quantize(cent)
        row: Row = {"description": worded(label.upper() if values.shouting else label)}
        if part.get("counted") and counted and (not at or rng.random() < 0.5):
            number = Decimal(
                rng.choice((37, 75, 80, 160, 168, 173)) if not at else rng.randint(1, 24)
            )
            rate = max(Decimal("0.5"), (amount / number).quantize(_CENT))
            amount = number * rate
            places = rng.choice((0, 0, 2))
            row["quantity"] = Said(
                number, values.digits(number.quantize(Decimal(1).scaleb(-places)))
            )
            row["unit_price"] = values.amount(rate, bare=True)
        row["amount"] = values.amount(amount, bare=True)
        if key:
            facts[key] = row["amount"]
        rows.append(row)
    return rows


def _add_employer(values: Values, rows: list[Row]) -> None:
    """What the employer pays beside what is deducted, of most rows."""
    for row in rows:
        if values.rng.random() < 0.75:
            share = Decimal(str(round(values.rng.uniform(0.4, 2.2), 2)))
            amount = (row["amount"].value * share).quantize(_CENT)
            row["employer_part"] = values.amount(amount, bare=True)


def _within(rows: list[Row], most: Decimal, facts: dict[str, Said]) -> list[Row]:
    """As many of the rows as come to no more than `most` together, the first one always."""
    kept, sum_ = rows[:1], rows[0]["amount"].value
    for row in rows[1:]:
        if sum_ + row["amount"].value <= most:
            kept.append(row)
            sum_ += row["amount"].value
    left = [row["amount"] for row in rows if row not in kept]
    for key in [key for key, said in facts.items() if any(said is one for one in left)]:
        del facts[key]
    return kept


def _table(
    values: Values,
    part: dict[str, Any],
    rows: list[Row],
    *,
    heading: str,
    amounts: str,
    below: tuple[Row, ...],
) -> Table:
    """The rows as a table whose column of amounts is headed by `amounts`, like that beside it."""
    rng, language = values.rng, values.language
    columns = [column("description")]
    columns += [column("quantity"), column("unit_price", "money")] if _has(rows, "quantity") else []
    columns += [column("amount", "money")]
    parts = (amounts, "")
    if _has(rows, "employer_part"):
        columns.append(_EMPLOYER)
        parts = rng.choice(_PARTS[language])
    columns += [_TO_DATE] if _has(rows, "to_date") else []
    said = {
        "description": columns[0].label(rng, language),
        "quantity": rng.choice(_COUNTS[language]),
        "unit_price": rng.choice(_RATES[language]),
        "amount": parts[0],
        "employer_part": parts[1],
        "to_date": rng.choice(_TO_DATES[language]),
    }
    return Table(
        part["names"][0],
        tuple(columns),
        tuple(said[one.key] for one in columns),
        tuple(rows),
        tuple(part["names"]),
        tuple(part["says"]),
        total=sum((row["amount"].value for row in rows), Decimal(0)),
        below=below,
        heading=heading,
    )


def _has(rows: list[Row], key: str) -> bool:
    return any(key in row for row in rows)
