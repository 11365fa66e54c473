"""Jobs and studies, entry by entry, as one resume states them."""

from __future__ import annotations

from training.material.careers import said, words
from training.material.lexicon import Concept
from training.material.locales import MONTHS, Said, worded
from training.material.values import Values
from training.tables import Row, Table


def jobs(values: Values) -> Table:
    rng = values.rng
    rows: list[Row] = []
    year = 2026 - rng.randrange(3)
    form = rng.choice((0, 0, *range(14)))  # of the dates of one resume
    placed = rng.random() < 0.7
    shouted = rng.choice(("job_title", "employer", *[""] * 8))
    promoted = rng.choice((0.08, 0.08, 0.08, 0.6))  # how often somebody rises where they are
    ended = rng.random() < 0.7  # whether the last job's end is in words, if it has one
    for index in range(rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6))):
        began = year - rng.choice((0 if form else 1, 1, 1, 2, 2, 3, 4, 5, 6, 9))
        row: Row = {
            "job_title": worded(values.job().text.removesuffix(" (m/f/d)")),
            "employer": values.company() if rng.random() < 0.85 else _employer(values),
            "start": worded(_month(values, began, form, (7, 12) if began < year else (1, 3))),
            "end": worded(_month(values, year, form, (4, 6))),
        }
        if index == 0 and rng.random() < 0.7:
            row["end"] = worded(said(values, "until_now"))
            if not ended:
                del row["end"]
        if placed and rng.random() < 0.9:
            row["location"] = values.place() if rng.random() < 0.4 else values.city()
        if rows and rng.random() < promoted:  # at the same employer
            row["employer"] = rows[-1]["employer"]
            row.pop("location", None)
            row |= {"location": rows[-1]["location"]} if "location" in rows[-1] else {}
        if shouted:
            row[shouted] = worded(row[shouted].text.upper())
        rows.append(row)
        year = began - (rng.choice((0, 0, 0, 0, 1, 2)) if began < year else 1)
    if rng.random() < 0.1:
        rows.reverse()
    return _entries(
        "experience",
        rows,
        "experience jobs employment positions work_history",
        ("jobs, as ordered in the document", "positions held"),
        ["job_title", "employer", "location", "start", "end"],
    )


def voluntary(values: Values) -> Table:
    """What somebody does besides and is not paid for, which is no job."""
    rng = values.rng
    year = 2026 - rng.randrange(6)
    form = rng.choice((0, 0, *range(14)))
    rows: list[Row] = []
    for index in range(rng.choice((1, 1, 2))):
        began = year - rng.randint(1, 6)
        end = said(values, "until_now") if not index else _month(values, year, form, (4, 6))
        club = said(values, "club").format(city=values.city().text, name=values.pseudo())
        row = {"job_title": said(values, "voluntary"), "employer": club, "end": end}
        row |= {"start": _month(values, began, form, (7, 12))}
        rows.append({key: worded(text) for key, text in row.items()})
        year = began - rng.randrange(3)
    says = ("voluntary work, no paid jobs", "what the person does without pay")
    keys = ["job_title", "employer", "location", "start", "end"]
    return _entries("volunteering", rows, "volunteering voluntary_work volunteer_roles", says, keys)


def studies(values: Values) -> Table:
    rng = values.rng
    rows: list[Row] = []
    year = 2026 - rng.randrange(1, 25)
    for _ in range(rng.choice((1, 2, 2, 3))):
        school = said(values, "school").format(city=values.city().text, name=values.pseudo())
        degree = worded(_degree(values))
        rows.append(
            {"degree": degree, "institution": worded(school), "year": Said(year, str(year))}
        )
        year -= rng.randint(2, 6)
    if rng.random() < 0.1:
        rows.reverse()
    return _entries(
        "education",
        rows,
        "education studies degrees",
        ("studies, as ordered",),
        ["degree", "institution", "year"],
    )


def apprenticeships(values: Values) -> list[Row]:
    """What somebody learned at work, as studies: with a company or at a school."""
    rng, year = values.rng, 2026 - values.rng.randrange(4, 30)
    rows: list[Row] = []
    for learned in rng.sample(words(values, "vocational"), rng.choice((1, 1, 1, 2))):
        school = said(values, "trade_school").format(city=values.city().text, name=values.pseudo())
        place = values.company() if rng.random() < 0.65 else worded(school)
        degree = worded(learned)
        rows.append({"degree": degree, "institution": place, "year": Said(year, str(year))})
        year -= rng.randint(2, 5)
    return rows


def _degree(values: Values) -> str:
    rng = values.rng
    if rng.random() < (0.2 if values.language == "en" else 0.03):
        return values.pick("degree").text
    if rng.random() < 0.25:
        return said(values, "whole_degree")
    level, field = said(values, "level"), said(values, "field")
    if rng.random() < 0.15:
        return field
    joint = " " if level.endswith((" in", " en", " de")) else rng.choice((" ", " ", " ", ", "))
    return f"{level}{joint}{field}"


def _employer(values: Values) -> Said:
    """One that is no company: a school, a hospital, a town, a house."""
    makers = (values.clinic, values.school, values.office, values.venue)
    return values.rng.choice(makers)()


def _month(values: Values, year: int, form: int, part: tuple[int, int]) -> str:
    """A month of that part of a year, as one resume writes all of its months."""
    number = values.rng.randint(*part)
    month = MONTHS[values.language].split()[number - 1]
    short = words(values, "short_month")[number - 1]
    day, short_year = (1 if part[0] in (1, 7) else 28), f"{year % 100:02}"
    forms = (
        *(str(year), f"{month} {year}", f"{month[:3]} {year}", f"{number:02}/{year}"),
        *(f"{number:02}.{year}", f"{short} {year}", f"{number}/{year}", f"{year}-{number:02}"),
        *(f"{month.capitalize()} {year}", f"{day:02}.{number:02}.{year}", f"{short} '{short_year}"),
        *(f"{number:02}/{short_year}", f"{number:02}-{year}", f"{short}/{year}"),
    )
    return forms[form if values.rng.random() < 0.95 else 0]


def _entries(
    name: str, rows: list[Row], names: str, says: tuple[str, ...], keys: list[str]
) -> Table:
    columns = tuple(
        Concept(key, "int 1 9" if key == "year" else "text", {}, (key,)) for key in keys
    )
    return Table(name, columns, tuple(keys), tuple(rows), tuple(names.split()), says, entries=True)
