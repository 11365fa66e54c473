"""The lines of a table as items of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from extractor.document import Span

Column = tuple[str, ...]  # path of a cell within its row; () for a list of scalars
Row = dict[Column, dict[str, float]]  # for each cell the chances of its values, together 1

BEGINS = 0.4  # chance from which an item is taken to begin on a line
LIKELY = 0.35  # chance from which a cell on a line beside an item's first may be the item's
REACH = 2  # lines before and after its first that an item's cells may stand on
SELDOM_EMPTY = 0.5  # of a row that stands, how likely its cells are empty, as a share of the chance
LIKE_THE_OTHERS = 0.5  # power of a column's odds of being empty in the other rows
_UNKNOWN = 0.6  # rows that count as half empty beside those others
_NULL = 0.03


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    chance: float  # that it is one, 0..1
    row: Row


@dataclass(frozen=True, slots=True)
class Cells:
    """The options of one column."""

    texts: list[str]
    spans: list[Span]
    lines: list[int]
    chances: list[float]  # of each to be in the list, 0..1
    worded: bool = False  # whether any words of the text may be one


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


def find_items(columns: Mapping[Column, Cells], begins: Sequence[float]) -> list[Item]:
    """The list's items in text order; `begins` tells of each line how likely one begins there.

    Of a list of scalars each value is an item.
    """
    if set(columns) == {()}:
        return _scalars(columns[()])
    bearing = {line for cells in columns.values() for line in cells.lines}
    first = [line for line in sorted(bearing) if begins[line] >= BEGINS]
    places = _places(columns)
    parts = _without_titles(_parted(first, _by_line(columns, places)), columns)
    rows = _in_company([_row(columns, places, part.lines) for part in parts])
    return [
        Item(max(begins[line] for line in part.lines), row)
        for part, row in zip(parts, rows, strict=True)
        if any(map(_says_something, row.values()))
    ]


def _says_something(chances: Mapping[str, float]) -> bool:
    return max(chances, key=chances.__getitem__) != "null"


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines of one item."""

    lines: set[int]
    columns: set[Column]  # of which a likely cell stands there


def _parted(first: Sequence[int], best: Mapping[int, Mapping[Column, float]]) -> list[_Part]:
    """The lines of each item: its first, and those around it that bear cells which it lacks; of
    two items the nearer has them, or the one before. Neighbours that share no column are one.
    """
    parts: list[_Part] = []
    for line in first:
        cells = set(best.get(line, ()))
        last = parts[-1] if parts else None
        if last and cells and line - 1 in last.lines and last.columns and not last.columns & cells:
            last.lines.add(line)
            last.columns.update(cells)
        else:
            parts.append(_Part({line}, cells))
    begun = [(min(part.lines), part) for part in parts]
    for line in sorted(best.keys() - set().union(*(part.lines for part in parts))):
        near = [one for one in begun if abs(line - one[0]) <= REACH]
        for _, part in sorted(near, key=lambda one: (abs(line - one[0]), one[0])):
            if not part.columns & best[line].keys():
                part.lines.add(line)
                part.columns.update(best[line])
                break
    return parts


def _without_titles(parts: list[_Part], columns: Mapping[Column, Cells]) -> list[_Part]:
    """Those that are no title between the others: words alone, where most have more."""
    if not parts or median(len(part.columns) for part in parts) < 2:
        return parts
    return [
        part
        for part in parts
        if len(part.columns) > 1 or not all(columns[column].worded for column in part.columns)
    ]


def _in_company(rows: Sequence[Row]) -> list[Row]:
    """The same, cells the likelier empty the more those of their columns in other rows are."""
    empty: Counter[Column] = Counter()
    for row in rows:
        empty.update({column: chances["null"] for column, chances in row.items()})
    made: list[Row] = []
    for row in rows:
        made.append({})
        for column, chances in row.items():
            others = empty[column] - chances["null"] + 0.5 * _UNKNOWN
            share = others / (len(rows) - 1 + _UNKNOWN)
            odds = SELDOM_EMPTY * (share / (1.0 - share)) ** LIKE_THE_OTHERS
            null = chances["null"] * odds
            whole = 1.0 - chances["null"] + null
            made[-1][column] = {text: one / whole for text, one in chances.items()}
            made[-1][column]["null"] = null / whole
    return made


_Places = Mapping[Column, Mapping[Span, float]]  # the chance of each place to be a cell


def _places(columns: Mapping[Column, Cells]) -> _Places:
    """A place's chance is that of its readings together."""
    places: dict[Column, dict[Span, float]] = {}
    for column, cells in columns.items():
        chances = places.setdefault(column, {})
        for span, chance in zip(cells.spans, cells.chances, strict=True):
            chances[span] = min(1.0, chances.get(span, 0.0) + chance)
    return places


def _by_line(columns: Mapping[Column, Cells], places: _Places) -> dict[int, dict[Column, float]]:
    """Lines that bear likely cells: for each its columns and their best chances there."""
    best: dict[int, dict[Column, float]] = {}
    for column, cells in columns.items():
        for span, line in zip(cells.spans, cells.lines, strict=True):
            chance = places[column][span]
            if chance >= LIKELY:
                here = best.setdefault(line, {})
                here[column] = max(chance, here.get(column, 0.0))
    return best


def _row(columns: Mapping[Column, Cells], places: _Places, lines: set[int]) -> Row:
    row: Row = {}
    for column, cells in columns.items():
        chances: dict[str, float] = {}
        for text, line, chance in zip(cells.texts, cells.lines, cells.chances, strict=True):
            if line in lines:
                chances[text] = max(chance, chances.get(text, 0.0))
        here = [span for span, line in zip(cells.spans, cells.lines, strict=True) if line in lines]
        null = max(_NULL, 1.0 - max((places[column][span] for span in here), default=0.0))
        whole = sum(chances.values()) + null
        row[column] = {text: chance / whole for text, chance in chances.items()} | {
            "null": null / whole
        }
    return row


def _scalars(cells: Cells) -> list[Item]:
    """Of options that overlap the likelier one, in text order."""
    order = sorted(range(len(cells.texts)), key=lambda at: -cells.chances[at])
    taken: list[int] = []
    for at in order:
        if cells.chances[at] < 0.5:
            break
        if not any(cells.spans[at].touches(cells.spans[other]) for other in taken):
            taken.append(at)
    taken.sort(key=lambda at: cells.spans[at].start)
    return [Item(cells.chances[at], {(): {cells.texts[at]: 1.0}}) for at in taken]
