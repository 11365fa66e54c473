"""Pages of a long document that answer nothing: the tables of its annexes.

A long document is asked about window by window, and most windows hold none of what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from training.material.values import Values
from training.pages.lines import columns, paged

_HEADINGS = (
    *(
        "Annex {n}",
        "Schedule {n}: list of assets",
        "Appendix {n}",
        "Exhibit {n}",
        "Annex {n} - sites",
    ),
    *("Anlage {n}", "Annexe {n}", "Anexo {n}", "Allegato {n}", "Bijlage {n}"),
)
_HEADS = {
    "name": ("Site", "Asset", "Station", "Unit", "Location", "Anlage", "Ouvrage", "Item"),
    "goods": ("Equipment", "Type", "Part", "Description", "Bezeichnung", "Désignation"),
    "code": ("Tag", "Ref", "Code", "No.", "Serial"),
    "day": ("Last service", "Next visit", "Installed", "Datum", "Date"),
    "number": ("kW", "Head (m)", "Hours", "Weight", "Flow", "Year"),
    "money": ("Rate", "Price", "Fee", "Preis", "Prix"),
    "person": ("Keeper", "Warden", "Engineer"),
}


def annex(values: Values) -> list[str]:
    """One to three tables of many rows, with headings and page lines."""
    rng = values.rng
    lines: list[str] = []
    for number in range(1, rng.randint(2, 4)):
        if rng.random() < 0.8:
            lines += [rng.choice(_HEADINGS).format(n=rng.choice((number, "ABC"[number - 1]))), ""]
        lines += [*_table(values, rng.randint(8, 32)), ""]
    if rng.random() < 0.5:
        return paged(rng, lines, rng.randint(28, 60), "", rng.choice(("Page {page}", "{page}")))
    return lines


def _table(values: Values, count: int) -> list[str]:
    rng = values.rng
    stems = [f"{values.pseudo()} {rng.choice(_PLACES)}" for _ in range(rng.randint(3, 8))]
    makers: dict[str, Callable[[], str]] = {
        "name": lambda: rng.choice(stems),
        "goods": lambda: values.goods().text,
        "code": lambda: values.code("P M A 20").text,
        "day": lambda: values.near(900).text,
        "number": lambda: values.digits(values.price(1, 900)),
        "money": lambda: values.amount(values.price(), bare=True).text,
        "person": lambda: values.person().text,
    }
    chosen = ["name", *rng.sample([one for one in makers if one != "name"], rng.randint(2, 5))]
    if rng.random() < 0.3:
        rng.shuffle(chosen)
    rows = [[makers[one]() for one in chosen] for _ in range(count)]
    if rng.random() < 0.8:
        rows.insert(0, [rng.choice(_HEADS[one]) for one in chosen])
    gaps = [rng.randint(2, 4) for _ in chosen]
    return columns([*zip(*rows, strict=True)], gaps)


_PLACES = (
    "Works",
    "Booster",
    "Tank Hill",
    "Depot",
    "Yard",
    "Tower",
    "Hall",
    "Sluice",
    "Park",
    "Mill",
)
