"""The lines of a table as rows of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.document import Span

Column = tuple[str, ...]  # path of a cell within its row; () for a list of scalars
Row = dict[Column, dict[str, float]]  # for each cell the chances of its values

LIKELY = 0.35  # chance from which an option counts as a cell of its column
SHARE_OF_BEST = 0.45  # of the fullest line, what a line must have to be a row
USUAL = 0.75  # of the rows have a cell of a column that all should have
FULL_ENOUGH = 1.0  # share of those rows' mean fullness that makes up for lacking it
SURE = 0.45  # chance of the surest column's cell that makes a line between rows one of them
SURE_OF_WORDS = 0.6  # chance of its words, and of other cells together, that do so anywhere
NEARLY = 0.9  # of the surest column, what a column of words must have to say what a row is
SELDOM_EMPTY = 0.5  # of a row that stands, how likely its cells are empty, as a share of the chance
LIKE_THE_OTHERS = 0.5  # power of a column's odds of being empty in the other rows
_UNKNOWN = 0.6  # rows that count as half empty beside those others
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
    return _fullest(_by_line(columns, _places(columns)))


def _fullest(best: Mapping[int, Mapping[Column, float]]) -> float:
    return max((sum(one.values()) for one in best.values()), default=0.0)


def find_rows(columns: Mapping[Column, Cells], fullest: float = 0.0) -> list[Row]:
    """Rows in the order of their lines; `fullest` is the `fullness` of other parts of the list."""
    if set(columns) == {()}:
        return _scalars(columns[()])
    places = _places(columns)
    best = _by_line(columns, places)
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
    bar = max(0.5, SHARE_OF_BEST * max(fullest, _fullest(best)))
    likely: list[_Group] = [
        (lines, {column: chance for line in lines for column, chance in best[line].items()})
        for lines in groups
    ]
    worded = {column for column, cells in columns.items() if _is_words(cells)}
    among = _rows_among(likely, bar, worded)
    return _in_company([_row(columns, places, set(lines)) for lines in among])


_Group = tuple[list[int], dict[Column, float]]  # lines that may be a row, and its likely cells


def _rows_among(
    groups: Sequence[_Group], bar: float, worded: Collection[Column]
) -> Iterator[list[int]]:
    """Lines as full as `bar`, and poorer ones that surely say what they are.

    Where nearly all full ones have a cell of the surest column, the rest of them must have one,
    or be as full as those: a line of sums is neither. A cell of the surest column makes a
    poorer line between them a row, too; words of a column that is hardly less sure do so before
    and after them as well if others stand beside: a table may begin with rows of fewer cells.
    """
    full = [one for one in groups if sum(one[1].values()) >= bar]
    if not full:
        return
    sums: Counter[Column] = Counter()
    for _, cells in full:
        sums.update(cells)
    surest = max(sums, key=sums.__getitem__)
    whole = [sum(cells.values()) for _, cells in full if surest in cells]
    usual = len(whole) >= USUAL * len(full)
    enough = FULL_ENOUGH * sum(whole) / len(whole)
    rows = {
        lines[0]
        for lines, cells in full
        if not usual or surest in cells or sum(cells.values()) >= enough
    }
    first, last = min(rows), max(rows)
    telling = {one for one in worded if sums[one] >= NEARLY * sums[surest]}
    for lines, cells in groups:
        words = max((cells.get(one, 0.0) for one in telling), default=0.0)
        says = min(words, sum(cells.values()) - words) >= SURE_OF_WORDS
        between = first < lines[0] < last and cells.get(surest, 0.0) >= SURE
        if lines[0] in rows or (usual and (says or between)):
            yield lines


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


def _is_words(cells: Cells) -> bool:
    return bool(cells.texts) and cells.texts[0].startswith('"')


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
