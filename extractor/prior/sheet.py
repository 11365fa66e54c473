"""One stretch of a document and the questions about it, as arrays.

A *place* is a span that may be an answer; what it is like and what stands around it does not depend
on the question. An *option* is a value that a place may stand for: `03/04/2026` is one place and
two options. Options are grouped by what they are read as, and a question picks from one group.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.candidates import Candidates, for_leaf
from extractor.document import Document, Span
from extractor.prior.layout import AROUND, Layout
from extractor.prior.runs import Shape, find_runs
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
MOST_WORDS_OF_CHOICES = 120
_FROM_THE_END = {"before"}
_CONNECTED = re.compile(r"[€$£%]|\b(?:EUR|USD|GBP|CHF)\b")


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
    line_texts: NDArray[np.int32]  # lines x 2: numbers of the texts of their first and last cells
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
        self.options: dict[str, Options] = {}
        self.choices: list[list[int]] = [[]]
        self._widest = max((cell.right for cell in self.layout.cells), default=1.0) or 1.0
        self._block_starts = _first_lines(self.layout.blocks)
        self._repeats = Counter(cell.text for cell in self.layout.cells)

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
        line, lines = self.layout.lines[cell.line], len(self.layout.lines)
        first = self._block_starts[self.layout.blocks[cell.line]]
        before, after = around.texts[0], around.texts[6]
        like = sum(
            len(self.layout.lines[other]) == len(line) > 2
            for other in (cell.line - 2, cell.line - 1, cell.line + 1, cell.line + 2)
            if 0 <= other < lines
        )
        letters = max(1, len(own))
        self.marks.append(
            [
                cell.line / max(1, lines),
                1.0 / (1 + cell.line),
                1.0 / (lines - cell.line),
                cell.left / self._widest,
                cell.right / self._widest,
                min(cell.column, 4) / 4,
                min(len(line), 6) / 6,
                float(cell.column == len(line) - 1),
                float(span.start == cell.span.start),
                float(span.end >= cell.span.end),
                math.log1p(len(own)) / 5,
                math.log1p(own.count(" ")) / 3,
                sum(map(str.isdigit, own)) / letters,
                sum(map(str.isupper, own)) / letters,
                sum(map(str.isalpha, own)) / letters,
                float(own[:1].isupper()),
                float("@" in own),
                float(before.rstrip().endswith((":", "=", "#", "."))),
                float(bool(before.strip())),
                float(around.texts[1].rstrip().endswith(":")),
                float(bool(around.texts[1])),
                float(around.texts[3].rstrip().endswith(":")),
                float(bool(around.texts[3])),
                around.lines_above / 3,
                min(around.lines_to_head, 20) / 20,
                min(cell.line - first, 8) / 8,
                float(self.layout.blocks[cell.line] == 0),
                float(bool(_CONNECTED.search(before[-5:]))),
                float(bool(_CONNECTED.match(after.strip()[:4]))),
                math.log1p(self._repeats[own]),
                float(len(cell.text.split()) > 9),
                like / 4,
                *(float(shape == one) for one in Shape),
            ]
        )
        return self.places[key]

    def line_texts(self, number: int) -> tuple[int, int]:
        cells = self.layout.lines[number]
        return self.text(cells[0].text), self.text(cells[-1].text) if len(cells) > 1 else 0

    def read_as(self, leaf: Leaf) -> str | None:
        """The group of a leaf's options, made if it is new; None where none is weighed."""
        if leaf.origin is Origin.VERBATIM:
            if "verbatim" not in self.options:
                self._verbatim()
            return "verbatim"
        if leaf.origin is Origin.INFERRED:
            return self._inferred(leaf)
        if leaf.origin not in (Origin.PARSED, Origin.PATTERN):
            return None
        reading = _reading(leaf)
        if reading not in self.options:
            self._parsed(reading, leaf)
        return reading

    def _verbatim(self) -> None:
        numbers: list[int] = []
        texts: list[str] = []
        for run in find_runs(self.document, self.layout, self.within):
            place = self.place(run.span, run.text, run.shape)
            if place is not None:
                numbers.append(place)
                texts.append(json.dumps(run.text, ensure_ascii=False))
        self.options["verbatim"] = _plain(numbers, texts)

    def _inferred(self, leaf: Leaf) -> str:
        """Each choice at each short run that may be the word for it."""
        if "verbatim" not in self.options:
            self._verbatim()
        choices: list[tuple[str, str]] = [("true", "true yes"), ("false", "false no not")]
        if leaf.kind is not Kind.BOOLEAN:
            told = [choice for choice in leaf.choices if choice is not None]
            choices = [
                (json.dumps(one, ensure_ascii=False), str(one)) for one in told[:MOST_CHOICES]
            ]
        reading = f"choice {leaf.kind} {choices}"
        if reading in self.options:
            return reading
        short = [
            place
            for place in dict.fromkeys(self.options["verbatim"].places.tolist())
            if self.spans[place].end - self.spans[place].start <= 40
        ][:MOST_WORDS_OF_CHOICES]
        numbers: list[int] = []
        texts: list[str] = []
        meant: list[int] = []
        for text, words in choices:
            self.choices.append(self.vocabulary.number(split(words)))
            numbers += short
            texts += [text] * len(short)
            meant += [len(self.choices) - 1] * len(short)
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
        traits = _traits(leaf.kind, texts, stands, numbers, fuzzy)
        choices = np.zeros(len(texts), np.int32)
        self.options[reading] = Options(np.array(numbers, np.int32), texts, traits, choices)


