"""What a resume lists: jobs and studies, entry by entry."""

from __future__ import annotations

from training.lexicon import Concept
from training.locales import MONTHS, Said
from training.tables import Row, Table
from training.values import Values


def jobs(values: Values) -> Table:
    rng, rows = values.rng, []
    year = 2026 - rng.randrange(3)
    for index in range(rng.randint(1, 3)):
        began = year - rng.randint(1, 6)
        end = (
            rng.choice(("present", "Present", "now", "today"))
            if index == 0 and rng.random() < 0.7
            else _month(values, year)
        )
        rows.append(
            {
                "job_title": values.job(),
                "employer": values.company(),
                "location": values.place(),
                "start": _text(_month(values, began)),
                "end": _text(end),
            }
        )
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
    for _ in range(rng.randint(1, 2)):
        city = values.city().text
        school = rng.choice(
            (
                f"University of {city}",
                f"{city} College",
                f"{values.pseudo()} University",
                f"{city} Institute of Technology",
                f"Universität {city}",
            )
        )
        year = rng.randrange(1985, 2025)
        rows.append(
            {
                "degree": values.pick("degree"),
                "institution": _text(school),
                "year": Said(year, str(year)),
            }
        )
    return _entries(
        "education",
        rows,
        "education studies degrees",
        ("studies, as ordered",),
        ["degree", "institution", "year"],
    )


def _month(values: Values, year: int) -> str:
    month = values.rng.choice(MONTHS[values.language].split())
    return values.rng.choice(
        (
            str(year),
            f"{month} {year}",
            f"{month[:3]} {year}",
            f"{values.rng.randrange(1, 13):02}/{year}",
        )
    )


def _text(text: str) -> Said:
    return Said(text, text)


def _entries(
    name: str, rows: list[Row], names: str, says: tuple[str, ...], keys: list[str]
) -> Table:
    columns = tuple(
        Concept(key, "int 1 9" if key == "year" else "text", {}, (key,)) for key in keys
    )
    return Table(name, columns, tuple(keys), tuple(rows), tuple(names.split()), says, entries=True)
