"""Documents that are longer than a context: cut into windows, and choose those worth reading.

A window is one stretch of the text. Cuts fall where a reader would make them: between pages, else
between sections, lines, words. Nothing is lost at a cut, and a few lines are read twice, so that a
row or a sentence across it is whole in one of the two windows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Document, Span
from extractor.schema import tree

CountTokens = Callable[[str], int]

# Where a text may be cut, from the best place to the worst; a match belongs to the piece before it.
_SECTION = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n")
_WORD = re.compile(r"\s+")
_CUTS = (_SECTION, _LINE, _WORD)
_WORD_START = re.compile(r"(?<=\s)\S")

_OVERLAP_SHARE = 8  # the lines read twice take at most this part of a window
_OVERLAP_CHARACTERS = 600  # and are looked for no further back, however long a line is


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a document that fits in a prompt."""

    number: int  # from 1, in document order
    spans: tuple[Span, ...]  # adjacent, one for each page it touches
    pages: tuple[int, ...]  # numbers of those pages
    tokens: int  # of its text, counted piece by piece: an upper bound


@dataclass(frozen=True, slots=True)
class Choice:
    """The windows to read and those that are left out, each in document order."""

    read: tuple[Window, ...]
    unread: tuple[Window, ...]

    @property
    def warning(self) -> str | None:
        """What a person must know of the windows left out; None if all are read."""
        if not self.unread:
            return None
        pages = sorted({number for window in self.unread for number in window.pages})
        numbers = _ranges([window.number for window in self.unread])
        total = len(self.read) + len(self.unread)
        return (
            f"windows {numbers} of {total} not read (text of pages {_ranges(pages)}); "
            "raise windows_limit to read them"
        )


def window_text(document: Document, window: Window) -> str:
    """The text of a window, unchanged."""
    return "".join(document.text[span.start : span.end] for span in window.spans)


def windows(
    document: Document, budget: int, count_tokens: CountTokens, *, overlap: int = 3
) -> list[Window]:
    """Windows of at most `budget` tokens that together hold the whole text.

    `overlap` lines (or less, where they are long) stand in two windows. Each piece of text is
    counted a few times at most. A count over pieces is taken as a bound for their sum, which holds
    for tokenizers at the cuts made here. Raises ValueError if `budget` is not positive.
    """
    if budget < 1:
        raise ValueError(f"a window needs room for tokens, not {budget}")
    text, pages = document.text, _page_spans(document)
    total = count_tokens(text)
    if total <= budget:
        return [_window(1, Span(0, len(text)), total, pages)]
    allowance = budget // _OVERLAP_SHARE if overlap else 0
    cutter = _Cutter(text, budget - allowance, count_tokens)
    found: list[Window] = []
    start, end, used = 0, 0, 0
    for page, _ in pages:
        for piece, tokens in cutter.pieces(page):
            if end > start and used + tokens > budget:
                found.append(_window(len(found) + 1, Span(start, end), used, pages))
                start, used = cutter.overlap(Span(start, end), overlap, allowance)
            end, used = piece.end, used + tokens
    found.append(_window(len(found) + 1, Span(start, end), used, pages))
    return found


def _page_spans(document: Document) -> list[tuple[Span, int]]:
    """The text dealt out to the pages by number; what stands between two belongs to the first."""
    starts = [0, *(page.span.start for page in document.pages[1:]), len(document.text)]
    numbers = [page.number for page in document.pages] or [1]
    return [(Span(*edge), number) for edge, number in zip(pairwise(starts), numbers, strict=True)]


