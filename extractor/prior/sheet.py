"""One stretch of a document and the questions about it, as arrays.

A *place* is a span that may be an answer; what it is like and what stands around it does not depend
on the question. An *option* is a value that a place may stand for: `03/04/2026` is one place and
two options. Options are grouped by what they are read as, and a question picks from one group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from extractor.candidates import Candidates, for_leaf
from extractor.document import Document, Span
from extractor.grammar import string_lengths
from extractor.prior.layout import AROUND, Layout
from extractor.prior.marks import LINE_MARKS, MARKS, Marker
from extractor.prior.roles import ROLES, Roles
from extractor.prior.runs import Shape, find_runs
from extractor.prior.sums import Sums
from extractor.prior.tellers import lone_marks, short_texts, tellers_of_one, tellers_of_rows
from extractor.prior.traits import TRAITS, traits_of, traits_of_words
from extractor.prior.words import Vocabulary, padded, split
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin

TEXT_WORDS = 8
NAME_WORDS, PARENT_WORDS, SAID_WORDS = 5, 4, 14
CONTEXTS = len(AROUND) + 1  # and the place's own text
READINGS = (
    *("verbatim", "number", "integer", "date", "time", "datetime"),
    *("email", "uri", "iban", "phone", "currency", "country", "choice", "other"),
)
CHOICE_WORDS = 4
MOST_CHOICES = 12
_FROM_THE_END = {"before"}


@dataclass(frozen=True, slots=True)
class Options:
    """Values that one kind of question may be answered with."""

    places: NDArray[np.int32]  # options
    texts: list[str]  # their JSON
    traits: NDArray[np.float32]  # options x TRAITS
    choices: NDArray[np.int32]  # options: number in `Sheet.choices` of what an enum's word means


@dataclass(frozen=True, slots=True)
class Question:
    """A leaf of the schema."""

    path: tuple[str, ...]  # "*" for any index of a list
    leaf: Leaf
    reading: str  # the group of its options
    open: NDArray[np.int32]  # numbers of the options in their group that its constraints allow
    name: NDArray[np.int32]  # NAME_WORDS numbers of words
    parents: NDArray[np.int32]  # PARENT_WORDS
    said: NDArray[np.int32]  # SAID_WORDS, of its description

    @property
    def code(self) -> int:
        """Number in READINGS."""
        name = self.reading.partition(" ")[0]
        return READINGS.index(name if name in READINGS else "other")

    @property
    def list(self) -> tuple[str, ...] | None:
        """Path of the list that it is a column of."""
        return self.path[: self.path.index("*")] if self.listed else None

    @property
    def column(self) -> tuple[str, ...]:
        """Path within a row of that list; () for a list of scalars."""
        return self.path[self.path.index("*") + 1 :]

    @property
    def listed(self) -> bool:
        """Whether several values are asked for."""
        return "*" in self.path


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is weighed at once."""

    layout: Layout
    spans: list[Span]  # of the places
    lines: NDArray[np.int32]  # places: the line each begins on
    words: list[str]
    grams: NDArray[np.int32]  # words x GRAMS
    texts: NDArray[np.int32]  # texts x TEXT_WORDS, numbers of words
    contexts: NDArray[np.int32]  # places x CONTEXTS, numbers of texts
    marks: NDArray[np.float32]  # places x MARKS
    roles: NDArray[np.int32]  # places x ROLES, numbers of the parts they play in their lines
    line_texts: NDArray[np.int32]  # lines x 3: texts of the first and last cell, and of the line
    line_marks: NDArray[np.float32]  # lines x LINE_MARKS
    choices: NDArray[np.int32]  # choices of enums x CHOICE_WORDS; the first is none
    options: dict[str, Options]
    questions: list[Question]


def questions_of(root: Object) -> Iterator[tuple[tuple[str, ...], Leaf, str]]:
    """Every leaf that is asked by itself or as a cell of a list: path, leaf, description above."""

    def walk(
        node: Node, path: tuple[str, ...], said: str
    ) -> Iterator[tuple[tuple[str, ...], Leaf, str]]:
        match node:
            case Leaf():
                yield path, node, node.description or said
            case Object(properties=properties):
                for name, child in properties.items():
                    yield from walk(
                        child, (*path, name), "" if not path else said or node.description
                    )
            case Array(items=items) if "*" not in path:
                yield from walk(items, (*path, "*"), node.description)

    yield from walk(root, (), "")


