"""A page as cells of a terminal: each word where it stands on the paper, as near as cells allow.

Pages of a format without geometry keep their lines, wrapped at the width that there is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rich.cells import cell_len

from extractor.document import Document, Page, Span, Word

MOST_BLANK = 1  # lines that a gap of the paper may take
TIGHTER = 0.93  # a page a little too wide for the pane is drawn again, so much narrower
TRIES = 6
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]` of the document, written from a column on."""

    column: int  # cells from the left
    start: int
    end: int


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out: lines of pieces in the order of the text."""

    lines: tuple[Line, ...]
    width: int  # cells of the longest line

    def rows_of(self, span: Span) -> Iterator[int]:
        """The lines that bear a part of `span`."""
        for number, line in enumerate(self.lines):
            if any(piece.start < span.end and span.start < piece.end for piece in line):
                yield number

    def piece_at(self, row: int, column: int) -> Piece | None:
        """The piece under a cell, or the nearest one to its left; None on an empty line."""
        if not 0 <= row < len(self.lines) or not self.lines[row]:
            return None
        line = self.lines[row]
        index = bisect_right([piece.column for piece in line], column) - 1
        return line[max(0, index)]


def lay_out(document: Document, page: Page, width: int, zoom: float = 1.0) -> Sheet:
    """The page for a pane of `width` cells; `zoom` stretches the paper, not the letters."""
    placed = bool(page.words) and all(word.box is not None for word in page.words)
    if not placed:
        return _sheet(document.text, _wrapped(document.text, page.span, max(20, width)))
    left = min(word.box.x0 for word in page.words if word.box)
    scale = _cells_per_point(page.words, left, width) * zoom
    rows = _rows(document.text, page.words)
    sheet = _sheet(document.text, _placed(document.text, rows, left, scale))
    for _ in range(TRIES if zoom == 1.0 else 0):  # words that push each other need more room
        if sheet.width <= width:
            break
        scale *= TIGHTER
        closer = _sheet(document.text, _placed(document.text, rows, left, scale))
        if closer.width >= sheet.width:
            break
        sheet = closer
    return sheet


def _sheet(text: str, lines: Iterable[Line]) -> Sheet:
    drawn = tuple(lines)
    return Sheet(drawn, max((_end(text, line[-1]) for line in drawn if line), default=0))


def _placed(text: str, rows: Sequence[Sequence[Word]], left: float, scale: float) -> Iterator[Line]:
    pitch = _pitch(rows)
    below: float | None = None
    for row in rows:
        top = min(word.box.y0 for word in row if word.box)
        if below is not None:
            blank = round((top - below) / pitch - 0.45)
            yield from [()] * max(0, min(MOST_BLANK, blank))
        below = max(word.box.y1 for word in row if word.box)
        yield _columns(text, row, left, scale)


def _rows(text: str, words: Sequence[Word]) -> list[list[Word]]:
    """Words by line of the text: the reader has decided what stands on one line."""
    rows: list[list[Word]] = [[words[0]]]
    for before, word in pairwise(words):
        if "\n" in text[before.end : word.start]:
            rows.append([])
        rows[-1].append(word)
    return rows


def _cells_per_point(words: Sequence[Word], left: float, width: int) -> float:
    """As the letters are wide, or less where that would not fit the pane."""
    letters = [
        (word.box.x1 - word.box.x0) / (word.end - word.start)
        for word in words
        if word.box and word.end - word.start > 2
    ]
    natural = 1 / max(1.0, median(letters)) if letters else 1 / 5
    right = max(word.box.x1 for word in words if word.box)
    return min(natural, max(20, width - 1) / max(1.0, right - left))


def _pitch(rows: Sequence[Sequence[Word]]) -> float:
    heights = [word.box.y1 - word.box.y0 for row in rows for word in row if word.box]
    return max(1.0, median(heights) * 1.1)


def _columns(text: str, row: Sequence[Word], left: float, scale: float) -> Line:
    pieces: list[Piece] = []
    column = -1
    for word in row:
        wanted = round((word.box.x0 - left) * scale) if word.box else 0
        if pieces and _is_next(row[len(pieces) - 1], word):
            wanted = column + 1  # words of one phrase stay together
        column = max(column + 1, wanted)
        pieces.append(Piece(column, word.start, word.end))
        column += cell_len(text[word.start : word.end])
    return tuple(pieces)


def _is_next(before: Word, word: Word) -> bool:
    """Whether only a space lies between two words, not a gap of a table."""
    if before.box is None or word.box is None:
        return False
    letter = (before.box.x1 - before.box.x0) / max(1, before.end - before.start)
    return word.box.x0 - before.box.x1 < 1.2 * letter


def _wrapped(text: str, span: Span, width: int) -> Iterator[Line]:
    for start, end in _lines(text, span):
        indent = 0  # a wrapped line goes on where the first one began
        line: list[Piece] = []
        offset = start
        shift = 0  # cells that the pieces stand left of where the text has them
        for word in _WORD.finditer(text, start, end):
            column = cell_len(text[offset : word.start()].expandtabs(4)) + shift
            if not line and not indent:
                indent = min(column, width // 2)
            if line and column + cell_len(word[0]) > width:
                yield tuple(line)
                line, column = [], indent
            first, *more = _cut(word.start(), word.end(), column, width)
            line.append(first)
            for piece in more:
                yield tuple(line)
                line = [piece]
            offset, shift = word.end(), _end(text, line[-1])
        yield tuple(line)


def _lines(text: str, span: Span) -> Iterator[tuple[int, int]]:
    start = span.start
    while start <= span.end:
        end = text.find("\n", start, span.end)
        end = span.end if end < 0 else end
        yield start, end
        start = end + 1


def _cut(start: int, end: int, column: int, width: int) -> Iterator[Piece]:
    """A word as it is, or cut into lines where it is longer than one."""
    room = max(1, width - column)
    yield Piece(column, start, min(end, start + room))
    for more in range(start + room, end, width):
        yield Piece(0, more, min(end, more + width))


def _end(text: str, piece: Piece) -> int:
    return piece.column + cell_len(text[piece.start : piece.end])