def _window(number: int, span: Span, tokens: int, pages: Sequence[tuple[Span, int]]) -> Window:
    touched = [(page, at) for page, at in pages if page.touches(span)]
    return Window(
        number,
        tuple(Span(max(page.start, span.start), min(page.end, span.end)) for page, _ in touched),
        tuple(at for _, at in touched),
        tokens,
    )


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts stretches of one text to a size."""

    text: str
    room: int
    count: CountTokens

    def pieces(self, span: Span, level: int = 0) -> Iterator[tuple[Span, int]]:
        """Adjacent pieces of `span` with their tokens, each within the room if it can be."""
        tokens = self.count(self.text[span.start : span.end])
        if tokens <= self.room or len(span) <= 1:
            yield span, tokens
        elif level < len(_CUTS):
            parts = self._parts(span, _CUTS[level])
            if len(parts) == 1:
                yield from self.pieces(span, level + 1)
            else:
                for part in parts:
                    yield from self.pieces(part, level + 1)
        else:  # one endless word
            middle = (span.start + span.end) // 2
            yield from self.pieces(Span(span.start, middle), level)
            yield from self.pieces(Span(middle, span.end), level)

    def _parts(self, span: Span, cut: re.Pattern[str]) -> list[Span]:
        ends = [match.end() for match in cut.finditer(self.text, span.start, span.end)]
        edges = [span.start, *(end for end in ends if end < span.end), span.end]
        return [Span(a, b) for a, b in pairwise(edges)]

    def overlap(self, before: Span, lines: int, allowance: int) -> tuple[int, int]:
        """Start and tokens of the last `lines` lines of `before`, or of as much as is allowed.

        It takes at most half of `before`, so that no window lies inside the next.
        """
        end = before.end
        first = max((before.start + end + 1) // 2, end - _OVERLAP_CHARACTERS)
        tail = self.text[first:end].rstrip()
        breaks = [match.end() for match in _LINE.finditer(tail)]
        start = first + breaks[-lines] if 0 < lines <= len(breaks) else self._word(first, end)
        while (tokens := self.count(self.text[start:end])) > allowance:
            line = _LINE.search(self.text, start, first + len(tail))
            start = line.end() if line else self._word((start + end + 1) // 2, end)
        return (start, tokens) if lines and start < end else (end, 0)

    def _word(self, offset: int, end: int) -> int:
        """The first beginning of a word from `offset` on, or `end`."""
        match = _WORD_START.search(self.text, offset, end)
        return match.start() if match else end


def pages_read(document: Document, read: Sequence[Window]) -> list[int]:
    """Numbers of the pages whose whole text lies in the windows."""
    stretches: list[Span] = []
    for span in sorted(span for window in read for span in window.spans):
        if stretches and span.start <= stretches[-1].end:
            last = stretches.pop()
            stretches.append(Span(last.start, max(last.end, span.end)))
        else:
            stretches.append(span)
    inked = {page.number: _inked(document.text, page.span) for page in document.pages}
    return [
        number
        for number, span in inked.items()
        if not len(span) or any(s.start <= span.start and span.end <= s.end for s in stretches)
    ]


def _inked(text: str, span: Span) -> Span:
    """`span` without the space around its text."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def choose(
    document: Document, found: Sequence[Window], root: tree.Object, *, limit: int = 8
) -> Choice:
    """The windows worth reading: all of them up to `limit`, else the best for the schema.

    The first and last are always read: they hold what a document says of itself (title, parties,
    totals, signatures). Lists are complete only where every window is read, which `Choice.warning`
    tells.
    """
    if len(found) <= limit:
        return Choice(tuple(found), ())
    ends = [found[0], found[-1]]
    best = [window for window in rank(document, found, root) if window not in ends]
    chosen = {window.number for window in (ends + best)[:limit]}
    return Choice(
        tuple(window for window in found if window.number in chosen),
        tuple(window for window in found if window.number not in chosen),
    )


def rank(document: Document, found: Sequence[Window], root: tree.Object) -> list[Window]:
    """Windows by how much they speak of the schema's fields (BM25), the best first."""
    import bm25s  # type: ignore[import-untyped]

    *corpus, query = bm25s.tokenize(
        [*(window_text(document, window) for window in found), _query(root)],
        stopwords=None,
        return_ids=False,
        show_progress=False,
    )
    if not query or not any(corpus):
        return list(found)
    index = bm25s.BM25()
    index.index(corpus, show_progress=False)
    scores = index.get_scores(query)
    order = sorted(range(len(found)), key=lambda i: (-scores[i], found[i].number))
    return [found[i] for i in order]


def _query(root: tree.Object) -> str:
    """Names and descriptions of the fields, each word once."""
    words: dict[str, None] = {}
    for path, leaf in tree.leaves(root):
        names = re.sub(r"(?<=[a-z])(?=[A-Z])|[_*\-]", " ", " ".join(path))
        words.update(dict.fromkeys(re.findall(r"\w+", f"{names} {leaf.description}".lower())))
    return " ".join(words)


def _ranges(numbers: Sequence[int]) -> str:
    """`[1, 2, 3, 7]` as "1-3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