def _reading(leaf: Leaf) -> str:
    if leaf.kind is not Kind.STRING:
        return leaf.kind.value
    if leaf.format is not None:
        return f"{leaf.format}"
    return f"pattern {leaf.pattern}"


TRAITS = 16


def _plain(places: Sequence[int], texts: list[str], choices: Sequence[int] = ()) -> Options:
    """Options that nothing tells apart but their places."""
    return Options(
        np.array(places, np.int32),
        texts,
        np.zeros((len(texts), TRAITS), np.float32),
        np.array(choices, np.int32) if choices else np.zeros(len(texts), np.int32),
    )


def _traits(
    kind: Kind,
    texts: Sequence[str],
    stands: Sequence[str],
    places: Sequence[int],
    fuzzy: Sequence[bool],
) -> NDArray[np.float32]:
    """What tells the options of one group apart: size, order, and which reading each is.

    `texts` are the options' JSON, `stands` what the document has in their place.
    """
    traits = np.zeros((len(texts), TRAITS), np.float32)
    if not texts:
        return traits
    several = Counter(places)
    ambiguous = np.array([several[place] > 1 for place in places])
    traits[:, 1] = ambiguous
    traits[:, 2] = fuzzy
    if kind in (Kind.NUMBER, Kind.INTEGER):
        values = np.array([float(text) for text in texts])
        traits[:, 3] = np.log10(np.abs(values) + 1) / 6
        traits[:, 4] = [len(text.partition(".")[2]) == 2 for text in texts]
        traits[:, 5] = ["." not in text for text in texts]
        traits[:, 6] = values < 0
        traits[:, 7] = (values >= 1900) & (values <= 2100) & (values == np.floor(values))
        traits[:, 8] = _rank(values)
        money = traits[:, 4] > 0
        traits[:, 9] = values == values[money].max() if money.any() else values == values.max()
        traits[:, 10] = values == 0
        _convention(traits, [_decimal_mark(*one) for one in zip(texts, stands, strict=True)])
    elif kind in (Kind.DATE, Kind.DATETIME):
        order = _rank(np.array([int(re.sub(r"\D", "", text)[:8]) for text in texts], float))
        traits[:, 8] = order
        traits[:, 9] = order == order.max()
        traits[:, 10] = order == order.min()
        _convention(traits, [_first_number(*one) for one in zip(texts, stands, strict=True)])
    return traits


def _convention(traits: NDArray[np.float32], styles: Sequence[int]) -> None:
    """Which of two conventions (1 or 2, 0 for neither) each option is read by, and how many of
    those that can be read one way only speak for it and against it.
    """
    style = np.array(styles)
    certain = traits[:, 1] == 0
    counts = [np.count_nonzero(certain & (style == one)) for one in (0, 1, 2)]
    traits[:, 11] = style == 1
    traits[:, 12] = style == 2
    agreeing = np.array([0, counts[1], counts[2]])[style]
    against = np.array([0, counts[2], counts[1]])[style]
    traits[:, 13] = np.minimum(agreeing, 4) / 4
    traits[:, 14] = np.minimum(against, 4) / 4


