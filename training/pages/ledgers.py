"""How banks print movements: days told once, days of value, who owes whom beside the amounts, and
what runs on below.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from training.data import raw
from training.pages.cells import Grid, with_column

_SIDED = re.compile(r"(?P<amount>\d.*\d) ?(?P<mark>[A-Za-z]+)$")
_DAYS_LATER = (0, 0, 0, 0, 1, 1, 2, 3)  # that a movement counts from


def as_a_bank(grid: Grid) -> Grid:
    """The movements as one bank prints them, with columns that nobody asks for."""
    rng = grid.values.rng
    if rng.random() < 0.35:
        grid = _with_marks_apart(grid)
    if rng.random() < 0.2:
        grid = _with_days_of_value(grid)
    elif rng.random() < 0.12:
        grid = _with_codes(grid)
    return _with_days_told_once(grid) if rng.random() < 0.2 else grid


def _column(grid: Grid, key: str) -> int | None:
    """Where the column of that key is, before any that nobody asks for."""
    keys = [one.key for one in grid.table.columns]
    return keys.index(key) if key in keys and grid.is_untouched() else None


def _with_marks_apart(grid: Grid) -> Grid:
    """Whether money came or went in a column beside the amounts, where marks tell it of each."""
    at = _column(grid, "movement")
    if at is None:
        return grid
    cells, marks = [], []
    for number, row in enumerate(grid.cells):
        one = _SIDED.match(row[at]) if grid.is_row(number) else None
        if one:
            marks.append(one["mark"])
        elif grid.is_row(number):
            return grid
        cells.append([*row[:at], one["amount"] if one else row[at], *row[at + 1 :]])
    rng = grid.values.rng
    head = rng.choice(("", *raw("accounts")["sides"][grid.values.language]))
    beside = at if rng.random() < 0.4 else at + 1
    return with_column(replace(grid, cells=cells), beside, head, marks, numeric=False)


def _with_days_of_value(grid: Grid) -> Grid:
    """The day from which a movement counts, beside the day on which it was booked."""
    at = _column(grid, "booked_on")
    if at is None:
        return grid
    values, rng = grid.values, grid.values.rng
    sooner = rng.random() < 0.25  # a bank that counts from the day before
    days = [
        values.alike(
            date.fromisoformat(row["booked_on"].value)
            + timedelta(days=rng.choice(_DAYS_LATER) * (-1 if sooner else 1))
        ).text
        for row in grid.table.rows
    ]
    label = rng.choice(raw("accounts")["value_days"][values.language])
    return with_column(grid, at + (rng.random() < 0.7), label, days, numeric=False)


def _with_codes(grid: Grid) -> Grid:
    """What kind of movement it was, or its number, in a column before or behind its purpose."""
    at = _column(grid, "purpose")
    if at is None:
        return grid
    rng, codes = grid.values.rng, raw("accounts")["codes"][grid.values.language]
    label, shapes = rng.choice(list(codes.items()))
    texts = [grid.values.with_digits(rng.choice(shapes)) for _ in grid.table.rows]
    return with_column(grid, at + rng.choice((0, 1)), label, texts, numeric=False)


def _with_days_told_once(grid: Grid) -> Grid:
    """No day beside a movement of the same day as the one above it."""
    keys = [one.key for one in grid.table.columns]
    if "booked_on" not in keys or "" in grid.head:
        return grid
    label = grid.table.headers[keys.index("booked_on")].casefold()
    at = next((at for at, one in enumerate(grid.head) if one.casefold() == label), None)
    if at is None:
        return grid
    days = [row[at] for row in grid.cells]
    cells = [
        [*row[:at], "", *row[at + 1 :]] if number and days[number] == days[number - 1] else row
        for number, row in enumerate(grid.cells)
    ]
    return replace(grid, cells=cells)


def under_days(grid: Grid, rows: list[list[str]], days: list[str]) -> list[list[str]]:
    """The rows, each day above the first of its own, on a line of its own."""
    form = grid.values.rng.choice(("{}", "{}", "{}", "{}:", "-- {} --", "• {}"))
    lines, told = [], ""
    for row, day in zip(rows, days, strict=True):
        lines.append([form.format(day), *row] if day and day != told else row)
        told = day or told
    return lines
