"""What a document's layout says of its values before the model speaks.

    document, schema -> Sheet -> Network -> Prior

A small network, trained beside the embedded model, weighs every value that the document offers for
a field by its surroundings: labels before and above it, the head of its column, its place on the
page, its shape. The result is a `Prior` that the engine joins with the model's own probabilities
(`extractor.steering`).

    layout.py   lines and cells, and what stands around a place
    runs.py     runs of words that a verbatim value is likely to be
    phrases.py  the phrases of running text among them
    words.py    words as buckets of their letters
    marks.py    what places and lines look like
    roles.py    places that play the same part in their lines
    traits.py   what tells options apart
    tellers.py  words that tell which choice is meant
    sums.py     how the numbers of a page add up
    sheet.py    a document and its questions as arrays
    gathered.py the sheet's questions stacked
    network.py  the weights at work
    looks.py    what each look at the options tells the next
    rows.py     the lines of a table as items of a list
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.candidates import Candidates
from extractor.document import Document, Span
from extractor.generation import Prior
from extractor.pointers import pointer
from extractor.prior.gathered import gather, lists_of
from extractor.prior.looks import sigmoid
from extractor.prior.network import Network
from extractor.prior.rows import Cells, exclusive, find_items
from extractor.prior.sheet import build_sheet
from extractor.schema.tree import Object, Origin

__all__ = ["Network", "weigh_windows"]

MOST_ODDS = 30.0  # log-odds of a value against null, above which more says nothing
KEPT = 24  # likeliest values of a field that the prior names
MODEL_SAYS = 0.2  # how much the model's own word counts beside it, among values
GOES_ON = 3.0  # log-odds that a list goes on while there are rows
ENDS = 6.0  # and that it ends after them, or is null without any: models invent rows


def weigh_windows(
    network: Network,
    document: Document,
    candidates: Candidates,
    root: Object,
    windows: Iterable[Sequence[Span]],
    *,
    weight: float = 1.0,
) -> list[Prior]:
    """For each window, a few stretches of the document, the prior over the fields of `root`.

    What several windows are asked is stated in one of them, if at all: each is told how well the
    others can answer. `weight` is the power to which the prior is raised: 0 leaves everything to
    the model.
    """
    weighed = [
        _weigh(network, document, candidates.within(spans), root, spans) for spans in windows
    ]
    tops = [
        {path: max(odds.values(), default=0.0) for path, odds in one.odds.items()}
        for one in weighed
    ]
    priors = []
    for one, top in zip(weighed, tops, strict=True):
        values = {}
        for path, odds in one.odds.items():
            better = sum(other[path] for other in tops if other.get(path, 0.0) > top[path])
            values[pointer(*path)] = _logs(odds | {"null": len(weighed) + better}, weight)
        priors.append(_with_items(one, values, weight))
    return priors


@dataclass(frozen=True, slots=True)
class _Window:
    """What the network says of one window."""

    odds: dict[tuple[str, ...], dict[str, float]]  # by path and value: how likelier than null
    lists: dict[tuple[str, ...], dict[tuple[str, ...], Cells]]  # by path of the list, and column
    begins: dict[tuple[str, ...], list[float]]  # by path of the list: chance at each line


def _weigh(
    network: Network,
    document: Document,
    candidates: Candidates,
    root: Object,
    within: Sequence[Span],
) -> _Window:
    window = _Window({}, {}, {})
    lists: dict[tuple[str, ...], dict[tuple[str, ...], Cells]] = {}
    sheet = build_sheet(document, candidates, root, within)
    if not sheet.questions or not sheet.spans:
        return window
    gathered = gather(sheet)
    weighed = network.weigh(gathered)
    starts = np.searchsorted(gathered.questions, np.arange(len(sheet.questions) + 1))
    for number, question in enumerate(sheet.questions):
        rows = slice(starts[number], starts[number + 1])
        options = sheet.options[question.reading]
        texts = [options.texts[at] for at in question.open]
        if question.list is not None:
            places = options.places[question.open]
            lines = sheet.lines[places]
            odds = sigmoid(weighed.rows[rows])
            spans = [sheet.spans[place] for place in places]
            worded = question.leaf.origin is Origin.VERBATIM
            cells = Cells(texts, spans, lines.tolist(), odds.tolist(), worded)
            lists.setdefault(question.list, {})[question.column] = cells
        else:
            against = window.odds.setdefault(question.path, {})
            surplus = np.minimum(weighed.rows[rows] - weighed.null[number], MOST_ODDS)
            for text, one in zip(texts, np.exp(surplus).tolist(), strict=True):
                against[text] = against.get(text, 0.0) + one
    window.lists.update((path, exclusive(columns)) for path, columns in lists.items())
    for path, odds in zip(lists_of(sheet.questions), weighed.items, strict=True):
        window.begins[path] = sigmoid(odds).tolist()
    return window


def _with_items(
    window: _Window,
    values: dict[str, dict[str, float]],
    weight: float,
) -> Prior:
    """The prior of `values` and of the items of the window's lists."""
    more: dict[str, list[float]] = {}
    items: dict[str, list[float]] = {}
    for path, columns in window.lists.items():
        found = find_items(columns, window.begins.get(path, ()))
        at = pointer(*path)
        more[at] = [weight * GOES_ON] * len(found) + [-weight * ENDS]
        items[at] = [round(item.chance, 3) for item in found]
        for index, item in enumerate(found):
            for column, chances in item.row.items():
                values[pointer(*path, index, *column)] = _logs(chances, weight)
    return Prior(values, more, MODEL_SAYS, items)


def _logs(masses: dict[str, float], weight: float) -> dict[str, float]:
    """Log shares of the likeliest values."""
    whole = sum(masses.values())
    kept = sorted(masses.items(), key=lambda one: -one[1])[:KEPT]
    return {text: round(weight * math.log(max(mass / whole, 1e-6)), 3) for text, mass in kept}
