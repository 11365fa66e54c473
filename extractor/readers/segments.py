"""Placed words as rows, their segments, and blocks of lines."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.document import Box

# All of these are in units of the height of a line.
SAME_ROW = 0.5  # vertical distance of centres up to which words stand in one row
COLUMN_GAP = 0.75  # horizontal gap from which two words are in different columns
PARAGRAPH_GAP = 1.0  # empty space between rows from which a paragraph ends
BLOCK_GAP = 0.7  # empty space between lines of one block

PROSE_LINES = 4  # a column of prose has this many lines ...
PROSE_WORDS = 5.0  # ... of this many words on average


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


class Segment:
    """Words of one row without a column gap between them."""

    __slots__ = ("block", "height", "pieces", "x0", "x1", "y0", "y1")

    def __init__(self, pieces: list[Piece], boxes: list[Box]) -> None:
        self.pieces = pieces
        self.x0 = boxes[0].x0
        self.x1 = max(box.x1 for box in boxes)
        self.y0 = min(box.y0 for box in boxes)
        self.y1 = max(box.y1 for box in boxes)
        self.height = sum(box.y1 - box.y0 for box in boxes) / len(boxes)
        self.block: Block | None = None


class Block:
    """Segments one under the other."""

    __slots__ = ("segments", "x0", "x1", "y0", "y1")

    def __init__(self, segment: Segment) -> None:
        self.segments = [segment]
        self.x0, self.x1, self.y0, self.y1 = segment.x0, segment.x1, segment.y0, segment.y1

    def add(self, segment: Segment) -> None:
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


Row = list[Segment]


def find_rows(pieces: list[Piece]) -> list[Row]:
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


def _segments(row: list[tuple[Box, Piece]]) -> Row:
    row.sort(key=lambda item: item[0].x0)
    segments: Row = []
    pieces: list[Piece] = []
    boxes: list[Box] = []
    for box, piece in row:
        if boxes and box.x0 - boxes[-1].x1 > COLUMN_GAP * (box.y1 - box.y0):
            segments.append(Segment(pieces, boxes))
            pieces, boxes = [], []
        pieces.append(piece)
        boxes.append(box)
    segments.append(Segment(pieces, boxes))
    return segments


def find_blocks(rows: list[Row]) -> list[Block]:
    """Segments joined downwards where exactly one line continues exactly one block."""
    blocks: list[Block] = []
    open_blocks: list[Block] = []
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
                segment.block = Block(segment)
                blocks.append(segment.block)
                open_blocks.append(segment.block)
    return blocks


def _continues(block: Block, segment: Segment) -> bool:
    last = block.segments[-1]
    gap = segment.y0 - last.y1
    overlap = min(last.x1, segment.x1) - max(last.x0, segment.x0)
    return (
        overlap > 0
        and -0.6 * segment.height <= gap <= BLOCK_GAP * segment.height
        and 0.6 <= segment.height / (last.height or 1.0) <= 1.6
    )


def is_paragraph_between(above: Row, below: Row) -> bool:
    gap = min(segment.y0 for segment in below) - max(segment.y1 for segment in above)
    height = min(max(s.height for s in above), max(s.height for s in below))
    return gap > PARAGRAPH_GAP * height
