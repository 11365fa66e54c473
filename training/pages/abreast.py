"""Two tables abreast, row by row on the same lines, as payslips and balance sheets have them.

The shorter one ends in blanks; the sums of both stand on one line mostly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from training.material.values import Values
from training.pages.cells import Cells, Grid, grid, with_column
from training.pages.lines import columns, piped
from training.tables import Table

_CODES = ("Code", "LA", "No.", "#", "")  # heads of numbers of rows


def write_abreast(values: Values, pair: Sequence[Table], heads: Sequence[list[str]]) -> list[str]:
    """The lines of both tables under `heads`, which a heading of their own may stand above."""
    rng, (left, right) = values.rng, pair
    grids = [grid(values, left, list(heads[0])), grid(values, right, list(heads[1]))]
    named = rng.random() < 0.55  # the heading is that of the first column
    if named:
        for one, table in zip(grids, (left, right), strict=True):
            one.head[0] = table.heading
    if rng.random() < 0.12:
        grids = _coded(grids)
    level = rng.random() < 0.75  # both sums on one line
    bare = not named and all(one.is_plain() for one in grids) and rng.random() < 0.15
    blocks = [[*([] if bare else [one.head]), *one.cells] for one in grids]
    sums = [len(table.below) for table in (left, right)]
    if level:
        blocks = _levelled(blocks, sums)
    if not named:
        tops = [
            [table.heading, *[""] * (len(one.head) - 1)]
            for one, table in zip(grids, (left, right), strict=True)
        ]
        blocks = [[top, *rows] for top, rows in zip(tops, blocks, strict=True)]
    blanks = [[""] * len(one.head) for one in grids]
    merged = [
        [*(a or blanks[0]), *(b or blanks[1])] for a, b in zip_longest(*blocks, fillvalue=None)
    ]
    numeric = [flag for one in grids for flag in one.numeric]
    draw = rng.random()
    if draw < 0.14:
        return list(map(piped, merged))
    gap, between = rng.randint(2, 4), rng.randint(3, 9)
    flush = numeric if rng.random() < 0.75 else [False] * len(numeric)
    count = len(grids[0].head)
    if draw < 0.24:  # a rule between the two
        parts = [
            columns([*zip(*(row[some] for row in merged), strict=True)], gap, right=flush[some])
            for some in (slice(count), slice(count, None))
        ]
        width = max(map(len, parts[0]))
        mark = rng.choice((" | ", "  |  ", " │ "))
        return [f"{a:<{width}}{mark}{b}".rstrip() for a, b in zip(*parts, strict=True)]
    gaps = [gap] * len(numeric)
    gaps[count - 1] = gap + between
    return columns([*zip(*merged, strict=True)], gaps, right=flush)


def _coded(grids: list[Grid]) -> list[Grid]:
    """The same with a number before each row, as wage types have."""
    rng = grids[0].values.rng
    label, places = rng.choice(_CODES), rng.choice((3, 4, 4))
    return [
        with_column(
            one,
            0,
            label,
            [f"{rng.randrange(10**places):0{places}}" for _ in one.table.rows],
            numeric=False,
        )
        for one in grids
    ]


def _levelled(blocks: list[Cells], sums: list[int]) -> list[Cells]:
    """The same with blanks before the sum of the shorter one."""
    height = max(map(len, blocks))
    levelled = []
    for rows, count in zip(blocks, sums, strict=True):
        cut = len(rows) - count
        blanks = [[""] * len(rows[0]) for _ in range(height - len(rows))]
        levelled.append([*rows[:cut], *blanks, *rows[cut:]])
    return levelled
