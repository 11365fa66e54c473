"""Columns that have nothing to do with each other, to be read one after the other.

They are told from tables by their prose, or by their lines, which keep steps of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter
from statistics import median

from extractor.readers.segments import (
    BLOCK_GAP,
    PROSE_WORDS,
    Block,
    Row,
    is_paragraph_between,
)

IN_STEP = 0.06  # of a line's height: distance of baselines up to which two lines keep step
SHIFTED = 0.8  # share of the lines side by side of a table that stand higher by one and the same
OUT_OF_STEP = 0.65  # share of the lines side by side that keep no step in columns on their own
COLUMN_LINES = 6  # each such column has this many lines, ...
CLOSE_LINES = 4  # ... this many of them close under another of the column, ...
ABREAST = 4  # ... and this many beside a line of the other
STRIP_LINES = 6.0  # lines in both columns between places where both pause: rows of a table are less


def in_columns(rows: list[Row], blocks: list[Block]) -> tuple[list[Row], ...] | None:
    """Rows above, in the one column, in the other and below; None without such columns."""
    return _of_prose(rows, blocks) or _side_by_side(rows)


def _of_prose(rows: list[Row], blocks: list[Block]) -> tuple[list[Row], ...] | None:
    """Rows above, in the left column, in the right column and below; None without columns."""
    gutter = _gutter(blocks)
    if gutter is None:
        return None
    middle, top, bottom = gutter
    first, last = _band(rows, middle, top, bottom)
    inside = rows[first:last]
    left = [kept for row in inside if (kept := [s for s in row if s.x1 <= middle])]
    right = [kept for row in inside if (kept := [s for s in row if s.x0 >= middle])]
    if not left or not right:
        return None
    return rows[:first], left, right, rows[last:]


def _gutter(blocks: list[Block]) -> tuple[float, float, float] | None:
    """The x between two columns of prose, and the y from where to where they stand abreast."""
    prose = sorted((block for block in blocks if block.is_prose), key=attrgetter("x0"))
    for number, left in enumerate(prose):
        for right in prose[number + 1 :]:
            top, bottom = max(left.y0, right.y0), min(left.y1, right.y1)
            shorter = min(left.y1 - left.y0, right.y1 - right.y0)
            if left.x1 < right.x0 and bottom - top > 0.5 * shorter:
                return (left.x1 + right.x0) / 2, top, bottom
    return None


def _band(rows: list[Row], middle: float, top: float, bottom: float) -> tuple[int, int]:
    """Indexes of the rows around `top`..`bottom` that nothing crosses at `middle`.

    Beyond the prose itself the band goes on only through rows that fill one column, or whose
    columns are prose too: a table under an article stays a table.
    """

    def crossed(row: Row) -> bool:
        return any(segment.x0 < middle < segment.x1 for segment in row)

    def belongs(row: Row) -> bool:
        sides = {segment.x0 < middle for segment in row}
        wordy = all(len(segment.pieces) >= PROSE_WORDS - 1 for segment in row)
        return not crossed(row) and (len(sides) == 1 or wordy)

    runs: list[list[int]] = [[]]
    for number, row in enumerate(rows):
        if row[0].y1 > top and row[0].y0 < bottom:
            if crossed(row):
                runs.append([])
            else:
                runs[-1].append(number)
    longest = max(runs, key=len)
    if not longest:
        return 0, 0
    first, last = longest[0], longest[-1] + 1
    while first > 0 and belongs(rows[first - 1]):
        first -= 1
    while last < len(rows) and belongs(rows[last]):
        last += 1
    return first, last


def _side_by_side(rows: list[Row]) -> tuple[list[Row], ...] | None:
    """Rows above, in the column that starts first, in the other and below; None without columns
    whose lines keep different steps.
    """
    starts = sorted({segment.x0 for row in rows for segment in row[1:]})
    best: tuple[float, float, _Side, _Side] | None = None
    for middle in starts:
        for first, last in _uncrossed(rows, middle):
            left, right = _sides(rows, middle, first, last)
            in_step = _rows_in_step(left, right)
            if in_step is not None:
                gap = middle - max(segment.x1 for row in left.values() for segment in row)
                if best is None or (in_step, -gap) < best[:2]:
                    best = (in_step, -gap, left, right)
    if best is None:
        return None
    left, right = best[2:]
    first, last = _reach(rows, left, right)
    one, other = ([side[at] for at in range(first, last) if at in side] for side in (left, right))
    lower = one[0][0].y0 - other[0][0].y0 > other[0][0].height
    columns = (other, one) if lower else (one, other)
    return rows[:first], *columns, rows[last:]


_Side = dict[int, Row]  # rows of one column, by their numbers on the page


def _sides(rows: list[Row], middle: float, first: int, last: int) -> tuple[_Side, _Side]:
    left, right = {}, {}
    for at in range(first, last):
        if kept := [segment for segment in rows[at] if segment.x0 < middle]:
            left[at] = kept
        if kept := [segment for segment in rows[at] if segment.x0 >= middle]:
            right[at] = kept
    return left, right


def _uncrossed(rows: list[Row], middle: float) -> Iterator[tuple[int, int]]:
    """Stretches of rows that nothing crosses at `middle`; rows in step are those of a table, and
    two that follow each other end a stretch.
    """
    first, in_step = 0, False
    for at, row in enumerate(rows):
        left = [segment for segment in row if segment.x0 < middle]
        right = [segment for segment in row if segment.x0 >= middle]
        if any(segment.x1 > middle for segment in left):
            yield first, at
            first, in_step = at + 1, False
        elif left and right:
            if in_step and _keeps_step(left, right):
                yield first, max(first, at - 1)
                first = at + 1
            in_step = _keeps_step(left, right)
    yield first, len(rows)


def _keeps_step(left: Row, right: Row) -> bool:
    return any(
        abs(one.y1 - other.y1) <= IN_STEP * max(one.height, other.height)
        for one in left
        for other in right
    )


def _rows_in_step(left: _Side, right: _Side) -> int | None:
    """How many lines keep step with one of the other column; None unless both have steps of their
    own.
    """
    abreast = [(left[at], right[at]) for at in left.keys() & right.keys()]
    if (
        len(abreast) < ABREAST
        or min(len(left), len(right)) < COLUMN_LINES
        or min(_close_lines(left), _close_lines(right)) < CLOSE_LINES
        or any(_recognised(row) for row in (*left.values(), *right.values()))
    ):
        return None
    in_step = sum(_keeps_step(*rows) for rows in abreast)
    table = (
        len(left) + len(right) < STRIP_LINES * _strips(left, right)
        or in_step > (1 - OUT_OF_STEP) * len(abreast)
        or _shifted(abreast) >= SHIFTED * len(abreast)
    )
    return None if table else in_step


def _shifted(abreast: list[tuple[Row, Row]]) -> int:
    """How many lines stand above or below that of the other column by what is usual: all of them
    in a table whose columns are set with different fonts or paddings.
    """
    firsts = [(left[0], right[0]) for left, right in abreast]
    usual = median(one.y1 - other.y1 for one, other in firsts)
    return sum(
        abs(one.y1 - other.y1 - usual) <= IN_STEP * max(one.height, other.height)
        for one, other in firsts
    )


def _recognised(row: Row) -> bool:
    """Boxes of recognised words hug their letters, and say little of a line's step."""
    return any(piece.confidence is not None for segment in row for piece in segment.pieces)


