"""What a document's layout says of its values before the model speaks.

    document, schema -> Sheet -> Network -> Prior

A small network, trained beside the embedded model, weighs every value that the document offers for
a field by its surroundings: labels before and above it, the head of its column, its place on the
page, its shape. The result is a `Prior` that the engine joins with the model's own probabilities
(`extractor.steering`).

    layout.py   lines and cells, and what stands around a place
    runs.py     runs of words that a verbatim value is likely to be
    words.py    words as buckets of their letters
    marks.py    what places and lines look like
    traits.py   what tells options apart
    sheet.py    a document and its questions as arrays
    network.py  the weights at work
    rows.py     the lines of a table as rows of a list
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from extractor.candidates import Candidates
from extractor.document import Document, Span
from extractor.generation import Prior
from extractor.pointers import pointer
from extractor.prior.network import Network, gather, shares
from extractor.prior.rows import Cells, find_rows
from extractor.prior.sheet import build_sheet
from extractor.schema.tree import Object

__all__ = ["Network", "weigh_document"]

KEPT = 24  # likeliest values of a field that the prior names
GOES_ON = 3.0  # log-odds that a list goes on while there are rows
ENDS = 6.0  # and that it ends after them, or is null without any: models invent rows


def weigh_document(
    network: Network,
    document: Document,
    candidates: Candidates,
    root: Object,
    *,
    within: Sequence[Span],
    weight: float = 1.0,
) -> Prior:
    """The prior over the fields of `root` for the stretches `within`.

    `candidates` are those of the same stretches. `weight` is the power to which the prior is
    raised: 0 leaves everything to the model.
    """
    sheet = build_sheet(document, candidates, root, within)
    if not sheet.questions or not sheet.spans:
        return Prior({}, {})
    gathered = gather(sheet)
    weighed = network.weigh(gathered)
    share, null = shares(gathered, weighed.rows, weighed.null)
    starts = np.searchsorted(gathered.questions, np.arange(len(sheet.questions) + 1))
    values: dict[str, dict[str, float]] = {}
    lists: dict[tuple[str, ...], dict[tuple[str, ...], Cells]] = {}
    for number, question in enumerate(sheet.questions):
        rows = slice(starts[number], starts[number + 1])
        options = sheet.options[question.reading]
        texts = [options.texts[at] for at in question.open]
        if question.list is not None:
            places = options.places[question.open]
            lines = sheet.lines[places]
            odds = 1 / (1 + np.exp(-weighed.rows[rows]))
            spans = [sheet.spans[place] for place in places]
            cells = Cells(texts, spans, lines.tolist(), odds.tolist())
            lists.setdefault(question.list, {})[question.column] = cells
        else:
            chances = {"null": float(null[number])}
            for text, chance in zip(texts, share[rows].tolist(), strict=True):
                chances[text] = chances.get(text, 0.0) + chance
            values[pointer(*question.path)] = _logs(chances, weight)
    more: dict[str, list[float]] = {}
    for path, columns in lists.items():
        found = find_rows(columns)
        at = pointer(*path)
        more[at] = [weight * GOES_ON] * len(found) + [-weight * ENDS]
        for index, row in enumerate(found):
            for column, chances in row.items():
                values[pointer(*path, index, *column)] = _logs(chances, weight)
    return Prior(values, more)


def _logs(chances: dict[str, float], weight: float) -> dict[str, float]:
    kept = sorted(chances.items(), key=lambda one: -one[1])[:KEPT]
    return {text: round(weight * math.log(max(chance, 1e-6)), 3) for text, chance in kept}