def _decimal_mark(text: str, stands: str) -> int:
    """1 where a point is the decimal mark or a comma parts thousands, 2 the other way round."""
    marks = re.findall(r"[.,]", stands)
    if not marks:
        return 0
    fraction = "." in text
    return 2 if (marks[-1] == ",") == fraction else 1


def _first_number(text: str, stands: str) -> int:
    """1 where the day comes first, 2 where the month does, in a date of digits."""
    digits = re.match(r"\s*(\d{1,2})[./-](\d{1,2})[./-]", stands)
    if digits is None:
        return 0
    month, day = int(text[6:8]), int(text[9:11])
    first, second = int(digits[1]), int(digits[2])
    if first == second:
        return 0
    return 1 if (first, second) == (day, month) else 2


def _rank(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place of each value among the distinct ones, 0..1."""
    distinct = np.unique(values)
    ranks: NDArray[np.float64] = np.searchsorted(distinct, values) / max(1, len(distinct) - 1)
    return ranks


def _first_lines(blocks: Sequence[int]) -> dict[int, int]:
    first: dict[int, int] = {}
    for line, block in enumerate(blocks):
        first.setdefault(block, line)
    return first


def build_sheet(
    document: Document, candidates: Candidates, root: Object, within: Sequence[Span]
) -> Sheet:
    """The sheet of the stretches `within` of a document; `candidates` are those of the same."""
    builder = _Builder(document, candidates, within)
    asked = [(path, leaf, said, builder.read_as(leaf)) for path, leaf, said in questions_of(root)]
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
    line_marks = [_line_marks(builder.layout, line) for line in lines]
    return Sheet(
        layout=builder.layout,
        spans=builder.spans,
        lines=np.array(builder.lines, np.int32),
        words=builder.vocabulary.words,
        grams=builder.vocabulary.grams(),
        texts=padded(builder.texts, TEXT_WORDS),
        contexts=np.array(builder.contexts, np.int32).reshape(-1, CONTEXTS),
        marks=np.array(builder.marks, np.float32).reshape(-1, MARKS),
        line_texts=np.array(line_texts, np.int32).reshape(-1, 2),
        line_marks=np.array(line_marks, np.float32).reshape(-1, LINE_MARKS),
        choices=padded(builder.choices, CHOICE_WORDS),
        options=builder.options,
        questions=questions,
    )


LINE_MARKS = 10


def _line_marks(layout: Layout, number: int) -> list[float]:
    """What a line looks like."""
    cells = layout.lines[number]
    text = " ".join(cell.text for cell in cells)
    letters = max(1, len(text))
    return [
        min(len(cells), 6) / 6,
        float(number == 0 or layout.blocks[number] != layout.blocks[number - 1]),
        float(
            number + 1 == len(layout.lines) or layout.blocks[number] != layout.blocks[number + 1]
        ),
        sum(map(str.isdigit, text)) / letters,
        sum(map(str.isupper, text)) / letters,
        math.log1p(len(text)) / 5,
        float(text.endswith(":")),
        float(":" in text),
        float("@" in text),
        number / len(layout.lines),
    ]


MARKS = 32 + len(Shape)


def _open(builder: _Builder, leaf: Leaf, options: Options) -> NDArray[np.int32]:
    """The options that the leaf's own constraints allow."""
    if leaf.origin is Origin.INFERRED:
        return np.arange(len(options.texts), dtype=np.int32)
    if leaf.origin is Origin.VERBATIM:
        low, high = leaf.min_length or 1, leaf.max_length or 240
        kept = [low <= len(json.loads(text)) <= high for text in options.texts]
    else:
        allowed = {one.json for one in for_leaf(leaf, builder.candidates)}
        kept = [text in allowed for text in options.texts]
    return np.flatnonzero(np.array(kept, bool)).astype(np.int32)
