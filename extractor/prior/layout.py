"""Lines and cells of a text, and what stands around a place.

A cell is a stretch of a line without a gap in it, or between the marks that part all lines of a
table (`Item; Qty; Price`). Where the document has geometry a cell's sides are those of its words on
the page, else its columns in the text; only overlap and order are used, so either will do. Under a
mark cells need not stand below each other: there those of the same number are one column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractor.document import Document, Span

_GAP = re.compile(r"\s{2,}|\t| [|│] ")
_MARK = re.compile(r"\t|\s*;\s+| +[|│*•·~] +|(?<=\")[;,](?=\")")
_FEWEST = 2  # marks of a line that part it without one at its beginning
_REACH = 12  # lines looked up for the head of a column or of a section
_OVER_HEAD = 2  # further lines of a column's head, and lines that may part them
AROUND = ("before", "cell_left", "line", "above", "head", "section", "after", "below")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that parts a line as it does one next to it."""

    mark: str
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a line."""

    span: Span
    line: int
    column: int  # counts from 0 in its line
    left: float
    right: float
    text: str
    marked: Marked | None = None  # how its line is parted, if by marks
    number: int = 0  # of the marks before it
    alone: bool = True  # between the marks

    def overlaps(self, other: Cell) -> bool:
        """Whether one stands over the other."""
        over = self.left < other.right and other.left < self.right
        if self.marked is None or self.marked != other.marked:
            return over
        return self.number == other.number and (over or (self.alone and other.alone))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Texts around a place by name (`AROUND`), "" where there is none, and how far they are."""

    texts: tuple[str, ...]
    lines_above: int  # to the cell above; 0 where there is none
    lines_to_head: int


class Layout:
    """The cells of the stretches `within` of a document, line by line."""

    def __init__(self, document: Document, within: Sequence[Span]) -> None:
        self.lines: list[list[Cell]] = []
        self.blocks: list[int] = []  # for each line the number of its block; blank lines part them
        self.text = document.text
        self._cells: list[Cell] = []
        self._starts: list[int] = []
        sides = _Sides(document)
        for stretch in sorted(within):
            block = self.blocks[-1] + 1 if self.blocks else 0
            offset = stretch.start
            lines = document.text[stretch.start : stretch.end].split("\n")
            for line, marked in zip(lines, _marked(lines), strict=True):
                if line.strip():
                    self._add_line(offset, line, sides, block, marked)
                else:
                    block += 1
                offset += len(line) + 1

    def _add_line(
        self, offset: int, text: str, sides: _Sides, block: int, marked: Marked | None
    ) -> None:
        cells: list[Cell] = []
        idle = " |│" + (marked.mark if marked else "")
        pieces = [one for one in _pieces(text, marked) if text[one[0] : one[1]].strip(idle)]
        held = Counter(number for _, _, number in pieces)
        for at, end, number in pieces:
            piece = text[at:end]
            start = offset + at + len(piece) - len(piece.lstrip(idle))
            piece = piece.strip(idle)
            if marked and re.fullmatch(r'"[^"]+"', piece):
                start, piece = start + 1, piece[1:-1]
            span = Span(start, start + len(piece))
            left, right = sides.of(span, start - offset)
            line, column, alone = len(self.lines), len(cells), held[number] == 1
            cells.append(Cell(span, line, column, left, right, piece, marked, number, alone))
        if cells:
            self.lines.append(cells)
            self.blocks.append(block)
            self._cells += cells
            self._starts += [cell.span.start for cell in cells]

    def cell_at(self, offset: int) -> Cell | None:
        """The cell that holds a character, or the last one before it."""
        index = bisect_right(self._starts, offset) - 1
        return self._cells[index] if index >= 0 else None

    @property
    def cells(self) -> Sequence[Cell]:
        return self._cells

    def around(self, span: Span, cell: Cell) -> Surroundings:
        """What stands around a place inside `cell`."""
        line = self.lines[cell.line]
        before = self.text[cell.span.start : span.start]
        after = self.text[span.end : cell.span.end]
        if not after.strip() and cell.column + 1 < len(line):
            after = line[cell.column + 1].text
        above = self.above(cell)
        head = self._head(cell) or ([above] if above else [])
        below = self._below(cell)
        texts = (
            before,
            line[cell.column - 1].text if cell.column else "",
            self.text[line[0].span.start : span.start],
            above.text if above else "",
            " ".join(one.text for one in head),
            self._section(cell),
            after,
            below.text if below else "",
        )
        return Surroundings(
            texts,
            cell.line - above.line if above else 0,
            cell.line - head[-1].line if head else 0,
        )

    def above(self, cell: Cell) -> Cell | None:
        """The nearest cell over this one."""
        for line in range(cell.line - 1, max(-1, cell.line - 1 - 3), -1):
            over = self._in_line(line, cell)
            if over is not None:
                return over
        return None

    def _below(self, cell: Cell) -> Cell | None:
        if cell.line + 1 >= len(self.lines):
            return None
        return self._in_line(cell.line + 1, cell)

    def _head(self, cell: Cell) -> list[Cell]:
        """The head of the column, line by line: going up, the first line of several cells that are
        all in words, what stands under it by itself, and such lines above it.
        """
        for line in range(cell.line - 1, max(-1, cell.line - 1 - 5 * _REACH), -1):
            if line in self._heads:
                over = self._in_line(line, cell) or self._in_head_above(line, cell)
                over = over or _nearest(self.lines[line], cell)
                if over is not None:
                    return [*self._over_head(over), over, *self._under_head(over, cell)]
        return []

    def _in_head_above(self, line: int, cell: Cell) -> Cell | None:
        """The cell over this one in a head's first line, whose last one has nothing there."""
        return self._in_line(line - 1, cell) if line - 1 in self._heads else None

    @cached_property
    def _heads(self) -> set[int]:
        """Lines of several cells, all in words."""
        return {
            number
            for number, cells in enumerate(self.lines)
            if len(cells) > 1 and all(map(_in_words, cells))
        }

    def _in_line(self, line: int, cell: Cell) -> Cell | None:
        """The cell of another line that stands over this one, or under it."""
        return next((one for one in self.lines[line] if one.overlaps(cell)), None)

    def _over_head(self, head: Cell) -> list[Cell]:
        found: list[Cell] = []
        line = head.line - 1
        while len(found) < _OVER_HEAD and line >= max(0, (found or [head])[0].line - _OVER_HEAD):
            over = self._in_line(line, head)
            if over is not None and line in self._heads:
                found.insert(0, over)
            elif any(map(str.isalnum, self.lines[line][0].text)):
                break
            line -= 1
        return found

    def _under_head(self, head: Cell, cell: Cell) -> list[Cell]:
        """A line of one cell, between the head and its column's first."""
        if head.line + 1 >= cell.line or len(self.lines[head.line + 1]) > 1:
            return []
        under = self._in_line(head.line + 1, head)
        return [under] if under is not None and _in_words(under) else []

    def _section(self, cell: Cell) -> str:
        """The nearest line above that is one cell without digits: a heading, often."""
        for line in range(cell.line - 1, max(-1, cell.line - 1 - _REACH), -1):
            cells = self.lines[line]
            if len(cells) == 1 and not any(map(str.isdigit, cells[0].text)):
                return cells[0].text
        return ""


