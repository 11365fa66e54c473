"""Lines of text as layouts are made of them.

Columns are parted by two spaces or more, as a reader of PDFs gives them; a page break is a line of
its own (`PAGE`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

PAGE = "\f"
GLUE = "\N{NO-BREAK SPACE}"  # a space at which `wrapped` breaks no line; printed as a plain one


def glued(text: str) -> str:
    """The same on one line, never to be broken."""
    return GLUE.join(text.split())


def wrapped(text: str, width: int) -> list[str]:
    """Lines of up to `width` characters."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [one.replace(GLUE, " ") for one in ([*lines, line] if line else lines)]


def columns(
    blocks: Sequence[Sequence[str]],
    gap: int | Sequence[int] = 3,
    *,
    least: int = 0,
    right: Sequence[bool] = (),
) -> list[str]:
    """Several blocks on the same lines; each column as wide as its widest line and `least`.

    `gap` spaces follow every column, or so many each; columns that are `right` are set flush right.
    """
    widths = [max([least, *map(len, block)]) for block in blocks]
    gaps = [gap] * len(blocks) if isinstance(gap, int) else gap
    sides = [">" if flush else "<" for flush in right] or ["<"] * len(blocks)
    return [
        "".join(
            f"{cell:{side}{width}}{' ' * space}"
            for cell, side, width, space in zip(row, sides, widths, gaps, strict=True)
        ).rstrip()
        for row in zip_longest(*blocks, fillvalue="")
    ]


def staggered(rng: random.Random, left: Sequence[str], right: Sequence[str], gap: int) -> list[str]:
    """Two blocks side by side whose lines only partly stand at the same height."""
    width = max(map(len, left), default=0) + gap
    lines: list[str] = []
    a, b = list(left), list(right)
    while a or b:
        draw = rng.random()
        if a and b and draw < 0.5:
            lines.append(f"{a.pop(0):<{width}}{b.pop(0)}".rstrip())
        elif a and (draw < 0.75 or not b):
            lines.append(a.pop(0))
        else:
            lines.append(f"{'':<{width}}{b.pop(0)}".rstrip())
    return lines


def piped(cells: Iterable[str]) -> str:
    """The cells of a row between strokes."""
    return f"| {' | '.join(cells)} |"


def ragged(lines: Sequence[str]) -> list[str]:
    """The same as text copied out of a page: columns are parted, but no longer aligned."""
    return [re.sub(r" {3,}", "   ", line.strip()) for line in lines]


def _end_of_page(rng: random.Random, lines: Sequence[str], height: int) -> int:
    """How many of the lines the next page has."""
    if len(lines) <= height:
        return len(lines)
    least, at = max(1, height - height // 3), height
    for end in range(height, least, -1) if rng.random() < 0.6 else ():
        if not lines[end].strip():
            return end + 1
    while at > least and (lines[at - 1].endswith(":") or len(lines[at - 1]) < 40 < len(lines[at])):
        at -= 1
    return at


def paged(rng: random.Random, lines: Sequence[str], height: int, head: str, foot: str) -> list[str]:
    """Pages of up to so many lines; head and foot, if any, stand on each ({page}, {pages}).

    What stands together stays together for the most part: a page ends at a blank line, if there is
    one near its end, and not right below a heading or a label.
    """
    pages: list[list[str]] = []
    left = list(lines)
    while left or not pages:
        at = _end_of_page(rng, left, height)
        pages.append(left[:at])
        left = left[at:]
    whole: list[str] = []
    late = rng.random() < 0.5  # whether the first page goes without the head
    for number, page in enumerate(pages, 1):
        if number > 1:
            whole.append(PAGE)
        if head and (number > 1 or not late):
            whole.append(head.format(page=number, pages=len(pages)))
        whole += page
        if foot:
            whole.append(foot.format(page=number, pages=len(pages)))
    return whole
