"""The cells of a table before they are lines: texts under heads, columns that nobody asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.data import raw
from training.material.values import Values
from training.tables import Table

Cells = list[list[str]]  # by row, "" where a row has none

_OF_GOODS = {"quantity", "unit_price", "amount", "position"}  # columns: a price between two others
_FIGURES = ("money", "int", "count", "decimal", "percent")  # recipes
_PLAIN_RESULTS = (  # in these columns and no others a result says what it is
    ["test", "outcome"],
    ["test", "outcome", "result_unit"],
    ["test", "outcome", "reference_range"],
    ["test", "outcome", "result_unit", "reference_range"],
)
_COUNT_HEADS = ("#", "#", "Pos.", "Pos", "No.", "Nr.", "Line", "Item", "N°")
_COUNTS = (  # steps of line numbers, and how they are written
    *((1, "{}"), (1, "{}"), (1, "{}"), (1, "{:02}"), (1, "{:03}"), (1, "{}.")),
    *((10, "{}"), (10, "{}"), (10, "{:03}"), (10, "{:04}"), (10, "{:05}"), (100, "{}")),
)
_TAX_HEADS = ("VAT", "VAT %", "Tax", "Tax %", "USt.", "MwSt. %", "TVA", "IVA", "BTW", "Code")
_RATES = ("20%", "19%", "21%", "5%", "S", "A", "Z", "20,0", "7 %")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as one document has it; `cells` have all that is printed like rows."""

    values: Values
    table: Table
    head: list[str]  # of each column
    cells: Cells
    numeric: list[bool]  # of each column: whether it has figures

    def is_row(self, number: int) -> bool:
        """Whether a line of cells is a row, not a balance or a sum above, among or below them."""
        return self.table.lines[number][1]

    def is_title(self, number: int) -> bool:
        """Whether a line of cells has one alone, above the rows of a part."""
        cells, is_row = self.table.lines[number]
        return not is_row and len(cells) == 1

    def is_untouched(self) -> bool:
        """Whether its columns are those of the table and no others."""
        return len(self.head) == len(self.table.columns)

    def is_plain(self) -> bool:
        """Whether the cells say without heads what they are, as those of goods do."""
        columns = self.table.columns
        if self.table.name == "results":
            return [one.key for one in columns] in _PLAIN_RESULTS and self.is_untouched()
        figures = {one.key for one in columns if one.recipe.split()[0] != "text"}
        return figures <= _OF_GOODS or len(columns) < 3

    def is_told_apart(self) -> bool:
        """Whether a row without gaps is clear: no cell lacks that could be taken for the next."""
        return self.is_plain() or all(all(row) for row in self.cells)


def grid(values: Values, table: Table, head: list[str]) -> Grid:
    """What the table itself has."""
    cells = [
        [row[one.key].text if one.key in row else "" for one in table.columns]
        for row, _ in table.lines
    ]
    numeric = [one.recipe.split()[0] in _FIGURES for one in table.columns]
    return Grid(values, table, head, cells, numeric)


def dashed(grid: Grid) -> Grid:
    """A mark in each cell that has nothing, but for titles."""
    mark = grid.values.rng.choice(("-", "-", "–", "--"))
    cells = [
        row if grid.is_title(number) else [cell or mark for cell in row]
        for number, row in enumerate(grid.cells)
    ]
    return replace(grid, cells=cells)


def with_more_columns(grid: Grid) -> Grid:
    """Line numbers, rates of tax: columns that nobody asks for."""
    rng = grid.values.rng
    if rng.random() < 0.18:
        step, form = rng.choice(_COUNTS)
        numbers = [form.format(at * step) for at in range(1, len(grid.table.rows) + 1)]
        grid = with_column(grid, 0, rng.choice(_COUNT_HEADS), numbers, numeric=False)
    if rng.random() < 0.15:
        grid = _with_aside(grid)
    if grid.table.name in ("line_items", "lines") and rng.random() < 0.18:
        at, rate = rng.randint(1, len(grid.head)), rng.choice(_RATES)
        rates = [rate] * len(grid.table.rows)
        grid = with_column(grid, at, rng.choice(_TAX_HEADS), rates, numeric=True)
    return grid


def _with_aside(grid: Grid) -> Grid:
    """One of the columns that such tables have now and then."""
    rng = grid.values.rng
    asides = raw("asides").get(grid.table.name)
    if not asides:
        return grid
    aside = rng.choice(asides)
    shapes = rng.choices(aside["cells"], k=len(grid.table.rows))
    texts = list(map(grid.values.with_digits, shapes))
    label = str(rng.choice(aside[grid.values.language]))
    heads = "".join(grid.head)
    label = label.upper() if heads.isupper() else label.lower() if heads.islower() else label
    return with_column(grid, rng.randint(1, len(grid.head)), label, texts, numeric=False)


def with_column(grid: Grid, at: int, label: str, texts: list[str], *, numeric: bool) -> Grid:
    """A column before column `at`, with a text for each row of the table."""
    left = iter(texts)
    cells = [next(left) if grid.is_row(number) else "" for number in range(len(grid.cells))]
    return replace(
        grid,
        head=[*grid.head[:at], label, *grid.head[at:]],
        cells=[[*row[:at], cell, *row[at:]] for row, cell in zip(grid.cells, cells, strict=True)],
        numeric=[*grid.numeric[:at], numeric, *grid.numeric[at:]],
    )


def without_column(grid: Grid, at: int) -> Grid:
    """The same without column `at`."""
    return replace(
        grid,
        head=[*grid.head[:at], *grid.head[at + 1 :]],
        cells=[[*row[:at], *row[at + 1 :]] for row in grid.cells],
        numeric=[*grid.numeric[:at], *grid.numeric[at + 1 :]],
    )
