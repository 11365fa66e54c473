"""What a resume lists: jobs and studies, entry by entry."""

from __future__ import annotations

from training.lexicon import Concept
from training.locales import MONTHS, Said
from training.tables import Row, Table
from training.values import Values

_UNTIL_NOW = {
    "en": "present Present PRESENT now current Current",
    "de": "heute jetzt heute",
    "fr": "aujourd'hui présent",
    "es": "actualidad presente",
    "it": "oggi presente",
    "nl": "heden nu",
}


def jobs(values: Values) -> Table:
    rng, rows = values.rng, []
    year = 2026 - rng.randrange(3)
    form = rng.randrange(4)  # of the dates of one resume
    placed = rng.random() < 0.75
    for index in range(rng.choice((1, 2, 2, 3, 3, 3, 4, 5))):
        began = year - rng.randint(1, 6)
        end = (
            rng.choice(_UNTIL_NOW[values.language].split())
            if index == 0 and rng.random() < 0.7
            else _month(values, year, form)
        )
        row: Row = {
            "job_title": _text(values.job().text.removesuffix(" (m/f/d)")),
            "employer": values.company(),
            "start": _text(_month(values, began, form)),
            "end": _text(end),
        }
        if placed and rng.random() < 0.9:
            row["location"] = values.place() if rng.random() < 0.4 else values.city()
        rows.append(row)
        year = began
    return _entries(
        "experience",
        rows,
        "experience jobs employment positions work_history",
        ("jobs, as ordered in the document", "positions held"),
        ["job_title", "employer", "location", "start", "end"],
    )


def studies(values: Values) -> Table:
    rng, rows = values.rng, []
    year = 2026 - rng.randrange(1, 25)
    for _ in range(rng.choice((1, 2, 2, 3))):
        city = values.city().text
        school = rng.choice(
            (
                f"University of {city}",
                f"{city} College",
                f"{values.pseudo()} University",
                f"{city} Institute of Technology",
                f"Universität {city}",
                f"{values.pseudo()} Business School",
                f"{city} Community College",
                f"Berufskolleg {city}",
                f"{values.pseudo()} High School",
            )
        )
        rows.append(
            {
                "degree": values.pick("degree"),
                "institution": _text(school),
                "year": Said(year, str(year)),
            }
        )
        year -= rng.randint(2, 6)
    return _entries(
        "education",
        rows,
        "education studies degrees",
        ("studies, as ordered",),
        ["degree", "institution", "year"],
    )


def _month(values: Values, year: int, form: int) -> str:
    month = values.rng.choice(MONTHS[values.language].split())
    forms = (
        str(year),
        f"{month} {year}",
        f"{month[:3]} {year}",
        f"{values.rng.randrange(1, 13):02}/{year}",
    )
    return forms[form if values.rng.random() < 0.9 else 0]


def _text(text: str) -> Said:
    return Said(text, text)


def _entries(
    name: str, rows: list[Row], names: str, says: tuple[str, ...], keys: list[str]
) -> Table:
    columns = tuple(
        Concept(key, "int 1 9" if key == "year" else "text", {}, (key,)) for key in keys
    )
    return Table(name, columns, tuple(keys), tuple(rows), tuple(names.split()), says, entries=True)
