"""Placed words to a text that reads well, shared by digital and recognised pages.

The *line reading* goes row by row across the page, which keeps tables legible; a gap between
columns shows as two or more spaces, a gap between paragraphs as a blank line. Where columns have
nothing to do with each other, they are read one after the other: running prose side by side, and
columns whose lines keep different steps, as beside the side column of a resume. The *block reading*
lists the same words block by block, so that an address in one column is one run.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.readers.columns import in_columns
from extractor.readers.segments import (
    Block,
    Piece,
    Row,
    Segment,
    find_blocks,
    find_rows,
    is_paragraph_between,
)

__all__ = ["Layout", "Piece", "lay_out"]

WIDE_GAP = 8.0  # each stretch of empty space of so many heights adds a space to a column gap


@dataclass(frozen=True, slots=True)
class Layout:
    """`words` gives each piece its offset in `text`; `blocks` are indexes into `words`."""

    text: str
    words: tuple[tuple[int, Piece], ...]
    blocks: tuple[tuple[int, ...], ...]


def lay_out(pieces: list[Piece]) -> Layout:
    """Both readings of a page. Pieces may come in any order."""
    rows = find_rows(pieces)
    blocks = find_blocks(rows)
    ordered: list[Row | None] = []
    _order(rows, blocks, ordered)
    parts: list[str] = []
    words: list[tuple[int, Piece]] = []
    at = 0
    above: Row | None = None
    for row in ordered:
        if row is None:  # the end of a column
            above = None
            continue
        if parts:
            lead = "\n" if above is not None and not is_paragraph_between(above, row) else "\n\n"
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


def _order(rows: list[Row], blocks: list[Block], ordered: list[Row | None]) -> None:
    """Append rows in reading order; a None stands where a column ends."""
    parts = in_columns(rows, blocks)
    if parts is None:
        ordered.extend(rows)
        return
    for part in parts:
        if part:
            _order(part, find_blocks(part), ordered)
            ordered.append(None)


def _write_row(row: Row, at: int, parts: list[str], words: list[tuple[int, Piece]]) -> int:
    """Append the text of a row and the offsets of its words; gives the offset after it."""
    before: Segment | None = None
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


def _block_order(ordered: list[Row | None]) -> list[Block]:
    """Blocks in the order in which the line reading meets them."""
    seen: dict[int, Block] = {}
    for row in ordered:
        for segment in row or ():
            if segment.block is not None:
                seen.setdefault(id(segment.block), segment.block)
    return list(seen.values())
