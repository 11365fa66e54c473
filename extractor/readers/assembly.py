"""Pages to one `Document`: offsets are given out here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.document import Attachment, Box, Page, Span, Word
from extractor.readers.layout import Piece, lay_out
from extractor.readers.options import page_list

PAGE_BREAK = "\n\n"
CELL_GAP = "  "  # between the cells of a row, as between the columns of a page

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_REPLACED = str.maketrans(
    {**_LIGATURES, "\u00a0": " ", "\u202f": " ", "\t": "  ", "\u2028": "\n", "\u2029": "\n"}
)


def clean(text: str) -> str:
    """`text` as it may stand in a document: no control characters but the line feed, ligatures
    spelt out, one kind of line end, soft hyphens dropped."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    return _CONTROL.sub("", text.translate(_REPLACED))


def tidy(text: str) -> str:
    """Cleaned text with no space at line ends and at most one blank line in a row."""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def row_text(cells: Iterable[str]) -> str:
    """A row of a table as a page shows it: its filled cells, two spaces apart."""
    return CELL_GAP.join(text for cell in cells if (text := " ".join(cell.split())))


@dataclass
class Assembly:
    """The document so far. Readers add pages in order and may leave warnings and attachments."""

    pages: list[Page] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    page_count: int = 0
    unread: list[int] = field(default_factory=list)  # pages without the text that they show
    _texts: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        return PAGE_BREAK.join(self._texts)

    def warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    def warn_unread(self, numbers: list[int]) -> None:
        """Name the pages that recognition had no time for."""
        self.unread += numbers
        if numbers:
            self.warn(
                f"pages {page_list(numbers)} were not read: "
                "recognition would have passed the time limit of the document"
            )

    def add_text(self, number: int, text: str, hidden: str = "") -> None:
        """A page, sheet or slide without geometry; `number` counts from 1."""
        text = tidy(text)
        start = self._begin(text)
        words = tuple(
            Word(start + match.start(), start + match.end()) for match in re.finditer(r"\S+", text)
        )
        span = Span(start, start + len(text))
        blocks = (tuple(range(len(words))),) if words else ()
        self.pages.append(Page(number, span, words, blocks=blocks, hidden=tidy(hidden)))

    def add_pieces(
        self,
        number: int,
        pieces: list[Piece],
        size: tuple[float, float],
        *,
        recognised: bool = False,
        hidden: str = "",
    ) -> None:
        """A page of placed words; `size` is its width and height in points."""
        width, height = size
        layout = lay_out(pieces)
        start = self._begin(layout.text)
        words = tuple(
            Word(
                start + at, start + at + len(piece.text), _inside(piece.box, size), piece.confidence
            )
            for at, piece in layout.words
        )
        span = Span(start, start + len(layout.text))
        page = Page(number, span, words, width, height, recognised, layout.blocks, tidy(hidden))
        self.pages.append(page)

    def _begin(self, text: str) -> int:
        """Append the text of the next page; gives its offset in the document."""
        start = self._length + (len(PAGE_BREAK) if self._texts else 0)
        self._texts.append(text)
        self._length = start + len(text)
        return start


def _inside(box: Box, size: tuple[float, float]) -> Box:
    """The part of `box` that lies on the page."""
    width, height = size
    if box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height:
        return box
    x0, x1 = (min(max(x, 0.0), width) for x in (box.x0, box.x1))
    y0, y1 = (min(max(y, 0.0), height) for y in (box.y0, box.y1))
    return Box(x0, y0, x1, y1)
