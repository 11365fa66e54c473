"""Placed words to a text that reads well, shared by digital and recognised pages.

The *line reading* goes row by row across the page, which keeps tables legible; a gap between
columns shows as two or more spaces, a gap between paragraphs as a blank line. Where columns have
nothing to do with each other, they are read one after the other: running prose side by side, and
columns whose lines keep different steps, as beside the side column of a resume. The *block reading*
lists the same words block by block, so that an address in one column is one run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from extractor.document import Box

# All of these are in units of the height of a line.
SAME_ROW = 0.5  # vertical distance of centres up to which words stand in one row
COLUMN_GAP = 0.75  # horizontal gap from which two words are in different columns
WIDE_GAP = 8.0  # each such stretch of empty space adds a space to a column gap
PARAGRAPH_GAP = 1.0  # empty space between rows from which a paragraph ends
BLOCK_GAP = 0.7  # empty space between lines of one block

PROSE_LINES = 4  # a column of prose has this many lines ...
PROSE_WORDS = 5.0  # ... of this many words on average

IN_STEP = 0.06  # vertical distance of baselines up to which two lines keep step
OUT_OF_STEP = 0.65  # share of the lines side by side that keep no step in columns on their own
COLUMN_LINES = 6  # each such column has this many lines, ...
CLOSE_LINES = 4  # ... this many of them close under another of the column, ...
ABREAST = 4  # ... and this many beside a line of the other
STRIP_LINES = 6.0  # lines in both columns between places where both pause: rows of a table are less


@dataclass(frozen=True, slots=True)
class Piece:
    """A word with its place on the page.

    `frame` is its place once the page is turned so that its text runs level (a skewed scan,
    sideways print); None where that is the box itself.
    """

    text: str
    box: Box
    confidence: float | None = None
    frame: Box | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """`words` gives each piece its offset in `text`; `blocks` are indexes into `words`."""

    text: str
    words: tuple[tuple[int, Piece], ...]
    blocks: tuple[tuple[int, ...], ...]


class _Segment:
    """Words of one row without a column gap between them."""

    __slots__ = ("block", "height", "pieces", "x0", "x1", "y0", "y1")

    def __init__(self, pieces: list[Piece], boxes: list[Box]) -> None:
        self.pieces = pieces
        self.x0 = boxes[0].x0
        self.x1 = max(box.x1 for box in boxes)
        self.y0 = min(box.y0 for box in boxes)
        self.y1 = max(box.y1 for box in boxes)
        self.height = sum(box.y1 - box.y0 for box in boxes) / len(boxes)
        self.block: _Block | None = None


class _Block:
    """Segments one under the other."""

    __slots__ = ("segments", "x0", "x1", "y0", "y1")

    def __init__(self, segment: _Segment) -> None:
        self.segments = [segment]
        self.x0, self.x1, self.y0, self.y1 = segment.x0, segment.x1, segment.y0, segment.y1

    def add(self, segment: _Segment) -> None:
        self.segments.append(segment)
        self.x0 = min(self.x0, segment.x0)
        self.x1 = max(self.x1, segment.x1)
        self.y1 = max(self.y1, segment.y1)

    @property
    def is_prose(self) -> bool:
        words = [piece.text for segment in self.segments for piece in segment.pieces]
        letters = sum(word[0].isalpha() for word in words)
        lines = len(self.segments)
        return (
            lines >= PROSE_LINES
            and len(words) >= PROSE_WORDS * lines
            and letters >= 0.7 * len(words)
        )


_Row = list[_Segment]


def lay_out(pieces: list[Piece]) -> Layout:
    """Both readings of a page. Pieces may come in any order."""
    rows = _rows(pieces)
    blocks = _blocks(rows)
    ordered: list[_Row | None] = []
    _order(rows, blocks, ordered)
    parts: list[str] = []
    words: list[tuple[int, Piece]] = []
    at = 0
    above: _Row | None = None
    for row in ordered:
        if row is None:  # the end of a column
            above = None
            continue
        if parts:
            lead = "\n" if above is not None and not _paragraph_between(above, row) else "\n\n"
            parts.append(lead)
            at += len(lead)
        above = row
        at = _write_row(row, at, parts, words)
    index = {id(piece): number for number, (_, piece) in enumerate(words)}
    reading = tuple(
        tuple(index[id(piece)] for segment in block.segments for piece in segment.pieces)
        for block in _block_order(ordered)
    )
    return Layout("".join(parts), tuple(words), reading)


def _rows(pieces: list[Piece]) -> list[_Row]:
    """Words to rows, top to bottom, each split into segments from left to right."""
    placed = [(piece.frame or piece.box, piece) for piece in pieces]
    placed.sort(key=lambda item: item[0].y0 + item[0].y1)
    gathered: list[list[tuple[Box, Piece]]] = []
    centre = height = 0.0
    for box, piece in placed:
        middle, tall = (box.y0 + box.y1) / 2, box.y1 - box.y0
        if gathered and middle - centre <= SAME_ROW * min(tall, height):
            row = gathered[-1]
            row.append((box, piece))
            centre += (middle - centre) / len(row)
            height += (tall - height) / len(row)
        else:
            gathered.append([(box, piece)])
            centre, height = middle, tall
    return [_segments(row) for row in gathered]


def _segments(row: list[tuple[Box, Piece]]) -> _Row:
    row.sort(key=lambda item: item[0].x0)
    segments: _Row = []
    pieces: list[Piece] = []
    boxes: list[Box] = []
    for box, piece in row:
        if boxes and box.x0 - boxes[-1].x1 > COLUMN_GAP * (box.y1 - box.y0):
            segments.append(_Segment(pieces, boxes))
            pieces, boxes = [], []
        pieces.append(piece)
        boxes.append(box)
    segments.append(_Segment(pieces, boxes))
    return segments


def _blocks(rows: list[_Row]) -> list[_Block]:
    """Segments joined downwards where exactly one line continues exactly one block."""
    blocks: list[_Block] = []
    open_blocks: list[_Block] = []
    for row in rows:
        top = min(segment.y0 for segment in row)
        open_blocks = [
            block
            for block in open_blocks
            if top - block.segments[-1].y1 <= 2 * BLOCK_GAP * block.segments[-1].height
        ]
        claims = {
            id(segment): [b for b in open_blocks if _continues(b, segment)] for segment in row
        }
        wanted = [id(found[0]) for found in claims.values() if len(found) == 1]
        for segment in row:
            found = claims[id(segment)]
            if len(found) == 1 and wanted.count(id(found[0])) == 1:
                segment.block = found[0]
                found[0].add(segment)
            else:
                segment.block = _Block(segment)
                blocks.append(segment.block)
                open_blocks.append(segment.block)
    return blocks


def _continues(block: _Block, segment: _Segment) -> bool:
    last = block.segments[-1]
    gap = segment.y0 - last.y1
    overlap = min(last.x1, segment.x1) - max(last.x0, segment.x0)
    return (
        overlap > 0
        and -0.6 * segment.height <= gap <= BLOCK_GAP * segment.height
        and 0.6 <= segment.height / (last.height or 1.0) <= 1.6
    )


def _order(rows: list[_Row], blocks: list[_Block], ordered: list[_Row | None]) -> None:
    """Append rows in reading order; a None stands where a column ends."""
    parts = _columns(rows, blocks) or _side_by_side(rows)
    if parts is None:
        ordered.extend(rows)
        return
    for part in parts:
        if part:
            _order(part, _blocks(part), ordered)
            ordered.append(None)


def _columns(rows: list[_Row], blocks: list[_Block]) -> tuple[list[_Row], ...] | None:
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


def _gutter(blocks: list[_Block]) -> tuple[float, float, float] | None:
    """The x between two columns of prose, and the y from where to where they stand abreast."""
    prose = sorted((block for block in blocks if block.is_prose), key=attrgetter("x0"))
    for number, left in enumerate(prose):
        for right in prose[number + 1 :]:
            top, bottom = max(left.y0, right.y0), min(left.y1, right.y1)
            shorter = min(left.y1 - left.y0, right.y1 - right.y0)
            if left.x1 < right.x0 and bottom - top > 0.5 * shorter:
                return (left.x1 + right.x0) / 2, top, bottom
    return None


def _band(rows: list[_Row], middle: float, top: float, bottom: float) -> tuple[int, int]:
    """Indexes of the rows around `top`..`bottom` that nothing crosses at `middle`.

    Beyond the prose itself the band goes on only through rows that fill one column, or whose
    columns are prose too: a table under an article stays a table.
    """

    def crossed(row: _Row) -> bool:
        return any(segment.x0 < middle < segment.x1 for segment in row)

    def belongs(row: _Row) -> bool:
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


def _side_by_side(rows: list[_Row]) -> tuple[list[_Row], ...] | None:
    """Rows above, in the column that starts first, in the other and below; None without columns
    whose lines keep different steps.
    """
    starts = sorted({segment.x0 for row in rows for segment in row[1:]})
    best: tuple[float, float, _Side, _Side] | None = None
    for middle in starts:
        for first, last in _uncrossed(rows, middle):
            left, right = _sides(rows, middle, first, last)
            if _have_steps_of_their_own(left, right):
                in_step = sum(_keeps_step(left[at], right[at]) for at in left.keys() & right.keys())
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


_Side = dict[int, _Row]  # rows of one column, by their numbers on the page


def _sides(rows: list[_Row], middle: float, first: int, last: int) -> tuple[_Side, _Side]:
    left, right = {}, {}
    for at in range(first, last):
        if kept := [segment for segment in rows[at] if segment.x0 < middle]:
            left[at] = kept
        if kept := [segment for segment in rows[at] if segment.x0 >= middle]:
            right[at] = kept
    return left, right


def _uncrossed(rows: list[_Row], middle: float) -> Iterator[tuple[int, int]]:
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


def _keeps_step(left: _Row, right: _Row) -> bool:
    return any(
        abs(one.y1 - other.y1) <= IN_STEP * max(one.height, other.height)
        for one in left
        for other in right
    )


def _have_steps_of_their_own(left: _Side, right: _Side) -> bool:
    abreast = left.keys() & right.keys()
    if len(abreast) < ABREAST or any(_recognised(row) for row in (*left.values(), *right.values())):
        return False
    in_step = sum(_keeps_step(left[at], right[at]) for at in abreast)
    return (
        min(len(left), len(right)) >= COLUMN_LINES
        and min(_close_lines(left), _close_lines(right)) >= CLOSE_LINES
        and in_step <= (1 - OUT_OF_STEP) * len(abreast)
        and len(left) + len(right) >= STRIP_LINES * _strips(left, right)
    )


def _recognised(row: _Row) -> bool:
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


def _reach(rows: list[_Row], left: _Side, right: _Side) -> tuple[int, int]:
    """From where to where columns stand side by side, and on to the ends of their paragraphs."""
    first, last = max(min(left), min(right)), min(max(left), max(right)) + 1
    highest, lowest = min(*left, *right), max(*left, *right) + 1
    while first > highest and not _paragraph_between(rows[first - 1], rows[first]):
        first -= 1
    while last < lowest and not _paragraph_between(rows[last - 1], rows[last]):
        last += 1
    return first, last


def _paragraph_between(above: _Row, below: _Row) -> bool:
    gap = min(segment.y0 for segment in below) - max(segment.y1 for segment in above)
    height = min(max(s.height for s in above), max(s.height for s in below))
    return gap > PARAGRAPH_GAP * height


def _write_row(row: _Row, at: int, parts: list[str], words: list[tuple[int, Piece]]) -> int:
    """Append the text of a row and the offsets of its words; gives the offset after it."""
    before: _Segment | None = None
    for segment in row:
        if before is not None:
            empty = (segment.x0 - before.x1) / (WIDE_GAP * (segment.height or 1.0))
            spaces = " " * (2 + min(2, int(empty)))
            parts.append(spaces)
            at += len(spaces)
        before = segment
        for number, piece in enumerate(segment.pieces):
            if number:
                parts.append(" ")
                at += 1
            words.append((at, piece))
            parts.append(piece.text)
            at += len(piece.text)
    return at


def _block_order(ordered: list[_Row | None]) -> list[_Block]:
    """Blocks in the order in which the line reading meets them."""
    seen: dict[int, _Block] = {}
    for row in ordered:
        for segment in row or ():
            if segment.block is not None:
                seen.setdefault(id(segment.block), segment.block)
    return list(seen.values())