class _Builder:
    """Gathers places, texts and options while a sheet is made."""

    def __init__(self, document: Document, candidates: Candidates, within: Sequence[Span]) -> None:
        self.document = document
        self.candidates = candidates
        self.within = within
        self.layout = Layout(document, within)
        self.vocabulary = Vocabulary()
        self.numbers: dict[tuple[str, bool], int] = {("", False): 0}
        self.texts: list[list[int]] = [[]]
        self.places: dict[tuple[Span, str], int] = {}
        self.spans: list[Span] = []
        self.lines: list[int] = []
        self.contexts: list[list[int]] = []
        self.marks: list[list[float]] = []
        self.roles: list[list[int]] = []
        self.options: dict[str, Options] = {}
        self.choices: list[list[int]] = [[]]
        self.lengths = np.zeros(0, np.int32)  # characters of the verbatim options
        inside = "\n".join(document.text[span.start : span.end] for span in within)
        self.marker = Marker(self.layout, inside)
        self.parts = Roles(self.layout)

    def text(self, text: str, *, from_the_end: bool = False) -> int:
        """Number of a text's words; of a long one its first, or its last."""
        key = (text, from_the_end)
        if key not in self.numbers:
            words = split(text[-120:] if from_the_end else text[:120])
            words = words[-TEXT_WORDS:] if from_the_end else words[:TEXT_WORDS]
            self.numbers[key] = len(self.texts)
            self.texts.append(self.vocabulary.number(words))
        return self.numbers[key]

    def place(self, span: Span, own: str, shape: Shape | None) -> int | None:
        key = (span, own if shape is Shape.BLOCK else "")
        if key in self.places:
            return self.places[key]
        cell = self.layout.cell_at(span.start)
        if cell is None:
            return None
        around = self.layout.around(span, cell)
        numbers = [
            self.text(text, from_the_end=name in _FROM_THE_END)
            for name, text in zip(AROUND, around.texts, strict=True)
        ]
        self.places[key] = len(self.spans)
        self.spans.append(span)
        self.lines.append(cell.line)
        self.contexts.append([*numbers, self.text(own)])
        self.marks.append(self.marker.of_place(span, own, cell, around, shape))
        self.roles.append(self.parts.of_place(span, own, cell, around))
        return self.places[key]

    def line_texts(self, number: int) -> tuple[int, int, int]:
        texts = [cell.text for cell in self.layout.lines[number]]
        last = self.text(texts[-1]) if len(texts) > 1 else 0
        return self.text(texts[0]), last, self.text(" ".join(texts))

    def read_as(self, leaf: Leaf, *, listed: bool) -> str | None:
        """The group of a leaf's options, made if it is new; None where none is weighed."""
        if leaf.origin is Origin.VERBATIM:
            if "verbatim" not in self.options:
                self._verbatim()
            return "verbatim"
        if leaf.origin is Origin.INFERRED:
            return self._inferred(leaf, listed=listed)
        if leaf.origin not in (Origin.PARSED, Origin.PATTERN):
            return None
        reading = _reading(leaf)
        if reading not in self.options:
            self._parsed(reading, leaf)
        return reading

    @cached_property
    def sums(self) -> Sums:
        """How all numbers of the document add up."""
        found = for_leaf(Leaf(Kind.NUMBER, Origin.PARSED), self.candidates)
        numbers = [(span, candidate.json) for candidate in found for span in candidate.spans]
        cells = {span: self.layout.cell_at(span.start) for span, _ in numbers}
        lines = {span: cell.line for span, cell in cells.items() if cell is not None}
        return Sums([one for one in numbers if one[0] in lines], lines)

    def _verbatim(self) -> None:
        numbers: list[int] = []
        values: list[str] = []
        for run in find_runs(self.document, self.layout, self.within):
            place = self.place(run.span, run.text, run.shape)
            if place is not None:
                numbers.append(place)
                values.append(run.text)
        self.lengths = np.array([len(value) for value in values], np.int32)
        texts = [json.dumps(value, ensure_ascii=False) for value in values]
        traits = traits_of_words(values, [self.spans[place] for place in numbers])
        self.options["verbatim"] = Options(
            np.array(numbers, np.int32), texts, traits, np.zeros(len(texts), np.int32)
        )

    def _inferred(self, leaf: Leaf, *, listed: bool) -> str:
        """Each choice at each short run that may be the word for it."""
        if "verbatim" not in self.options:
            self._verbatim()
        choices: list[tuple[str, str]] = [("true", "true yes"), ("false", "false no not")]
        if leaf.kind is not Kind.BOOLEAN:
            told = [choice for choice in leaf.choices if choice is not None]
            choices = [
                (json.dumps(one, ensure_ascii=False), str(one)) for one in told[:MOST_CHOICES]
            ]
        reading = f"choice {'of each row ' if listed else ''}{leaf.kind} {choices}"
        if reading in self.options:
            return reading
        short = short_texts(self.document.text, self.spans, self.options["verbatim"].places)
        if listed:
            marks = (self.place(cell.span, cell.text, None) for cell in lone_marks(self.layout))
            tellers = sorted([*tellers_of_rows(short), *(one for one in marks if one is not None)])
        else:
            tellers = tellers_of_one(short)
        numbers: list[int] = []
        texts: list[str] = []
        meant: list[int] = []
        for text, words in choices:
            self.choices.append(self.vocabulary.number(split(words)))
            numbers += tellers
            texts += [text] * len(tellers)
            meant += [len(self.choices) - 1] * len(tellers)
        self.options[reading] = _plain(numbers, texts, meant)
        return reading

    def _parsed(self, reading: str, leaf: Leaf) -> None:
        bare = Leaf(leaf.kind, leaf.origin, format=leaf.format, pattern=leaf.pattern)
        found = for_leaf(bare, self.candidates)
        numbers: list[int] = []
        texts: list[str] = []
        fuzzy: list[bool] = []
        for candidate in found:
            for span in candidate.spans:
                own = self.document.text[span.start : span.end]
                place = self.place(span, own, None)
                if place is not None:
                    numbers.append(place)
                    texts.append(candidate.json)
                    fuzzy.append(candidate.fuzzy)
        spans = [self.spans[place] for place in numbers]
        stands = [self.document.text[span.start : span.end] for span in spans]
        sums = self.sums if leaf.kind in (Kind.NUMBER, Kind.INTEGER) else None
        traits = traits_of(leaf.kind, texts, stands, spans, fuzzy, sums=sums)
        choices = np.zeros(len(texts), np.int32)
        self.options[reading] = Options(np.array(numbers, np.int32), texts, traits, choices)


