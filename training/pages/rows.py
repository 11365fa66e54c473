"""The rows of a table as lines, all in one form: ruled, spaced, framed, as a list and others."""

from __future__ import annotations

from training.pages.cells import Cells, Grid
from training.pages.heads import flat, stacked
from training.pages.legs import by_leg
from training.pages.lines import columns, piped, wrapped

_LONG = 44  # characters of a cell that goes on below for the most part
_FOLDED = 0.75  # share of tables with such cells where it does
_WIDEST = 110  # characters of a line
Printed = list[list[str]]  # the lines of the head, which may be none, then those of each row


def printed(grid: Grid, *, held_out: bool) -> Printed:
    """The head and the rows, in a form in which each cell can be told from the next."""
    rng = grid.values.rng
    if held_out:
        return rng.choice((_starred, _quoted))(flat(grid))
    form = rng.choice(
        (
            *(_ruled, _spaced, _spaced, _flush_right, _flush_right, _flush_right),
            *(_loose, _loose, _broken, _broken, _listed, _framed, _labelled, _typed, _folded),
        )
    )
    if form in (_loose, _listed) and not grid.is_told_apart():
        form = _spaced
    if form in (_labelled, _listed) and not grid.table.is_pure:
        form = _flush_right
    widths = _widths(grid)
    at = widths.index(max(widths))
    if not grid.numeric[at] and any(len(row[at]) > _LONG for row in grid.cells):
        form = _folded if sum(widths) > _WIDEST or rng.random() < _FOLDED else form
    if len(grid.head) == 2 and grid.numeric[1] and rng.random() < 0.3:
        form = _led
    if grid.table.name == "containers" and rng.random() < 0.45:
        form = _sealed
    elif grid.table.name == "travel_legs" and rng.random() < 0.45 and grid.is_untouched():
        form = by_leg
    return form(grid if form in (_spaced, _flush_right, _folded) else flat(grid))


def _ruled(grid: Grid) -> Printed:
    return [[piped(row)] for row in (grid.head, *grid.cells)]


def _spaced(grid: Grid) -> Printed:
    return _in_lines(grid, [False] * len(grid.head), 2)


def _flush_right(grid: Grid) -> Printed:
    """Figures at the right edge of their columns."""
    return _in_lines(grid, grid.numeric, grid.values.rng.randint(2, 5))


def _in_lines(grid: Grid, right: list[bool], gap: int) -> Printed:
    """A line for each row, below the lines of the head."""
    head = stacked(grid, right)
    lines = _in_columns([*head, *grid.cells], right, gap)
    return [lines[: len(head)], *([line] for line in lines[len(head) :])]


def _typed(grid: Grid) -> Printed:
    """As typed by hand or read from a fax: columns that drift."""
    rng = grid.values.rng
    widths = [max(map(len, column)) for column in zip(grid.head, *grid.cells, strict=True)]
    step = rng.choice((3, 4, 5))
    lines = []
    for row in (grid.head, *grid.cells):
        line, start = "", 0
        for cell, width in zip(row, widths, strict=True):
            place = max(start + rng.choice((-1, 0, 0, 0, 1)), len(line) + 2 if line else 0)
            line = f"{line:<{place}}{cell}" if cell else line
            start += width + step
        lines.append([line])
    return lines


def _folded(grid: Grid) -> Printed:
    """Long descriptions on several lines of their own column."""
    rng, widths = grid.values.rng, _widths(grid)
    longest = max(widths)
    at = widths.index(longest)
    if grid.numeric[at]:
        return _flush_right(grid)
    width = rng.randint(16, 34)
    if longest > _LONG:
        width = max(width, longest // rng.choice((2, 2, 3)) + rng.randint(1, 8))
        width = max(16, min(width, _WIDEST - (sum(widths) - longest)))
    inset = " " * rng.choice((0, 0, 0, 0, 1, 2))  # of the lines that go on
    clause = rng.random() < 0.15  # the first line ends where the first words do
    level = rng.choice((0.0, 0.0, 0.0, 0.5, 1.0, 1.0))  # of the other cells: top, middle, bottom
    cells: Cells = []
    counts = []
    for row in grid.cells:
        first, _, rest = row[at].partition(", ") if clause else ("", "", row[at])
        parts = [*wrapped(f"{first}," if first and rest else first, width), *wrapped(rest, width)]
        parts = [inset + part if number else part for number, part in enumerate(parts)] or [""]
        beside = int(level * (len(parts) - 1))
        for number, part in enumerate(parts):
            others = row if number == beside else [""] * len(row)
            cells.append([*others[:at], part, *others[at + 1 :]])
        counts.append(len(parts))
    flush = grid.numeric if rng.random() < 0.6 else [False] * len(grid.head)
    head = stacked(grid, flush, cells)
    lines = iter(_in_columns([*head, *cells], flush, rng.choice((2, 3, 3, 4))))
    first, *rows = ([next(lines) for _ in range(count)] for count in (len(head), *counts))
    parted = max(counts) > 1 and rng.random() < (0.9 if level == 0.5 else 0.7)
    apart = [""] if parted else []
    return [first, *([*row, *apart] for row in rows)]


def _widths(grid: Grid) -> list[int]:
    """How wide each column is, with the gap behind it."""
    rows = [[part.split("\n")[0] for part in grid.head], *grid.cells]
    return [max(map(len, column)) + 3 for column in zip(*rows, strict=True)]


def _loose(grid: Grid) -> Printed:
    gap = grid.values.rng.choice((" ", "  ", "  ", "\t"))
    return [[gap.join(cell for cell in row if cell)] for row in (grid.head, *grid.cells)]


def _listed(grid: Grid) -> Printed:
    """Each row as an item of a list; the head is above, as another one or not at all."""
    rng = grid.values.rng
    mark = rng.choice((" - ", " / ", " – ", " | "))  # no comma: descriptions have some
    point = rng.choice(("- ", "• ", "", "{}. ", "{}) "))
    items = (mark.join(cell for cell in row if cell) for row in grid.cells)
    listed = [[point.format(at) + item] for at, item in enumerate(items, 1)]
    headed = rng.random() < 0.4 or not grid.is_plain()
    return [[mark.join(grid.head)] if headed else [], *listed]


def _led(grid: Grid) -> Printed:
    """Two cells with dots between them, or far apart."""
    rng = grid.values.rng
    mark = rng.choice((".", ".", " .", "_", " ", " "))
    width = max(len(a) + len(b) for a, b in (grid.head, *grid.cells)) + rng.randint(6, 30)
    top, *rows = (
        [f"{a} {(mark * width)[: width - len(a) - len(b)] if b else ''} {b}".rstrip()]
        for a, b in (grid.head, *grid.cells)
    )
    return [[line.replace(mark * 3, "   ") for line in top], *rows]


def _framed(grid: Grid) -> Printed:
    """In a frame of characters, with or without rules between the rows."""
    rng = grid.values.rng
    corner, bar = rng.choice((("+", "|"), ("|", "|"), ("┼", "│"), ("", "")))
    widths = [max(map(len, column)) for column in zip(grid.head, *grid.cells, strict=True)]
    rule = corner + corner.join("-" * (width + 2) for width in widths) + corner
    ruled = rng.random() < 0.4
    rows = []
    for at, row in enumerate((grid.head, *grid.cells)):
        cells = (f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True))
        line = f"{bar}{(bar or ' ').join(cells)}{bar}".rstrip()
        rows.append([line, rule] if ruled or not at else [line])
    return rows


