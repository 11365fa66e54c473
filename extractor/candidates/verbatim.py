"""The text whose runs of words a verbatim value may take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.document import Document, Page, Span, Word

_GAP = re.compile(r"\s{2,}|\t| \| ")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

NUMBER_WORDS = r"(?i:n[ro]?|ref|art|cod|tel|fax)"  # stand before a number, `Nr.2026-075`

# A word keeps what is inside it (`INV-2024-00871`, `O'Neil`, `a@b.com`, `1.234,56`); what stands
# around it is a piece of its own, so that a run may leave out the bracket or the comma, and the
# `Nr.` of `Nr.2026-075`.
_PIECE = re.compile(NUMBER_WORDS + r"\.(?=[0-9])|[^\W_]+(?:[-.,'’@&_+·]+[^\W_]+)*|\s+|[^\w\s]|_+")


def fold(text: str) -> str:
    """`text` with every run of whitespace and control characters as one space, none at its ends."""
    return " ".join(_CONTROL.sub(" ", text).split())


def verbatim_text(document: Document, within: Sequence[Span] | None = None) -> str:
    """The line reading and what the block readings add to it, each folded, one a line.

    A newline is the only control character, and no value holds one: a run stays inside one
    cell or paragraph of the line reading, or one block. `within` restricts it to those stretches
    of the document's text.
    """
    stretches = within if within is not None else (Span(0, len(document.text)),)
    readings = [
        fold(part) for span in stretches for part in _parts(document.text[span.start : span.end])
    ]
    for block in scattered_blocks(document, within):
        readings.append(fold(" ".join(document.text[word.start : word.end] for word in block)))
    return "\n".join(dict.fromkeys(filter(None, readings)))


def _parts(text: str) -> Iterator[str]:
    """Cells of lines that have several, and lines without columns that follow each other.

    No value reaches over the gap between two columns, nor from the last column of a line to the
    first of the next; but a sentence or an address goes on in the next line.
    """
    paragraph: list[str] = []
    for line in text.split("\n"):
        cells = [cell for cell in _GAP.split(line.strip()) if cell.strip()]
        if len(cells) == 1:
            paragraph += cells
            continue
        yield " ".join(paragraph)
        paragraph.clear()
        yield from cells
    yield " ".join(paragraph)


def verbatim_pieces(text: str) -> list[str]:
    """`verbatim_text` cut where a run may start or end; joined they are the text again.

    For llguidance's `substring_chunks`. Its `substring_words` would also cut inside a word:
    `INV-2024` out of `INV-2024-00871`, `234,56` out of `1.234,56`.
    """
    return _PIECE.findall(text)


def scattered_blocks(
    document: Document, within: Sequence[Span] | None = None
) -> Iterator[list[Word]]:
    """Words of each block that is not already one run of the line reading."""
    for page in document.pages:
        if within is not None and not any(page.span.touches(span) for span in within):
            continue
        for block in page.blocks:
            if not _is_run(block):
                words = _words(page, block, within)
                if words:
                    yield words


def _is_run(block: tuple[int, ...]) -> bool:
    return all(after == before + 1 for before, after in pairwise(block))


def _words(page: Page, block: tuple[int, ...], within: Sequence[Span] | None) -> list[Word]:
    words = [page.words[index] for index in block]
    if within is None:
        return words
    return [word for word in words if any(word.span.touches(span) for span in within)]
