"""The lines of a table as rows of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractor.document import Span

Column = tuple[str, ...]  # path of a cell within its row; () for a list of scalars
Row = dict[Column, dict[str, float]]  # for each cell the chances of its values

LIKELY = 0.35  # chance from which an option counts as a cell of its column
SHARE_OF_BEST = 0.45  # of the fullest line, what a line must have to be a row
_NULL = 0.03


@dataclass(frozen=True, slots=True)
class Cells:
    """The options of one column."""

    texts: list[str]
    spans: list[Span]
    lines: list[int]
    chances: list[float]  # of each to be in the list, 0..1


def exclusive(columns: Mapping[Column, Cells]) -> dict[Column, Cells]:
    """The same where no place is the cell of two columns: what one wants more is left to it."""
    wants: dict[Span, dict[Column, float]] = {}
    for column, cells in columns.items():
        for span, chance in zip(cells.spans, cells.chances, strict=True):
            here = wants.setdefault(span, {})
            here[column] = max(chance, here.get(column, 0.0))

    def left(column: Column, span: Span, chance: float) -> float:
        others = (one for other, one in wants[span].items() if other != column and one > chance)
        return chance * (1.0 - max(others, default=0.0))

    return {
        column: replace(
            cells,
            chances=[
                left(column, span, chance)
                for span, chance in zip(cells.spans, cells.chances, strict=True)
            ],
        )
        for column, cells in columns.items()
    }


def fullness(columns: Mapping[Column, Cells]) -> float:
    """How many cells the fullest line is likely to have."""
    return max((sum(one.values()) for one in _by_line(columns).values()), default=0.0)


def find_rows(columns: Mapping[Column, Cells], fullest: float = 0.0) -> list[Row]:
    """Rows in the order of their lines; `fullest` is the `fullness` of other parts of the list."""
    if set(columns) == {()}:
        return _scalars(columns[()])
    best = _by_line(columns)
    if not best:
        return []
    groups: list[list[int]] = []
    held: set[Column] = set()
    for line in sorted(best):
        if groups and line - groups[-1][-1] == 1 and not held & set(best[line]):
            groups[-1].append(line)  # a row that was broken: its other cells follow
            held |= set(best[line])
        else:
            groups.append([line])
            held = set(best[line])
    bar = max(0.5, SHARE_OF_BEST * max(fullest, fullness(columns)))
    full = [lines for lines in groups if sum(sum(best[line].values()) for line in lines) >= bar]
    return [_row(columns, set(lines)) for lines in full]


def _by_line(columns: Mapping[Column, Cells]) -> dict[int, dict[Column, float]]:
    """Lines that bear likely cells: for each its columns and their best chances there."""
    best: dict[int, dict[Column, float]] = {}
    for column, cells in columns.items():
        for line, chance in zip(cells.lines, cells.chances, strict=True):
            if chance >= LIKELY:
                here = best.setdefault(line, {})
                here[column] = max(chance, here.get(column, 0.0))
    return best


def _row(columns: Mapping[Column, Cells], lines: set[int]) -> Row:
    row: Row = {}
    for column, cells in columns.items():
        chances: dict[str, float] = {}
        for text, line, chance in zip(cells.texts, cells.lines, cells.chances, strict=True):
            if line in lines:
                chances[text] = max(chance, chances.get(text, 0.0))
        null = max(_NULL, 1.0 - max(chances.values(), default=0.0))
        whole = sum(chances.values()) + null
        row[column] = {text: chance / whole for text, chance in chances.items()} | {
            "null": null / whole
        }
    return row


def _scalars(cells: Cells) -> list[Row]:
    """Of options that overlap the likelier one, in text order."""
    order = sorted(range(len(cells.texts)), key=lambda at: -cells.chances[at])
    taken: list[int] = []
    for at in order:
        if cells.chances[at] < 0.5:
            break
        if not any(cells.spans[at].touches(cells.spans[other]) for other in taken):
            taken.append(at)
    taken.sort(key=lambda at: cells.spans[at].start)
    return [{(): {cells.texts[at]: cells.chances[at]}} for at in taken]
