"""What a reader gives: one text, and the words that tie the text to the page.

Offsets are the joint between text and geometry: every `Word` covers `text[start:end]`, every
`Page` covers a stretch of the same text. Boxes are PDF points with the origin at the top left of
the page as it is seen (rotation applied).

A page has two readings of the same words. The *line reading* is the text itself: words row by row
across the page, which keeps tables legible. The *block reading* (`Page.blocks`) lists words column
by column, so that an address in one column of a letterhead is one run of words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters of `Document.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not a range")

    def __len__(self) -> int:
        return self.end - self.start

    def touches(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle in points (1/72 inch), origin top left, x to the right and y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 <= self.x1 and self.y0 <= self.y1):
            raise ValueError(f"box {self.x0},{self.y0},{self.x1},{self.y1} is inside out")

    def union(self, other: Box) -> Box:
        """Smallest box around both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def rounded(self) -> list[float]:
        """`[x0, y0, x1, y1]` to a tenth of a point, as records carry it."""
        return [round(v, 1) for v in (self.x0, self.y0, self.x1, self.y1)]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of non-space characters: `text[start:end]` of its document."""

    start: int
    end: int
    box: Box | None = None  # None where the format has no geometry
    confidence: float | None = None  # 0..1 where the word was recognised (OCR), else None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def recognition(words: Iterable[Word]) -> float | None:
    """How well words were recognised, 0..1: their mean confidence, weighed by their length.

    Words that had not to be recognised count 1. None where all are such, or there are none.
    """
    known = [(len(word.span), word.confidence) for word in words]
    if all(confidence is None for _, confidence in known):
        return None
    total = sum(length for length, _ in known)
    read = sum(length * (1.0 if sure is None else sure) for length, sure in known)
    return read / total if total else None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, sheet or slide; `number` counts from 1 in the file, also when some are left out."""

    number: int
    span: Span  # its stretch of the document's text
    words: tuple[Word, ...]  # in text order
    width: float | None = None  # points; None where the format has no geometry
    height: float | None = None
    recognised: bool = False  # the words come from OCR
    blocks: tuple[tuple[int, ...], ...] = ()  # block reading: indexes into `words`, block by block
    hidden: str = ""  # text that a person would not see (white, tiny, off-page); not in the text


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document (mail); read as a document of its own."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text, words and pages; a pure value, made by `extractor.readers`."""

    path: str  # as the user gave it; "mail.eml#invoice.pdf" for an attachment
    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...]  # the pages that were read, in order
    page_count: int  # pages in the file
    unread: tuple[int, ...] = ()  # numbers of pages that were asked for and could not be read
    warnings: tuple[str, ...] = ()  # what the reader could not take or had to repair
    attachments: tuple[Attachment, ...] = ()
    read_seconds: float = 0.0  # what reading took; 0 where nobody measured it

    def page_at(self, offset: int) -> Page:
        """The page that holds the character at `offset`.

        An offset in the separator between pages belongs to the page before it.
        """
        starts = [page.span.start for page in self.pages]
        return self.pages[max(0, bisect_right(starts, offset) - 1)]

    def words_in(self, span: Span) -> list[Word]:
        """Words that share a character with `span`, in text order."""
        found: list[Word] = []
        for page in self.pages:
            if page.span.touches(span):
                ends = [word.end for word in page.words]
                first = bisect_right(ends, span.start)
                starts = [word.start for word in page.words]
                found.extend(page.words[first : bisect_left(starts, span.end)])
        return found

    def locate(self, span: Span) -> list[Box]:
        """Boxes of the words that `span` touches, one per line of text.

        Empty where the format has no geometry.
        """
        boxes: list[Box] = []
        last: Word | None = None
        for word in self.words_in(span):
            if word.box is None:
                continue
            same_line = last is not None and "\n" not in self.text[last.end : word.start]
            if same_line:
                boxes[-1] = boxes[-1].union(word.box)
            else:
                boxes.append(word.box)
            last = word
        return boxes
