"""The heads of a table's columns, as many lines as they take.

A head may have lines of its own, parted by "\\n": a unit or the words of another language below.
Forms whose cells have one line take it `flat`, the others `stacked`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from training.material.lexicon import Concept
from training.pages.cells import Cells, Grid
from training.tables import Table

_MONEY = {"unit_price", "amount", "debit", "credit", "balance", "movement", "principal_part"}
_UNITS = (" ({})", " {}", " in {}", " [{}]", "\n{}", "\n({})", "\nin {}", "\n[{}]")
_JOINTS = (" / ", "/", "\n", "\n", " - ", "\n/ ")  # of two languages
_SECOND = {  # what else a document of that language is written in
    **{"en": ("fr", "es", "de"), "de": ("en", "en", "fr", "it"), "fr": ("en", "en", "nl", "de")},
    **{"es": ("en",), "it": ("en", "en", "de"), "nl": ("en", "en", "fr")},
}
_LONG = 7  # from how many characters on a head of several words is broken


def with_currency(grid: Grid) -> Grid:
    """Heads of columns of bare money that name its currency."""
    rng, locale = grid.values.rng, grid.values.locale
    form = rng.choice(_UNITS)
    unit = form.format(rng.choice((locale.currency, locale.currency, locale.signs[0])))
    return replace(
        grid,
        head=[
            label + unit if one.key in _MONEY and _is_bare(grid.table, one.key) else label
            for label, one in zip(grid.head, grid.table.columns, strict=True)
        ],
    )


def in_two_languages(grid: Grid) -> Grid:
    """Heads in the language of the document and in another one, all of them or most."""
    rng, joint = grid.values.rng, grid.values.rng.choice(_JOINTS)
    other = rng.choice(_SECOND[grid.values.language])
    share = rng.choice((1.0, 1.0, 0.7))
    upper = all(label.isupper() for label in grid.head if label)

    def both(label: str, column: Concept) -> str:
        second = column.label(rng, other) if column.labels.get(other) else ""
        second = second.upper() if upper else second
        apt = label and second and second.casefold() != label.casefold()
        return f"{label}{joint}{second}" if apt and rng.random() < share else label

    pairs = zip(grid.head, grid.table.columns, strict=True)
    return replace(grid, head=[both(*pair) for pair in pairs])


def flat(grid: Grid) -> Grid:
    """The same with heads of one line."""
    return replace(grid, head=[label.replace("\n", " ") for label in grid.head])


def stacked(grid: Grid, numeric: list[bool], cells: Cells | None = None) -> Cells:
    """The lines of the head over columns as wide as `cells`, or all of the grid's.

    Columns that are `numeric` are set flush right; their heads may stand otherwise.
    """
    rng = grid.values.rng
    parts = [label.split("\n") for label in _broken(grid)]
    height = max(map(len, parts))
    low = rng.random() < 0.6  # short heads on the last line, beside the ends of long ones
    parts = [
        [*[""] * (height - len(one)), *one] if low else [*one, *[""] * (height - len(one))]
        for one in parts
    ]
    lines = [list(line) for line in zip(*parts, strict=True)]
    return _placed(grid, lines, numeric, grid.cells if cells is None else cells)


def _broken(grid: Grid) -> list[str]:
    """Long heads broken at a space, or at all of them: now and then, and then most of them."""
    rng = grid.values.rng
    if rng.random() > 0.35:
        return grid.head
    count = rng.choice((1, 1, 1, 2))

    def broken(label: str) -> str:
        long = len(label) > _LONG and "\n" not in label and rng.random() < 0.85
        return re.sub(r" (?=\w{2}|[(\[])", "\n", label, count=count) if long else label

    return [broken(label) for label in grid.head]


def _placed(grid: Grid, lines: Cells, numeric: list[bool], cells: Cells) -> Cells:
    """The lines of the head as wide as their columns, where they are not set as these are."""
    rng = grid.values.rng
    place: Callable[[str, int], str] | None = rng.choice(
        (None, None, None, None, str.center, str.center, str.ljust, str.rjust)
    )
    widths = [max(map(len, column)) for column in zip(*lines, *cells, strict=True)]
    every = place is str.center and rng.random() < 0.6
    if place is not None:
        lines = [
            [
                place(label, width) if every or flush else label
                for label, width, flush in zip(line, widths, numeric, strict=True)
            ]
            for line in lines
        ]
    rule = rng.choice("-=_") if rng.random() < 0.06 else ""
    return [*lines, [rule * width for width in widths]] if rule else lines


def _is_bare(table: Table, key: str) -> bool:
    """Whether a column has figures alone, without a currency."""
    texts = [row[key].text for row in table.rows if key in row]
    return bool(texts) and not any(re.search(r"[^\W\d]|[$€£₹]", text) for text in texts)
