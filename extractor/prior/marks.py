"""What a place and a line look like, whatever is asked."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from extractor.document import Span
from extractor.prior.layout import Cell, Layout, Surroundings
from extractor.prior.runs import Shape

MARKS = 34 + len(Shape)  # of a place
LINE_MARKS = 10
_DOMAIN = re.compile(
    r"(?:@|www\.|https?://)(?:[\w-]+\.)*?([\w-]{4,})(?:\.(?:co|com|org|net|ac|gov))?\.[a-z]{2,}(?!\.?\w)"
)
_CONNECTED = re.compile(r"[€$£%]|\b(?:EUR|USD|GBP|CHF)\b")


class Marker:
    """Measures places and lines of one layout; all marks are about 0..1."""

    def __init__(self, layout: Layout, text: str) -> None:
        self._layout = layout
        self._text = text
        self._domains = {_letters(one) for one in _DOMAIN.findall(text)}
        self._widest = max((cell.right for cell in layout.cells), default=1.0) or 1.0
        self._block_starts = _first_lines(layout.blocks)
        self._repeats = Counter(cell.text for cell in layout.cells)

    def of_place(
        self, span: Span, own: str, cell: Cell, around: Surroundings, shape: Shape | None
    ) -> list[float]:
        """MARKS numbers: where it stands, what it is made of, what touches it."""
        layout = self._layout
        line, lines = layout.lines[cell.line], len(layout.lines)
        first = self._block_starts[layout.blocks[cell.line]]
        before, after = around.texts[0], around.texts[6]
        like = sum(
            len(layout.lines[other]) == len(line) > 2
            for other in (cell.line - 2, cell.line - 1, cell.line + 1, cell.line + 2)
            if 0 <= other < lines
        )
        letters = max(1, len(own))
        return [
            cell.line / max(1, lines),
            1.0 / (1 + cell.line),
            1.0 / (lines - cell.line),
            cell.left / self._widest,
            cell.right / self._widest,
            min(cell.column, 4) / 4,
            min(len(line), 6) / 6,
            float(cell.column == len(line) - 1),
            float(span.start == cell.span.start),
            float(span.end >= cell.span.end),
            math.log1p(len(own)) / 5,
            math.log1p(own.count(" ")) / 3,
            sum(map(str.isdigit, own)) / letters,
            sum(map(str.isupper, own)) / letters,
            sum(map(str.isalpha, own)) / letters,
            float(own[:1].isupper()),
            float("@" in own),
            float(before.rstrip().endswith((":", "=", "#", "."))),
            float(bool(before.strip())),
            float(around.texts[1].rstrip().endswith(":")),
            float(bool(around.texts[1])),
            float(around.texts[3].rstrip().endswith(":")),
            float(bool(around.texts[3])),
            around.lines_above / 3,
            min(around.lines_to_head, 20) / 20,
            min(cell.line - first, 8) / 8,
            float(layout.blocks[cell.line] == 0),
            float(bool(_CONNECTED.search(before[-5:]))),
            float(bool(_CONNECTED.match(after.strip()[:4]))),
            math.log1p(self._repeats[own]),
            float(len(cell.text.split()) > 9),
            like / 4,
            *(float(shape == one) for one in Shape),
            float(self._is_in_domain(own)),
            math.log1p(min(20, self._text.count(own)) if len(own) > 3 else 0) / 3,
        ]

    def _is_in_domain(self, own: str) -> bool:
        """Whether a name is that of an address on the page: Azure Interior, azure-interior.com."""
        letters = _letters(own)
        return len(letters) > 3 and any(one in letters or letters in one for one in self._domains)

    def of_line(self, number: int) -> list[float]:
        """LINE_MARKS numbers."""
        layout = self._layout
        cells = layout.lines[number]
        text = " ".join(cell.text for cell in cells)
        letters = max(1, len(text))
        return [
            min(len(cells), 6) / 6,
            float(number == 0 or layout.blocks[number] != layout.blocks[number - 1]),
            float(
                number + 1 == len(layout.lines)
                or layout.blocks[number] != layout.blocks[number + 1]
            ),
            sum(map(str.isdigit, text)) / letters,
            sum(map(str.isupper, text)) / letters,
            math.log1p(len(text)) / 5,
            float(text.endswith(":")),
            float(":" in text),
            float("@" in text),
            number / len(layout.lines),
        ]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _first_lines(blocks: Sequence[int]) -> dict[int, int]:
    first: dict[int, int] = {}
    for line, block in enumerate(blocks):
        first.setdefault(block, line)
    return first
