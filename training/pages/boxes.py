"""Forms in boxes: a small label over, before or beside its value, several boxes to a line.

Bills of lading, identity cards, claims and certificates look like this. A box is a label and the
lines of its value; a grid puts boxes side by side.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.pages.lines import columns, piped, staggered


@dataclass(frozen=True, slots=True)
class Box:
    """A label and what stands in its box, line by line; an empty box has no lines."""

    label: str
    lines: tuple[str, ...]

    @property
    def width(self) -> int:
        return max([len(self.label), *map(len, self.lines)])


Grid = Callable[[random.Random, Sequence[Box]], list[str]]


def write_boxes(rng: random.Random, boxes: Sequence[Box], *, held_out: bool = False) -> list[str]:
    """The boxes as a form: numbered or not, in one of many grids."""
    if not boxes:
        return []
    style = rng.random()
    if style < 0.15:
        first = rng.choice((1, 1, 1, 2))
        mark = rng.choice(("{}. {}", "{}. {}", "{} {}", "({}) {}", "{}) {}"))
        boxes = [Box(mark.format(at, box.label), box.lines) for at, box in enumerate(boxes, first)]
    elif style < 0.25:
        boxes = [Box(box.label.rstrip(":") + ":", box.lines) for box in boxes]
    return rng.choice(HELD_OUT if held_out else GRIDS)(rng, boxes)


def _rows(rng: random.Random, boxes: Sequence[Box], widest: int = 96) -> list[list[Box]]:
    """Boxes that fit beside each other."""
    rows: list[list[Box]] = [[]]
    for box in boxes:
        row = rows[-1]
        full = len(row) >= rng.choice((1, 2, 2, 2, 3, 4))
        if row and (full or sum(one.width + 3 for one in row) + box.width > widest):
            rows.append([])
        rows[-1].append(box)
    return rows


def _above(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """Labels on one line, values on the lines below."""
    lines: list[str] = []
    gap = rng.randint(2, 8)
    least = rng.choice((0, 0, 14, 24, 30))
    parted = rng.random() < 0.6
    late = rng.random() < 0.12  # a blank line between label and value
    for row in _rows(rng, boxes):
        blocks = [[box.label, *([""] if late else []), *box.lines] for box in row]
        lines += columns(blocks, gap, least=least)
        lines += [""] if parted else []
    return lines


def _columns_of_boxes(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """Two columns of boxes whose lines do not stand at the same height."""
    half = (len(boxes) + 1) // 2
    sides = [
        [line for box in part for line in (box.label, *box.lines)]
        for part in (boxes[:half], boxes[half:])
    ]
    return staggered(rng, sides[0], sides[1], rng.randint(3, 12))


def _stacked(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """One box below the other."""
    lines: list[str] = []
    for box in boxes:
        lines += [box.label, *box.lines, *([""] if rng.random() < 0.6 else [])]
    return lines


def _beside(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """Labels and values in alternating cells of one line."""
    lines: list[str] = []
    gap = rng.randint(2, 5)
    for row in _rows(rng, boxes):
        blocks: list[list[str]] = []
        for box in row:
            blocks += [[box.label], list(box.lines)]
        lines += columns(blocks, gap)
    return lines


def _inside(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """The label before the first line of its value, boxes side by side."""
    lines: list[str] = []
    gap = rng.randint(3, 8)
    mark = rng.choice((" ", ": ", "  ", "   "))
    for row in _rows(rng, boxes):
        blocks = [
            [f"{box.label.rstrip(':')}{mark}{box.lines[0]}", *box.lines[1:]]
            if box.lines
            else [box.label]
            for box in row
        ]
        lines += columns(blocks, gap)
    return lines


def _framed(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """A grid drawn with bars, label over value within each cell."""
    rule = rng.choice(("-", "=", "+"))
    lines: list[str] = []
    for row in _rows(rng, boxes, 80):
        height = max(1 + len(box.lines) for box in row)
        cells = [[box.label, *box.lines] for box in row]
        lines.append(rule * 60)
        for at in range(height):
            shown = [cell[at] if at < len(cell) else "" for cell in cells]
            lines.append(piped(f"{one:<{box.width}}" for one, box in zip(shown, row, strict=True)))
    return lines


def _captioned(rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """Boxes side by side, the label at the foot of each."""
    lines: list[str] = []
    gap = rng.randint(2, 8)
    for row in _rows(rng, boxes):
        height = max(len(box.lines) for box in row)
        blocks = [[*box.lines, *[""] * (height - len(box.lines)), box.label] for box in row]
        lines += [*columns(blocks, gap), ""]
    return lines


def _under(_rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """A line to write on, and below it what it is for."""
    return [line for box in boxes for line in (*box.lines, "_" * 30, box.label)]


def _right(_rng: random.Random, boxes: Sequence[Box]) -> list[str]:
    """Values at the left, their labels at the right edge."""
    return [
        f"{line:<50}{box.label if at == 0 else ''}".rstrip()
        for box in boxes
        for at, line in enumerate(box.lines or ("",))
    ]


GRIDS: tuple[Grid, ...] = (
    *(_above, _above, _above, _above, _beside, _beside, _inside, _inside),
    *(_columns_of_boxes, _stacked, _framed, _captioned),
)
HELD_OUT: tuple[Grid, ...] = (_under, _right)
