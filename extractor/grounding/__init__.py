"""Value to place: where in the document a value stands, how well, and how sure that makes it.

A parsed or pattern value is looked up among the candidates it was taken from; a verbatim one is
searched for, word for word, then normalised, then nearly (search.py). Of several places the one
near the field's label and its siblings is taken (nearness.py). confidence.py joins what is known
into one number.

A span and its text belong together: for every located value `document.text[start:end]`, whitespace
folded, is `text`. A run of a block may be scattered over the lines of a page: its `spans` are all
its stretches, `boxes` cover all of them, and `span` and `text` are those of the first stretch.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from extractor.candidates import Candidate, Candidates, fold, for_leaf
from extractor.document import Box, Document, Span, recognition
from extractor.grounding.confidence import Verdict, confidence
from extractor.grounding.nearness import Layout, best_place, row_line
from extractor.grounding.search import Place, SearchableText
from extractor.pointers import pointer
from extractor.record import Field, FieldState
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin, Union

__all__ = ["Grounding", "Verdict", "confidence", "ground", "ground_record", "to_field"]

_READ_THROUGH = 0.9  # similarity of a candidate that was read through the confusions of OCR

_Path = tuple[str | int, ...]
_Spans = tuple[Span, ...]
_Entry = tuple[str, "Grounding"]
_Leaves = dict[_Path, tuple[Leaf, JsonValue]]


@dataclass(frozen=True, slots=True)
class Grounding:
    """How one value stands to the document."""

    state: FieldState
    spans: tuple[Span, ...] = ()  # empty where it is not located
    text: str | None = None  # the document's words at `span`, whitespace folded
    page: int | None = None  # counts from 1
    boxes: tuple[Box, ...] = ()
    recognition: float | None = None  # of its words; of a null, of all that was looked through
    similarity: float = 1.0  # of a fuzzy match

    @property
    def span(self) -> Span | None:
        return self.spans[0] if self.spans else None


def ground(
    document: Document,
    leaf: Leaf,
    value: JsonValue,
    *,
    candidates: Candidates,
    label: str = "",
    near: Sequence[Span] = (),
    within: Sequence[Span] | None = None,
) -> Grounding:
    """Where `value` of `leaf` stands in `document`.

    Of several places the one near `label` (the field's name) and the spans `near` is taken.
    """
    return _Grounder(document, candidates, within).settle(leaf, value, label=label, near=near)


def ground_record(
    document: Document,
    root: Object,
    data: Mapping[str, JsonValue],
    candidates: Candidates,
    within: Sequence[Span] | None = None,
) -> dict[str, Grounding]:
    """Every leaf of `root` that applies to `data`, by JSON Pointer, absent ones too.

    The leaves of a null object are absent each; a list that is null or empty is one absent entry
    of its own. `within` restricts the search to the stretches that a model was shown.
    """
    grounder = _Grounder(document, candidates, within)
    return dict(grounder.walk(root, dict(data)))


def to_field(grounding: Grounding, confidence: float | None, problem: str | None = None) -> Field:
    """The record's entry for a grounded value."""
    span = grounding.span
    return Field(
        state=grounding.state,
        text=grounding.text,
        page=grounding.page,
        span=(span.start, span.end) if span else None,
        boxes=[box.rounded() for box in grounding.boxes],
        confidence=None if confidence is None else round(confidence, 4),
        problem=problem,
    )


class _Grounder:
    """One document prepared for grounding many values."""

    def __init__(
        self, document: Document, candidates: Candidates, within: Sequence[Span] | None
    ) -> None:
        self._document = document
        self._candidates = candidates if within is None else candidates.within(within)
        self._text = SearchableText(document, within)
        shown = (Span(0, len(document.text)),) if within is None else within
        self._layout = Layout(document.text, shown)
        # What is not found may stand in what was misread: a null is no surer than the reading.
        self._absent = Grounding(
            FieldState.ABSENT,
            recognition=recognition(word for span in shown for word in document.words_in(span)),
        )
        self._offers: dict[Leaf, dict[str | Decimal, list[Candidate]]] = {}
        self._found: dict[tuple[Leaf, str], list[Place]] = {}

    # -- walking a record; `near` are spans that a value should stand close to

    def walk(
        self, node: Node, value: JsonValue, path: _Path = (), near: _Spans = ()
    ) -> Iterator[_Entry]:
        match node:
            case Leaf():
                yield from self._together({path: (node, value)}, near)
            case Object():
                yield from self._object(node, value, path, near)
            case Array():
                yield from self._array(node, value, path)
            case Union():
                yield from self.walk(_option(node, value), value, path, near)

    def _object(
        self, node: Object, value: JsonValue, path: _Path, near: _Spans
    ) -> Iterator[_Entry]:
        held = value if isinstance(value, dict) else {}
        leaves = self._leaves(node, held, path)
        if path and not near:  # the parts of an address stand together, those of a record need not
            places = (self.places(leaf, one) for leaf, one in leaves.values())
            near = tuple(found[0].spans[0] for found in places if len(found) == 1)
        settled = dict(self._together(leaves, near))
        for name, child in node.properties.items():
            here = (*path, name)
            if here in leaves:
                yield pointer(*here), settled[pointer(*here)]
            else:
                yield from self.walk(child, held.get(name), here, near)

    def _array(self, node: Array, value: JsonValue, path: _Path) -> Iterator[_Entry]:
        """Items one after the other: each row below the one before it."""
        items = value if isinstance(value, list) else []
        if not items:
            yield pointer(*path), self._absent
        line = -1
        for index, item in enumerate(items):
            here = (*path, index)
            row = _option(node.items, item)
            columns = [self.places(leaf, one) for leaf, one in self._row(row, item, here).values()]
            found = row_line(self._layout, columns, line)
            near: _Spans = ()
            if found is not None:
                line, near = found, (self._layout.line_span(found),)
            yield from self.walk(row, item, here, near)

    def _row(self, row: Node, item: JsonValue, path: _Path) -> _Leaves:
        if isinstance(row, Object) and isinstance(item, dict):
            return self._leaves(row, item, path)
        return {path: (row, item)} if isinstance(row, Leaf) else {}

    def _leaves(self, node: Object, held: Mapping[str, JsonValue], path: _Path) -> _Leaves:
        """The scalars that an object holds itself."""
        found: _Leaves = {}
        for name, child in node.properties.items():
            leaf = _option(child, held.get(name))
            if isinstance(leaf, Leaf):
                found[(*path, name)] = (leaf, held.get(name))
        return found

    # -- one value

    def _together(self, leaves: _Leaves, near: _Spans) -> Iterator[_Entry]:
        """Siblings, none of which takes another's place as long as it has one of its own."""
        taken: set[_Spans] = set()
        for path, (leaf, value) in leaves.items():
            names = [part for part in path if isinstance(part, str)]
            grounding = self.settle(leaf, value, label="".join(names[-1:]), near=near, taken=taken)
            taken.add(grounding.spans)
            yield pointer(*path), grounding

    def settle(
        self,
        leaf: Leaf,
        value: JsonValue,
        *,
        label: str,
        near: Sequence[Span],
        taken: Container[_Spans] = (),
    ) -> Grounding:
        """The grounding of a value at its best place."""
        if value is None:
            return self._absent
        places = self.places(leaf, value)
        if not places:
            own = leaf.origin in (Origin.INFERRED, Origin.FREE)
            return Grounding(FieldState.INFERRED if own else FieldState.UNGROUNDED)
        place = best_place(
            self._layout,
            places,
            label=label,
            description=leaf.description,
            near=near,
            taken=taken,
        )
        state = FieldState.INFERRED if leaf.origin is Origin.INFERRED else place.state
        return self._located(place, state)

    def places(self, leaf: Leaf, value: JsonValue) -> list[Place]:
        """Everywhere that `value` may stand."""
        if value is None or leaf.kind is Kind.BOOLEAN:
            return []
        key = (leaf, str(value))
        if key not in self._found:
            self._found[key] = self._looked_up(leaf, value) or self._searched(leaf, value)
        return self._found[key]

    def _looked_up(self, leaf: Leaf, value: JsonValue) -> list[Place]:
        """Places of the candidates that `value` was, or could have been, taken from."""
        if leaf.origin in (Origin.VERBATIM, Origin.INFERRED):
            return []
        if leaf not in self._offers:
            source = replace(leaf, origin=Origin.PARSED) if leaf.origin is Origin.FREE else leaf
            offer: dict[str | Decimal, list[Candidate]] = {}
            for candidate in for_leaf(source, self._candidates):
                offer.setdefault(_key(leaf, candidate.value), []).append(candidate)
            self._offers[leaf] = offer
        return [
            self._place(candidate, span)
            for candidate in self._offers[leaf].get(_key(leaf, value), [])
            for span in candidate.spans
        ]

    def _place(self, candidate: Candidate, span: Span) -> Place:
        if candidate.fuzzy:
            return Place((span,), FieldState.FUZZY, _READ_THROUGH)
        written = fold(self._document.text[span.start : span.end])
        same = written in (candidate.json, candidate.value)
        return Place((span,), FieldState.EXACT if same else FieldState.NORMALISED)

    def _searched(self, leaf: Leaf, value: JsonValue) -> list[Place]:
        """Places of the words of a string; dates and numbers are never searched for as words."""
        if leaf.kind not in (Kind.STRING, Kind.ENUM):
            return []
        own = leaf.origin in (Origin.INFERRED, Origin.FREE)
        words = str(value).replace("_", " ") if leaf.kind is Kind.ENUM else str(value)
        return self._text.find(words, fuzzy=not own)

    def _located(self, place: Place, state: FieldState) -> Grounding:
        """A place with its page and boxes; of a value that crosses pages, those of the first."""
        document, first = self._document, place.spans[0]
        page = document.page_at(first.start) if document.pages else None
        boxes: list[Box] = []
        scores: list[float] = []
        for span in place.spans:
            if page is None or not span.touches(page.span):
                continue
            here = Span(span.start, min(span.end, page.span.end))
            boxes += document.locate(here)
            words = document.words_in(here)
            scores += [word.confidence for word in words if word.confidence is not None]
        return Grounding(
            state,
            place.spans,
            fold(document.text[first.start : first.end]),
            page.number if page else None,
            tuple(boxes),
            sum(scores) / len(scores) if scores else None,
            place.similarity,
        )


def _key(leaf: Leaf, value: JsonValue) -> str | Decimal:
    """What makes two values of a leaf equal: 1487.5 is 1487.50."""
    if leaf.kind in (Kind.INTEGER, Kind.NUMBER):
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return str(value)
    return str(value)


def _option(node: Node, value: JsonValue) -> Node:
    """The option of a union that `value` is of; any other node itself."""
    if not isinstance(node, Union):
        return node
    fitting = [option for option in node.options if _fits(option, value)]
    return _option((fitting or list(node.options))[0], value)


def _fits(node: Node, value: JsonValue) -> bool:
    match node:
        case Object():
            return isinstance(value, dict)
        case Array():
            return isinstance(value, list)
        case Leaf(kind=Kind.BOOLEAN):
            return isinstance(value, bool)
        case Leaf(kind=Kind.INTEGER | Kind.NUMBER):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Leaf(kind=Kind.ENUM):
            return value in node.choices
        case Leaf():
            return isinstance(value, str)
        case Union(options=options):
            return any(_fits(option, value) for option in options)
