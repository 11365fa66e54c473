"""How laboratories print results: a mark behind a value, two columns of values, tests set in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from training.data import raw
from training.material.values import Values
from training.pages.cells import Grid, with_column, without_column

_BEHIND = ("{value} {mark}", "{value} {mark}", "{value}   {mark}", "{value}      {mark}")
_GLUED = (*_BEHIND, "{value}{mark}", "{value} ({mark})", "{mark} {value}")
_TOUCHING = {"{value} ({mark})": "{value}{mark}", "{mark} {value}": "{mark}{value}"}
_STARRED = ("*", "**", "!")  # marks that touch the value on either side
_UNITS = ("{} ({})", "{} ({})", "{}, {}", "{} [{}]", "{} in {}")  # of a test
_WORDS = {"lab": "codes", "method": "methods"}  # of columns that nobody asks for
_LARGEST = Decimal("1.25")  # how far an earlier result is from this one


def as_a_laboratory(grid: Grid) -> Grid:
    """The results as one laboratory prints them, with columns that nobody asks for."""
    rng = grid.values.rng
    if "flag" in _keys(grid):
        draw = rng.random()
        if draw < 0.22 and _told_by_marks(grid):
            grid = _in_two_columns(grid)
        elif draw < 0.46:
            grid = _marked(grid)
    if rng.random() < 0.12:
        grid = _with_units_named(grid)
    return _with_aside(grid) if rng.random() < 0.3 else grid


def legend(values: Values) -> str:
    """What a laboratory says of its marks, below the results."""
    return str(values.rng.choice(raw("laboratory")["legends"][values.language]))


def set_in(grid: Grid) -> Grid:
    """The names of tests a little to the right, below the titles of their sections."""
    indent = " " * grid.values.rng.choice((1, 2, 2, 3, 4))
    return replace(grid, cells=[[indent + row[0], *row[1:]] for row in grid.cells])


def _keys(grid: Grid) -> list[str]:
    return [one.key for one in grid.table.columns]


def _told_by_marks(grid: Grid) -> bool:
    """Whether all that is out of range, and nothing else, has a mark."""
    rows = grid.table.rows
    words = any("finding" in row for row in rows)
    return not words and all(row["flag"].value != "normal" for row in rows if "flag" in row)


def _marked(grid: Grid) -> Grid:
    """Marks behind or before the values, in no column of their own."""
    return _joined(grid, grid.values.rng.choice(_GLUED))


def _in_two_columns(grid: Grid) -> Grid:
    """Values out of range in a column of their own, with their marks."""
    rng, keys = grid.values.rng, _keys(grid)
    at, marks = keys.index("outcome"), keys.index("flag")
    form = rng.choice(_GLUED)
    out = [bool(row[marks]) for row in grid.cells]
    grid = _joined(grid, form)
    at -= marks < at
    inside, outside = rng.choice(raw("laboratory")["apart"][grid.values.language])
    texts = [row[at] for row in grid.cells]
    cells = ["" if beyond else text for text, beyond in zip(texts, out, strict=True)]
    beyond = [text if beyond else "" for text, beyond in zip(texts, out, strict=True)]
    grid = without_column(grid, at)
    grid = with_column(grid, at, outside, beyond, numeric=False)
    return with_column(grid, at, inside, cells, numeric=False)


def _joined(grid: Grid, form: str) -> Grid:
    """The marks in the cells of the values."""
    keys = _keys(grid)
    at, marks = keys.index("outcome"), keys.index("flag")
    cells = [list(row) for row in grid.cells]
    for row in cells:
        if row[marks]:
            value, mark = row[at], row[marks]
            row[at] = _form_for(mark, form).format(value=value, mark=mark)
    return without_column(replace(grid, cells=cells), marks)


def _form_for(mark: str, form: str) -> str:
    """The form, or one that is apt for that mark.

    No "- 3.1", which were less than nothing, no "((H))" and no "positivehigh".
    """
    if mark in _STARRED:
        return _TOUCHING.get(form, form)
    touches = form == "{value}{mark}" and mark.isalpha() and len(mark) > 1
    return form if (mark[0].isalnum() or form in _BEHIND) and not touches else _BEHIND[0]


def _with_units_named(grid: Grid) -> Grid:
    """The units behind the names of tests, in no column of their own."""
    keys = _keys(grid)
    if "result_unit" not in keys or not grid.is_untouched():
        return grid
    form, at = grid.values.rng.choice(_UNITS), keys.index("result_unit")
    names = keys.index("test")
    cells = [list(row) for row in grid.cells]
    for row in cells:
        row[names] = form.format(row[names], row[at]) if row[at] else row[names]
    return without_column(replace(grid, cells=cells), at)


def _with_aside(grid: Grid) -> Grid:
    """Where or how it was measured, or what came out before."""
    values, said = grid.values, raw("laboratory")
    kind = values.rng.choice(("lab", "lab", "method", "before", "earlier", "status", "status"))
    if kind == "earlier":
        return _with_earlier(grid)
    label = values.rng.choice(said["aside"][kind][values.language])
    if kind == "before":
        texts = [_before(values, row["outcome"].value) for row in grid.table.rows]
    else:
        words = said["statuses"][values.language] if kind == "status" else said[_WORDS[kind]]
        few = values.rng.sample(words, 2)
        texts = [values.rng.choice((few[0], *few)) for _ in grid.table.rows]
    last = grid.is_untouched() and _keys(grid)[-1] == "flag"
    at = len(grid.head) - (last and values.rng.random() < 0.5)  # a mark may end the line
    return with_column(grid, at, label, texts, numeric=False)


def _with_earlier(grid: Grid) -> Grid:
    """Two or three earlier results behind all else, below the days on which they were."""
    values, rng = grid.values, grid.values.rng
    forms = raw("laboratory")["aside"]["before"][values.language]
    word = rng.choice(("", rng.choice(forms)))
    day, at = values.first_day, len(grid.head)
    for place in range(at, at + rng.choice((2, 2, 3))):
        day -= timedelta(days=rng.randint(20, 400))
        label = f"{word} {values.alike(day).text}".strip()
        texts = [_before(values, row["outcome"].value) for row in grid.table.rows]
        grid = with_column(grid, place, label, texts, numeric=False)
    return grid


def _before(values: Values, result: object) -> str:
    """An earlier result near that one; "" beside a word, and where none was measured."""
    if not isinstance(result, Decimal) or values.rng.random() < 0.2:
        return ""
    factor = Decimal(str(values.rng.uniform(float(1 / _LARGEST), float(_LARGEST))))
    return values.digits((result * factor).quantize(result))
