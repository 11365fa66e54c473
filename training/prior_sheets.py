"""Samples as the candidate prior sees them: sheets with the options of the answer marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import count as count_from
from typing import Any

import numpy as np

from extractor.document import Span
from extractor.pointers import pointer, value_at
from extractor.prior.gathered import Gathered, gather, lists_of
from extractor.prior.sheet import Question, Sheet, build_sheet
from extractor.schema.tree import Kind, Origin
from training import render
from training.encode import readings, written
from training.generate import Split, samples

LONGEST = 9000  # characters of a document
POOL = 64  # sheets among which the next is drawn
QUESTIONS = 2  # about a document
QUESTIONS_OF_SCANS = 8  # about one whose recognition took seconds


@dataclass(frozen=True, slots=True)
class Marked:
    """A sheet's arrays with the answers: per row of `gathered`, and per question for null."""

    gathered: Gathered
    right: np.ndarray[Any, Any]  # rows: the option is (part of) the answer
    null: np.ndarray[Any, Any]  # questions: the answer is null
    known: np.ndarray[Any, Any]  # questions: the answer is among the options, or null
    begins: np.ndarray[Any, Any]  # lists x lines: an item of the list begins there


def marked(index: int, split: Split, questions: int = 1, of_scans: int = 1) -> Iterator[Marked]:
    """Document `index` as a sheet for each of so many questions, with its answer; none where
    nothing can be learnt of it.
    """
    for number, reading in enumerate(readings(samples(index, split), index), 1):
        document = reading.document
        if len(document.text) <= LONGEST and reading.answer:
            whole = [Span(0, len(document.text))]
            sheet = build_sheet(document, reading.candidates, reading.root, whole)
            if sheet.questions and sheet.spans:
                yield mark(sheet, reading.answer)
        if number == (of_scans if document.media_type == render.SCANNED else questions):
            return


def forgotten(one: Marked, rng: np.random.Generator) -> Marked:
    """The same with some of what there is to go by gone, so that no single thing is relied on:
    words of its questions, whole kinds of surroundings, marks, and n-grams of words.
    """
    g = one.gathered
    name, parents, said = g.groups
    name = np.where(rng.random(name.shape) < 0.08, 0, name)
    silent = rng.random((len(said), 1)) < rng.choice((0.05, 0.05, 1.0))
    said = np.where(silent | (rng.random(said.shape) < 0.1), 0, said)
    around = np.ones(g.contexts.shape[1])
    around[:-1] = rng.random(len(around) - 1) > 0.04  # the last is the place's own text
    contexts = g.contexts * (around * (rng.random(g.contexts.shape) > 0.02)).astype(np.int32)
    contexts[:, -1] = g.contexts[:, -1]
    dull = rng.random(g.marks.shape[1]) < 0.03
    marks = np.where(dull, g.marks.mean(0), g.marks).astype(np.float32)
    return replace(
        one,
        gathered=replace(
            g,
            groups=(name, parents, said),
            contexts=contexts,
            marks=marks,
            line_marks=g.line_marks * (rng.random(g.line_marks.shape[1]) > 0.03),
            grams=np.where(rng.random(g.grams.shape) < 0.04, 0, g.grams),
        ),
    )


def mark(sheet: Sheet, answer: dict[str, Any]) -> Marked:
    """The answer's options in a sheet."""
    g = gather(sheet)
    right = np.zeros(len(g.questions), np.float32)
    null = np.zeros(len(sheet.questions), np.float32)
    known = np.zeros(len(sheet.questions), bool)
    lists: dict[tuple[str, ...], list[int]] = {}
    starts = np.searchsorted(g.questions, np.arange(len(sheet.questions) + 1))
    for number, question in enumerate(sheet.questions):
        if question.list is not None:
            lists.setdefault(question.list, []).append(number)
            continue
        value: Any = value_at(answer, pointer(*question.path))
        rows = slice(starts[number], starts[number + 1])
        if value is None:
            null[number], known[number] = 1, True
            continue
        hits = _says(sheet, question, value)
        right[rows] = hits
        known[number] = bool(hits.any())
    begins = np.zeros((len(g.lists), len(g.line_marks)), np.float32)
    of_objects = lists_of(sheet.questions)
    for path, numbers in lists.items():
        items = value_at(answer, pointer(*path)) or []
        if path in of_objects:
            first = _mark_list(sheet, items, numbers, starts, right)
            begins[of_objects.index(path), first] = 1
        else:
            for number in numbers:
                _mark_scalars(sheet, items, number, starts, right)
        known[numbers] = True
    return Marked(g, right, null, known, begins)


def _says(sheet: Sheet, question: Question, value: Any) -> np.ndarray[Any, Any]:
    """Which of the options of a question are that value; a number in any of its forms."""
    texts = sheet.options[question.reading].texts
    if question.leaf.kind in (Kind.NUMBER, Kind.INTEGER):
        number = _number(written(value))
        return np.array([_number(texts[at]) == number for at in question.open], bool)
    wanted = written(value)
    return np.array([texts[at] == wanted for at in question.open], bool)


@lru_cache(maxsize=8192)
def _number(text: str) -> Decimal:
    return Decimal(text)