def _marked(lines: Sequence[str]) -> list[Marked | None]:
    """For each line how it is parted, where a line next to it, rules and blank lines aside, is
    parted so too.
    """
    found: list[dict[str, int]] = []
    for line in lines:
        marks = Counter(one[0].strip(" ") for one in _MARK.finditer(line))
        begins = line.lstrip()[:1]
        least = {mark: 1 if mark in (begins, "\t", "|", "│") else _FEWEST for mark in marks}
        found.append({mark: count for mark, count in marks.items() if count >= least[mark]})
    marked: list[Marked | None] = [None] * len(lines)
    filled = [at for at, line in enumerate(lines) if any(map(str.isalnum, line))]
    for one, other in pairwise(filled):
        for mark in found[one].keys() & found[other].keys():
            if found[one][mark] == found[other][mark]:
                marked[one] = marked[other] = Marked(mark, found[one][mark])
    return marked


def _pieces(text: str, marked: Marked | None) -> Iterator[tuple[int, int, int]]:
    """Where cells of a line begin and end, and how many marks stand before them."""
    mark = marked.mark if marked else None
    parts = [one.span() for one in _MARK.finditer(text) if one[0].strip(" ") == mark]
    at = 0
    for number, (first, last) in enumerate((*parts, (len(text), len(text)))):
        for gap in _GAP.finditer(text, at, first):
            yield at, gap.start(), number
            at = gap.end()
        yield at, first, number
        at = last


def _in_words(cell: Cell) -> bool:
    """Without digits, and no mere rule."""
    return any(map(str.isalpha, cell.text)) and not any(map(str.isdigit, cell.text))


def _nearest(cells: Sequence[Cell], cell: Cell) -> Cell | None:
    """Of a head line, the cell whose middle is nearest, if not too far away."""
    middle = (cell.left + cell.right) / 2
    best = min(cells, key=lambda one: abs((one.left + one.right) / 2 - middle))
    width = max(best.right - best.left, cell.right - cell.left, 1.0)
    return best if abs((best.left + best.right) / 2 - middle) < 1.5 * width else None


class _Sides:
    """Left and right of a stretch of text: on the page, or in characters of its line."""

    def __init__(self, document: Document) -> None:
        words = [word for page in document.pages for word in page.words if word.box is not None]
        self._starts = [word.start for word in words]
        self._words = words

    def of(self, span: Span, column: int) -> tuple[float, float]:
        first = bisect_right(self._starts, span.start) - 1
        if first >= 0 and self._words[first].end > span.start:
            last = bisect_right(self._starts, span.end - 1) - 1
            left, right = self._words[first].box, self._words[last].box
            assert left is not None
            assert right is not None
            return left.x0, max(left.x1, right.x1)
        return float(column), float(column + span.end - span.start)
