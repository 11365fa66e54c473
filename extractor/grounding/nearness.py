"""Which of several places of a value is meant: the one near its label and its siblings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from extractor.document import Span
from extractor.grounding.search import Place
from extractor.record import FieldState

LINES_ABOVE = 60  # a label may stand over its value, as the head of a long table does
_REACH = 24.0  # characters after which a label counts half

_LABEL_WORD = re.compile(r"[^\W\d_]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EMPTY_WORDS = "the of and or in on at for to an as is it its if by with from this"


class Layout:
    """A text as lines and words, to measure how near two stretches of it are.

    Labels are looked for in `within`, the stretches that values are looked for in.
    """

    def __init__(self, text: str, within: Iterable[Span]) -> None:
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._words: dict[str, list[Span]] = {}  # casefolded -> its occurrences, in text order
        for stretch in sorted(within):
            for match in _LABEL_WORD.finditer(text, stretch.start, stretch.end):
                self._words.setdefault(match.group().casefold(), []).append(Span(*match.span()))

    def line(self, offset: int) -> int:
        """Number of the line that holds a character, from 0."""
        return bisect_right(self._line_starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """The start of a line, as something to be near to."""
        return Span(self._line_starts[line], self._line_starts[line])

    def affinity(self, label: str, place: Place) -> float:
        """How near the words of `label` stand before or above a place, 0..1; 0 where none does."""
        words = label_words(label)
        return sum(self._nearness(word, place.spans[0]) for word in words) / max(1, len(words))

    def togetherness(self, place: Place, near: Iterable[Span]) -> float:
        """How near a place is to others, in lines: 1 on the same line as each, 0 without any."""
        line = self.line(place.spans[0].start)
        gaps = [abs(self.line(span.start) - line) for span in near]
        return sum(1 / (1 + gap) for gap in gaps) / len(gaps) if gaps else 0.0

    def _nearness(self, word: str, value: Span) -> float:
        """Of the word's occurrences before `value` the nearest one's, 1 where it touches it."""
        labels = self._words.get(word, [])
        line, column = self.line(value.start), self._column(value)
        best = 0.0
        for label in reversed(labels[: bisect_right(labels, value.start, key=_end)]):
            lines = line - self.line(label.start)
            if lines > LINES_ABOVE:
                break
            above = self._column(label)
            if lines == 0:
                gap = value.start - label.end
            else:
                gap = max(0, above.start - column.end, column.start - above.end)
            best = max(best, 1 / (1 + lines + gap / _REACH))
        return best

    def _column(self, span: Span) -> Span:
        """A stretch of a line, counted from the line's start."""
        start = self._line_starts[self.line(span.start)]
        return Span(span.start - start, span.end - start)


def _end(span: Span) -> int:
    return span.end


@lru_cache(maxsize=1024)
def label_words(label: str) -> tuple[str, ...]:
    """The words of a field's name that a document might print beside it."""
    words = _LABEL_WORD.findall(_CAMEL.sub(" ", label))
    folded = dict.fromkeys(word.casefold() for word in words)
    return tuple(word for word in folded if word not in _EMPTY_WORDS.split())


def best_place(
    layout: Layout,
    places: Sequence[Place],
    *,
    label: str,
    description: str = "",
    near: Sequence[Span] = (),
    taken: Container[tuple[Span, ...]] = (),
) -> Place:
    """The place that its surroundings speak for; the first in the text where nothing does.

    A field's `label` is its name; words of its `description` speak for a place too, but less.
    `taken` are the spans of siblings: of two equal values on one line, the second field means the
    second.
    """

    def score(place: Place) -> tuple[float, bool, int]:
        nearness = layout.affinity(label, place) + 2 * layout.togetherness(place, near)
        nearness += 0.3 * layout.affinity(description, place)
        nearness -= 0.3 * (place.spans in taken)
        return round(nearness, 6), place.state is FieldState.EXACT, -place.spans[0].start

    return max(places, key=score) if len(places) > 1 else places[0]


def row_line(layout: Layout, columns: Sequence[Sequence[Place]], after: int) -> int | None:
    """The line that bears most of a row's values; of several, the first below line `after`.

    A value on the next line (a cell that was broken) speaks for the row too, but less.
    """
    votes: dict[int, float] = {}
    for places in columns:
        lines = {layout.line(place.spans[0].start) for place in places}
        for line in lines:
            votes[line] = votes.get(line, 0) + 1
        for line in {line - 1 for line in lines} - lines:
            votes[line] = votes.get(line, 0) + 0.4
    if not votes:
        return None
    return max(votes, key=lambda line: (votes[line] + 0.5 * (line > after), -abs(line - after)))