def _labelled(grid: Grid) -> Printed:
    """What it is on a line, and below it the rest, each with its label; no head."""
    rng = grid.values.rng
    if len(grid.head) < 3:
        return _spaced(grid)
    mark, gap = rng.choice((": ", " ", ": ")), rng.choice(("   ", ", ", " · ", " | "))
    inset = " " * rng.choice((0, 2, 4))
    words = [at for at, numeric in enumerate(grid.numeric) if not numeric]
    widths = [sum(len(row[at]) for row in grid.cells) for at in range(len(grid.head))]
    first = max(words, key=lambda at: widths[at]) if words else 0
    rows = []
    for row in grid.cells:
        rest = [
            f"{label}{mark if label else ''}{cell}"
            for at, (label, cell) in enumerate(zip(grid.head, row, strict=True))
            if cell and at != first
        ]
        rows.append([row[first], inset + gap.join(rest)] if row[first] else [gap.join(rest)])
    return [[], *rows]


def _broken(grid: Grid) -> Printed:
    """Each row on two lines: the first cells, and below them the others."""
    count = len(grid.head)
    if count < 3 or any(not all(row) for row in grid.cells):
        return _flush_right(grid)
    cut = grid.values.rng.choice((1, 1, 2, count - 1))
    inset = " " * grid.values.rng.choice((0, 0, 3))
    tops, lows = (
        _in_columns([row[part] for row in (grid.head, *grid.cells)], grid.numeric[part], 3)
        for part in (slice(cut), slice(cut, None))
    )
    return [[top, inset + low] for top, low in zip(tops, lows, strict=True)]


def _sealed(grid: Grid) -> Printed:
    """Containers of a bill of lading: the seal below the number, goods that nobody asks for."""
    values, rng = grid.values, grid.values.rng
    keys = [one.key for one in grid.table.columns]
    labels = dict(zip(keys, grid.head[-len(keys) :], strict=True))
    goods = rng.choice(("Description of goods", "Number and kind of packages; goods", "Goods"))
    apart = "seal_number" in keys
    top = [rng.choice((f"{labels['container_number']} / Seal", "Marks and container"))]
    if not apart or rng.random() < 0.3:
        top = [labels["container_number"]]
    top += [labels["packages"], goods, labels["gross_weight_kg"]]
    lines: Cells = [top]
    kinds = rng.choice(("cartons", "bags", "pallets", "drums", "CTNS", ""))
    word = rng.choice(("Seal", "Seal no.", "SEAL:", "S/"))
    for row in grid.table.rows:
        count = f"{row['packages'].text} {kinds}".strip()
        weight = f"{row['gross_weight_kg'].text}{rng.choice(('', '', ' kg', ' KGS'))}"
        lines.append([row["container_number"].text, count, values.goods().text, weight])
        if "seal_number" in row:
            more = rng.choice(("", "", "as per order", "HS 4403.11", "UN 2216, class 9"))
            lines.append([f"{word} {row['seal_number'].text}", "", more, ""])
    right = [False, rng.random() < 0.5, False, True]
    first, *rest = _in_columns(lines, right, rng.randint(2, 4))
    step = 2 if apart else 1
    return [[first], *(rest[at : at + step] for at in range(0, len(rest), step))]


def _starred(grid: Grid) -> Printed:
    return [["* " + " * ".join(row)] for row in (grid.head, *grid.cells)]


def _quoted(grid: Grid) -> Printed:
    return [["; ".join(f'"{cell}"' for cell in row)] for row in (grid.head, *grid.cells)]


def _in_columns(rows: Cells, right: list[bool], gap: int) -> list[str]:
    """A line for each row; columns that are `right` are set flush right."""
    return columns([*zip(*rows, strict=True)], gap, right=right)
