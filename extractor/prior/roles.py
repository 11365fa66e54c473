"""What part a place plays in its line: the same in every row of a table and every item of a list.

Of `2 Formule midi   37,80` and `1 Café   2,30` the second words stand alike. Places of the same
part are numbered alike, so that what is known of one row can be held against the others.
"""

from __future__ import annotations

import re

from extractor.document import Span
from extractor.prior.layout import Cell, Layout, Surroundings

ROLES = 2  # ways to say which places stand alike: by the whole line, and by the section
_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)|(?P<number>\d[\d.,'/-]*)|(?P<mark>[:(%€$£@])")
_SIGNS = {"word": "a", "number": "0"}


class Roles:
    """Numbers the roles of one layout's places."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lines: dict[int, str] = {}
        self._numbers: dict[tuple[object, ...], int] = {}

    def of_place(self, span: Span, own: str, cell: Cell, around: Surroundings) -> list[int]:
        """ROLES numbers."""
        before = around.texts[0]
        start = pattern(before) or before.strip()[:1]
        inside = cell.span.end > span.end
        last = cell.column == len(self._layout.lines[cell.line]) - 1
        section = around.texts[5]
        return [
            self._number("line", self._line(cell.line), cell.column, start, pattern(own), inside),
            self._number("section", section, cell.column, last, start, inside),
        ]

    def _line(self, number: int) -> str:
        if number not in self._lines:
            cells = self._layout.lines[number]
            self._lines[number] = "|".join(pattern(cell.text) for cell in cells)
        return self._lines[number]

    def _number(self, *role: object) -> int:
        return self._numbers.setdefault(role, len(self._numbers))


def pattern(text: str) -> str:
    """Words, numbers and marks in their order, each run of the same as one: `2 Fish & chips` and
    `1 Mushroom pie` are both `0a`.
    """
    signs: list[str] = []
    for token in _TOKEN.finditer(text[:120]):
        sign = _SIGNS.get(str(token.lastgroup)) or token[0]
        if signs[-1:] != [sign]:
            signs.append(sign)
    return "".join(signs)