def _mark_list(
    sheet: Sheet,
    items: list[Any],
    numbers: list[int],
    starts: np.ndarray[Any, Any],
    right: np.ndarray[Any, Any],
) -> list[int]:
    """Marks for each item of a list the options on the line that bears most of it, or near it; the
    lines that the items begin on.
    """
    used = -1
    first: list[int] = []
    bearing: list[int] = []  # lines that bear most of an item
    cells: dict[int, list[np.ndarray[Any, Any]]] = {}  # of each question, its options row by row
    for item in items:
        places: list[tuple[int, np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
        votes: dict[int, float] = {}
        for number in numbers:
            question = sheet.questions[number]
            value = value_at(item, pointer(*question.column))
            if value is None:
                continue
            hits = np.flatnonzero(_says(sheet, question, value))
            if len(hits):
                lines = sheet.lines[_places(sheet, question)[hits]]
                places.append((number, hits, lines))
                for line in set(lines.tolist()):
                    if line > used:
                        votes[line] = votes.get(line, 0) + 1
        if not votes:
            continue
        best = max(votes, key=lambda line: (votes[line], -line))
        begins = best
        for number, hits, lines in places:
            near = np.abs(lines - best)
            chosen = (near == near.min()) & (near <= 2)
            cells.setdefault(number, []).append(hits[chosen])
            begins = min([begins, *(int(line) for line in lines[chosen] if line > used)])
        used = best
        first.append(begins)
        bearing.append(best)
    taken: set[int] = set()  # places that answer another column
    for number, rows in cells.items():
        question = sheet.questions[number]
        if question.leaf.origin is not Origin.INFERRED:
            for hits in _in_line(sheet, question, rows):
                right[starts[number] + hits] = 1
                taken.update(_places(sheet, question)[hits].tolist())
    for number, rows in cells.items():
        question = sheet.questions[number]
        if question.leaf.origin is Origin.INFERRED:
            for hits in _telling(sheet, question, rows, bearing, taken):
                right[starts[number] + hits] = 1
    return first


def _places(sheet: Sheet, question: Question) -> np.ndarray[Any, Any]:
    """The place of each of its options."""
    return sheet.options[question.reading].places[question.open]


def _telling(
    sheet: Sheet,
    question: Question,
    rows: list[np.ndarray[Any, Any]],
    bearing: list[int],
    taken: set[int],
) -> list[np.ndarray[Any, Any]]:
    """Of the words in a row that may tell its choice those that do: what answers no other column,
    is no part of a longer word (`mg/L`), begins as the choice does (`H`), or else stands in most
    rows of that choice and in few others.
    """
    places = _places(sheet, question)
    lines = sheet.lines[places]
    choices = np.array(sheet.options[question.reading].texts)[question.open]
    document = sheet.layout.text
    words = [document[span.start : span.end] for span in map(sheet.spans.__getitem__, places)]
    chosen = {int(lines[hits[0]]): choices[hits[0]] for hits in rows}
    agree: Counter[tuple[str, str]] = Counter()
    for at in np.flatnonzero(np.isin(lines, [*bearing, *chosen])):
        same = chosen.get(int(lines[at])) == choices[at]
        agree[choices[at], words[at]] += 1 if same else -1

    def telling(hit: int) -> tuple[bool, bool, bool, int, int]:
        word, begins = words[hit], sheet.spans[places[hit]].start
        return (
            int(places[hit]) not in taken,
            not re.match(r"[\w/]", document[begins - 1 : begins]),
            choices[hit].casefold().startswith(f'"{word.casefold()}'),
            agree[choices[hit], word],
            -len(word),
        )

    kept = []
    for hits in rows:
        told = [telling(hit) for hit in hits]
        best = max(told)
        kept.append(hits[[one == best for one in told]])
    return kept


def _in_line(
    sheet: Sheet, question: Question, rows: list[np.ndarray[Any, Any]]
) -> list[np.ndarray[Any, Any]]:
    """Of equal numbers of a row (a price and the sum of one piece) the one that stands, from the
    end of its line, where most of the other rows have it.
    """
    if question.reading == "verbatim" or all(len(hits) < 2 for hits in rows):
        return rows
    places = _places(sheet, question)
    starts = np.array([sheet.spans[place].start for place in places], np.int64)
    lines = sheet.lines[places]

    def after(hit: int) -> int:
        return len(np.unique(starts[(lines == lines[hit]) & (starts > starts[hit])]))

    alone = Counter(after(hits[0]) for hits in rows if len(set(starts[hits].tolist())) == 1)
    if not alone:
        return rows
    usual = alone.most_common(1)[0][0]
    kept = [hits[[after(hit) == usual for hit in hits]] for hits in rows]
    return [some if len(some) else hits for some, hits in zip(kept, rows, strict=True)]


def _mark_scalars(
    sheet: Sheet,
    items: list[Any],
    number: int,
    starts: np.ndarray[Any, Any],
    right: np.ndarray[Any, Any],
) -> None:
    """Marks the items of a list, on one line or several, where they stand closest together."""
    question = sheet.questions[number]
    begins = np.array([sheet.spans[at].start for at in _places(sheet, question)], np.int64)
    hits = [np.flatnonzero(_says(sheet, question, one)) for one in items if one is not None]
    hits = [one[np.argsort(begins[one], kind="stable")] for one in hits if len(one)]
    best: tuple[int, int, list[int]] = (0, 0, [])
    for first in hits[0] if hits else ():
        chain = [int(first)]
        for one in hits[1:]:
            after = one[begins[one] > begins[chain[-1]]]
            chain += [int(after[0])] if len(after) else []
        best = max(best, (len(chain), int(begins[chain[0]] - begins[chain[-1]]), chain))
    right[starts[number] + np.array(best[2], np.int64)] = 1


def stream(first: int, split: Split) -> Iterator[Marked]:
    """Sheets of the documents from `first` on, shuffled a little, without end."""
    rng = np.random.default_rng(first)
    pool: list[Marked] = []
    for index in count_from(first):
        pool += marked(index, split, QUESTIONS, QUESTIONS_OF_SCANS)
        while len(pool) >= POOL:
            yield forgotten(pool.pop(int(rng.integers(len(pool)))), rng)
