"""Where a text stands in a document: word for word, in another form, or nearly."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extractor.candidates import fold, scattered_blocks
from extractor.document import Document, Span
from extractor.record import FieldState

SIMILAR = 0.85  # a fuzzy match is at least this near; below, two names are two names
SHORTEST_FUZZY = 5  # characters; a shorter text is near to too much
LONGEST_FUZZY = 400  # characters; bounds the cost of a value that a free model ran away with

_WORD = re.compile(r"[^\s\x00-\x1f\x7f]+")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the document bears a value."""

    spans: tuple[Span, ...]  # in reading order; several where a block's run is scattered
    state: FieldState
    similarity: float = 1.0  # of a fuzzy match, 0..1


class SearchableText:
    """A document's readings, prepared once for many searches. `within` restricts them."""

    def __init__(self, document: Document, within: Sequence[Span] | None = None) -> None:
        whole = (Span(0, len(document.text)),)
        lines = [
            [Span(*match.span()) for match in _WORD.finditer(document.text, span.start, span.end)]
            for span in (whole if within is None else within)
        ]
        blocks = [[word.span for word in block] for block in scattered_blocks(document, within)]
        self._readings = [_Reading(document.text, words) for words in (*lines, *blocks) if words]

    def find(self, value: str, *, fuzzy: bool = True) -> list[Place]:
        """Every place of the best kind: exact ones, else normalised ones, else the nearest one.

        A run of one column may stand in the line reading and in its block: that is one place.
        """
        exact = (spans for reading in self._readings for spans in reading.exact(value))
        if places := [Place(spans, FieldState.EXACT) for spans in dict.fromkeys(exact)]:
            return places
        normal = (spans for reading in self._readings for spans in reading.normal(value))
        if places := [Place(spans, FieldState.NORMALISED) for spans in dict.fromkeys(normal)]:
            return places
        near = [place for r in self._readings if fuzzy and (place := r.nearest(value))]
        return sorted(near, key=lambda place: -place.similarity)[:1]


class _Mark(NamedTuple):
    """A character of a reading."""

    word: int  # index of its word in the reading
    offset: int  # in the document's text


class _Reading:
    """The words of one reading, folded to single spaces, with the way back to their offsets."""

    def __init__(self, text: str, words: list[Span]) -> None:
        self._source = text
        self._words = words
        self._text = " ".join(text[word.start : word.end] for word in words)
        starts, at = [], 0
        for word in words:
            starts.append(at)
            at += len(word) + 1
        self._starts = starts

    def exact(self, value: str) -> Iterator[tuple[Span, ...]]:
        """Places whose words are those of `value`, whitespace folded."""
        for start, end in _occurrences(self._text, fold(value)):
            if not _inside_word(self._text, start, end):
                yield self._spans(self._mark(start), self._mark(end - 1))

    def normal(self, value: str) -> Iterator[tuple[Span, ...]]:
        """Places that differ in case, accents, ligatures, dashes, quotes, spacing, hyphenation."""
        text, marks = self._normal
        for start, end in _occurrences(text, normalise(value)):
            first, last = marks[start], marks[end - 1]
            if not _inside_word(self._source, first.offset, last.offset + 1):
                yield self._spans(first, last)

    def nearest(self, value: str) -> Place | None:
        """The most similar stretch of whole words."""
        from rapidfuzz import fuzz

        text, marks = self._normal
        needle = normalise(value)
        if not SHORTEST_FUZZY <= len(needle) <= min(LONGEST_FUZZY, len(text)):
            return None
        found = fuzz.partial_ratio_alignment(needle, text, score_cutoff=SIMILAR * 100)
        if found is None or found.dest_end <= found.dest_start:
            return None
        spans = self._whole_words(marks[found.dest_start], marks[found.dest_end - 1])
        words = normalise(" ".join(self._source[span.start : span.end] for span in spans))
        similarity = fuzz.ratio(needle, words) / 100
        return Place(spans, FieldState.FUZZY, similarity) if similarity >= SIMILAR else None

    def _mark(self, at: int) -> _Mark:
        """The mark of a character of the folded text."""
        index = bisect_right(self._starts, at) - 1
        return _Mark(index, self._words[index].start + at - self._starts[index])

    def _spans(self, first: _Mark, last: _Mark) -> tuple[Span, ...]:
        """Stretches of the document's text from one character to another of this reading."""
        spans: list[Span] = []
        for index in range(first.word, last.word + 1):
            word = self._words[index]
            start = first.offset if index == first.word else word.start
            end = last.offset + 1 if index == last.word else word.end
            if (
                spans
                and spans[-1].end <= start
                and not _WORD.search(self._source, spans[-1].end, start)
            ):
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(start, end))
        return tuple(spans)

    @cached_property
    def _normal(self) -> tuple[str, list[_Mark]]:
        """The reading normalised, and the mark of each of its characters."""
        pieces: list[str] = []
        marks: list[_Mark] = []
        for index, word in enumerate(self._words):
            end = word.end - 1 if self._is_hyphenated(index) else word.end
            for offset in range(word.start, end):
                piece = normalise(self._source[offset])
                pieces.append(piece)
                marks += [_Mark(index, offset)] * len(piece)
        return "".join(pieces), marks

    def _is_hyphenated(self, index: int) -> bool:
        """Whether a word ends in the hyphen of a line break."""
        word, following = self._words[index], self._words[index + 1 : index + 2]
        return (
            len(word) > 1
            and self._source[word.end - 1] in "-‐\u00ad"
            and bool(following)
            and "\n" in self._source[word.end : following[0].start]
            and self._source[following[0].start].islower()
        )

    def _whole_words(self, first: _Mark, last: _Mark) -> tuple[Span, ...]:
        """A stretch widened to whole words, without the punctuation around them."""
        text = self._source
        start, end = self._words[first.word].start, self._words[last.word].end
        while start < first.offset and not text[start].isalnum():
            start += 1
        while end > last.offset + 1 and not text[end - 1].isalnum():
            end -= 1
        return self._spans(_Mark(first.word, start), _Mark(last.word, end - 1))


def normalise(text: str) -> str:
    """`text` without case, accents, ligatures, kinds of dash and quote, and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
    kept = (c for c in decomposed if not (c.isspace() or unicodedata.combining(c)))
    return "".join(kept).casefold()


def _occurrences(text: str, needle: str) -> Iterator[tuple[int, int]]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at, at + len(needle)
        at = text.find(needle, at + 1)


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends in the middle of a word."""
    return (text[start].isalnum() and text[start - 1 : start].isalnum()) or (
        text[end - 1].isalnum() and text[end : end + 1].isalnum()
    )
