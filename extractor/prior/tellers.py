"""The words of a document that may tell which choice of an enum, or of yes and no, is meant.

No choice need stand in the document by its own name: `H` beside a result means `high`. So each
choice is an option at each of these places, and what they say is weighed against what it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.document import Span
from extractor.prior.layout import Cell, Layout
from extractor.prior.words import split

MOST_WORDS = 90
TITLE_WORDS = 30  # of them, those that a document begins with
MOST_ROWS = 60  # places of the same words that may each tell of a row
_LONGEST = 40  # characters of the words
_LONGEST_MARK = 3  # and of a mark

Places = Mapping[str, Sequence[int]]  # numbers of the places that bear the same words


def short_texts(text: str, spans: Sequence[Span], places: NDArray[np.int32]) -> Places:
    """Those of the places that hold a few words, by these."""
    found: dict[str, list[int]] = {}
    for place in dict.fromkeys(places.tolist()):
        span = spans[place]
        if span.end - span.start <= _LONGEST:
            found.setdefault(text[span.start : span.end].casefold(), []).append(place)
    return found


def tellers_of_one(short: Places) -> list[int]:
    """The first short words of the document, then the shortest; each once."""
    texts = [(text, places[0]) for text, places in short.items()]
    first, rest = texts[:TITLE_WORDS], texts[TITLE_WORDS:]
    rest.sort(key=lambda one: (_has_digits(one[0]), one[0].count(" ")))
    return sorted(place for _, place in [*first, *rest][:MOST_WORDS])


def tellers_of_rows(short: Places) -> list[int]:
    """The shortest words wherever they stand, for a choice in every row of a table."""
    texts = sorted(short.items(), key=lambda one: (_has_digits(one[0]), len(one[0])))
    return [place for _, places in texts[:MOST_WORDS] for place in places[:MOST_ROWS]]


def lone_marks(layout: Layout) -> Iterator[Cell]:
    """Cells beside others that hold a mark alone, such as `+` and `*`: flags of rows."""
    for cell in layout.cells:
        lone = len(cell.text) <= _LONGEST_MARK and not any(map(str.isalnum, cell.text))
        if lone and len(layout.lines[cell.line]) > 1 and split(cell.text):
            yield cell


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))