def _close_lines(side: _Side) -> int:
    return sum(
        below[0].y0 - above[0].y1 <= BLOCK_GAP * below[0].height
        for above, below in pairwise(side.values())
    )


def _strips(left: _Side, right: _Side) -> int:
    """Into how many stretches with lines of both sides the places cut where both pause for more
    than is usual between lines.
    """
    usual = max(
        median(b[0].y0 - a[0].y1 for a, b in pairwise(side.values())) for side in (left, right)
    )
    lines = sorted(
        (segment.y0, segment.y1, side)
        for side, rows in enumerate((left, right))
        for row in rows.values()
        for segment in row
    )
    count, end, seen = 0, lines[0][1], {lines[0][2]}
    for y0, y1, side in lines[1:]:
        if y0 > end + max(0.0, usual):
            count += len(seen) == 2
            seen = set()
        seen.add(side)
        end = max(end, y1)
    return count + (len(seen) == 2)


def _reach(rows: list[Row], left: _Side, right: _Side) -> tuple[int, int]:
    """From where to where columns stand side by side, and on to the ends of their paragraphs."""
    first, last = max(min(left), min(right)), min(max(left), max(right)) + 1
    highest, lowest = min(*left, *right), max(*left, *right) + 1
    while first > highest and not is_paragraph_between(rows[first - 1], rows[first]):
        first -= 1
    while last < lowest and not is_paragraph_between(rows[last - 1], rows[last]):
        last += 1
    return first, last