def _reading(leaf: Leaf) -> str:
    if leaf.kind is not Kind.STRING:
        return leaf.kind.value
    if leaf.format is not None:
        return f"{leaf.format}"
    return f"pattern {leaf.pattern}"


def _plain(places: Sequence[int], texts: list[str], choices: Sequence[int] = ()) -> Options:
    """Options that nothing tells apart but their places."""
    return Options(
        np.array(places, np.int32),
        texts,
        np.zeros((len(texts), TRAITS), np.float32),
        np.array(choices, np.int32) if choices else np.zeros(len(texts), np.int32),
    )


def build_sheet(
    document: Document, candidates: Candidates, root: Object, within: Sequence[Span]
) -> Sheet:
    """The sheet of the stretches `within` of a document; `candidates` are those of the same."""
    builder = _Builder(document, candidates, within)
    asked = [
        (path, leaf, said, builder.read_as(leaf, listed="*" in path))
        for path, leaf, said in questions_of(root)
    ]
    questions = []
    for path, leaf, said, reading in asked:
        if reading is None:
            continue
        names = [part for part in path if part != "*"]
        number = builder.vocabulary.number
        questions.append(
            Question(
                path=path,
                leaf=leaf,
                reading=reading,
                open=_open(builder, leaf, builder.options[reading]),
                name=padded([number(split(names[-1]))], NAME_WORDS)[0],
                parents=padded([number(split(" ".join(names[:-1])))], PARENT_WORDS)[0],
                said=padded([number(split(said))], SAID_WORDS)[0],
            )
        )
    lines = range(len(builder.layout.lines))
    line_texts = [builder.line_texts(line) for line in lines]
    line_marks = [builder.marker.of_line(line) for line in lines]
    return Sheet(
        layout=builder.layout,
        spans=builder.spans,
        lines=np.array(builder.lines, np.int32),
        words=builder.vocabulary.words,
        grams=builder.vocabulary.grams(),
        texts=padded(builder.texts, TEXT_WORDS),
        contexts=np.array(builder.contexts, np.int32).reshape(-1, CONTEXTS),
        marks=np.array(builder.marks, np.float32).reshape(-1, MARKS),
        roles=np.array(builder.roles, np.int32).reshape(-1, ROLES),
        line_texts=np.array(line_texts, np.int32).reshape(-1, 3),
        line_marks=np.array(line_marks, np.float32).reshape(-1, LINE_MARKS),
        choices=padded(builder.choices, CHOICE_WORDS),
        options=builder.options,
        questions=questions,
    )


def _open(builder: _Builder, leaf: Leaf, options: Options) -> NDArray[np.int32]:
    """The options that the leaf's own constraints allow."""
    if leaf.origin is Origin.INFERRED:
        return np.arange(len(options.texts), dtype=np.int32)
    if leaf.origin is Origin.VERBATIM:
        low, high = string_lengths(leaf)
        kept = (max(1, low) <= builder.lengths) & (builder.lengths <= high)
    else:
        allowed = {one.json for one in for_leaf(leaf, builder.candidates)}
        kept = np.array([text in allowed for text in options.texts], bool)
    return np.flatnonzero(kept).astype(np.int32)
