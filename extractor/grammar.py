"""The grammar of a reply, made from the schema *and the document*.

Grounded decoding: the only strings that the grammar holds are runs of the document's words, the
only dates and numbers those that stand in it, so a value that the document does not bear cannot be
written. The idea of grammars that depend on the input is Geng et al., EMNLP 2023
(arXiv 2305.13971). Without an `Offer` the grammar is the schema's alone (`--free`).

The notation is llguidance's Lark dialect. Whitespace is fixed, keys stand in the schema's order,
and every leaf may be null.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from extractor.pointers import pointer
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin, Union

TEXT_LENGTH = 240  # characters of a string whose schema sets no maxLength; unbounded ones loop
LIST_LENGTH = 200  # items of a list whose schema sets no maxItems

_JSON_CHARACTER = r'([^"\\\x00-\x1f\x7f]|\\["\\])'
_FREE_LEAVES = {
    Kind.INTEGER: r"-?(0|[1-9][0-9]{0,17})",
    Kind.NUMBER: r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?",
    Kind.BOOLEAN: r"true|false",
    Kind.DATE: r'"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"',
    Kind.TIME: r'"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"',
    Kind.DATETIME: (
        r'"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
        r'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})?"'
    ),
}


@dataclass(frozen=True, slots=True)
class Style:
    """The fixed whitespace of a reply."""

    comma: str = ", "
    colon: str = ": "

    def dumps(self, value: Any) -> str:
        """`value` as JSON in this style."""
        return json.dumps(value, ensure_ascii=False, separators=(self.comma, self.colon))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a document (or a window of it) offers to a schema."""

    pieces: Sequence[str]  # the text cut where a run may start or end: `verbatim_pieces`
    values: Callable[[Leaf], Sequence[str]]  # JSON texts for a parsed or pattern leaf
    own_words: bool = True  # whether a free leaf may be answered in words of the model's own


@dataclass(frozen=True, slots=True)
class Repair:
    """A second attempt: everything of `data` is dictated, but for the leaves asked again."""

    data: Mapping[str, Any]
    ask: Mapping[str, frozenset[str]] = field(default_factory=dict)  # pointer -> refused JSON texts


def compose(root: Object, style: Style, offer: Offer | None, repair: Repair | None = None) -> str:
    """The grammar of a reply for `root`, in llguidance's Lark syntax."""
    return _Composer(style, offer, repair).compose(root)


class _Composer:
    """Walks a schema once; equal terminals are written once."""

    def __init__(self, style: Style, offer: Offer | None, repair: Repair | None) -> None:
        self._style = style
        self._offer = offer
        self._repair = repair
        self._terminals: dict[str, str] = {}  # body -> name
        self._rules: dict[str, str] = {}  # body -> name

    def compose(self, root: Object) -> str:
        start = self._dictated_or(root, (), self._repair.data if self._repair else None)
        terminals = [f"{name}: {body}" for body, name in self._terminals.items()]
        rules = [f"{name}: {body}" for body, name in self._rules.items()]
        return "\n".join([f"start: {start}", *rules, *terminals]) + "\n"

    # -- nodes: each gives an expression of the grammar

    def _node(self, node: Node, path: tuple[str | int, ...]) -> str:
        match node:
            case Leaf():
                return self._leaf(node, path)
            case Object():
                return self._object(node, path)
            case Array():
                return self._array(node, path)
            case Union(options=options):
                return "(" + " | ".join(self._node(option, path) for option in options) + ")"

    def _object(self, node: Object, path: tuple[str | int, ...]) -> str:
        members = [
            f"{_literal(self._key(name))} {self._node(child, (*path, name))}"
            for name, child in node.properties.items()
        ]
        return self._braced(members)

    def _array(self, node: Array, path: tuple[str | int, ...]) -> str:
        listed = self._listed(node, path)
        return f"({_literal('null')} | {listed})" if listed else _literal("null")

    def _listed(self, node: Array, path: tuple[str | int, ...]) -> str | None:
        """A list of items that each say something, None where the document offers none.

        Items that may be null would never end.
        """
        item = node.items
        if self._offers_nothing(item) or node.max_items == 0:
            return None
        match item:
            case Leaf():
                expression = self._values(item, frozenset())
            case Array():
                expression = self._listed(item, (*path, "*"))
            case Object():
                expression = self._rule(self._row(item, (*path, "*")))
            case Union():
                expression = self._rule(self._node(item, (*path, "*")))
        more = min(node.max_items or LIST_LENGTH, LIST_LENGTH) - 1
        rest = f" ({_literal(self._style.comma)} {expression}){{0,{more}}}" if more > 0 else ""
        return f'"[" {expression}{rest} "]"'

    def _row(self, node: Object, path: tuple[str | int, ...]) -> str:
        """An object that says something: rows of nothing but null would never end."""
        names = list(node.properties)
        tellable = [
            name
            for name in names
            if isinstance(node.properties[name], Leaf)
            and not self._offers_nothing(node.properties[name])
        ]
        if not tellable:
            return self._node(node, path)
        comma = _literal(self._style.comma)
        said, untold = "", ""  # the members from one on; `untold` where none before it spoke
        for name in reversed(names):
            child, key = node.properties[name], _literal(self._key(name))
            any_value = f"{key} {self._node(child, (*path, name))}"
            if name in tellable:
                assert isinstance(child, Leaf)
                told = _joined(comma, f"{key} {self._values(child, frozenset())}", said)
                null = f"{key} {_literal('null')}"
                untold = f"({told} | {_joined(comma, null, untold)})" if untold else told
            elif untold:
                untold = _joined(comma, any_value, untold)
            # a rule each: written out, a row of many columns would be too deep to compile
            said = self._rule(_joined(comma, any_value, said))
            untold = untold and self._rule(untold)
        return f'"{{" {untold} "}}"'

    def _leaf(self, leaf: Leaf, path: tuple[str | int, ...]) -> str:
        refused = self._repair.ask.get(pointer(*path), frozenset()) if self._repair else frozenset()
        terminal = self._values(leaf, refused)
        return f"({_literal('null')} | {terminal})" if terminal else _literal("null")

    # -- field repair

    def _dictated_or(self, node: Node, path: tuple[str | int, ...], known: Any) -> str:
        """The known value as a constant, opened only where a leaf below is asked again."""
        if self._repair is None:
            return self._node(node, path)
        here = pointer(*path)
        if here in self._repair.ask:
            return self._node(node, path)
        if not any(asked.startswith(here + "/") for asked in self._repair.ask):
            return _literal(self._style.dumps(known))
        match node:
            case Object(properties=properties) if isinstance(known, Mapping):
                return self._braced(
                    [
                        f"{_literal(self._key(name))} "
                        f"{self._dictated_or(child, (*path, name), known.get(name))}"
                        for name, child in properties.items()
                    ]
                )
            case Array(items=items) if isinstance(known, list):
                rows = [
                    self._dictated_or(items, (*path, index), value)
                    for index, value in enumerate(known)
                ]
                return f'"[" {f" {_literal(self._style.comma)} ".join(rows)} "]"'
            case _:
                return self._node(node, path)

    # -- leaves

    def _values(self, leaf: Leaf, refused: frozenset[str]) -> str | None:
        """Name of the terminal for the non-null values of `leaf`; None where there is none."""
        if leaf.origin is Origin.INFERRED:
            texts = ["true", "false"] if leaf.kind is Kind.BOOLEAN else []
            texts += [self._style.dumps(choice) for choice in leaf.choices if choice is not None]
            return self._one_of([text for text in texts if text not in refused])
        if self._offer is None or leaf.origin is Origin.FREE:
            writes = self._offer is None or self._offer.own_words
            return self._free(leaf, refused) if writes else None
        if leaf.origin is Origin.VERBATIM:
            return self._run(leaf, refused)
        return self._one_of([text for text in self._offer.values(leaf) if text not in refused])

    def _one_of(self, texts: Sequence[str]) -> str | None:
        if not texts:
            return None
        return self._terminal(" | ".join(_literal(text) for text in dict.fromkeys(texts)))

    def _run(self, leaf: Leaf, refused: frozenset[str]) -> str | None:
        """A run of words of the document, neither starting nor ending in a space."""
        assert self._offer is not None
        low, high = string_lengths(leaf)
        refusals = {json.loads(text) for text in refused}
        if not _has_run(self._offer.pieces, max(1, low), high, refusals):
            return None  # an empty terminal is a dead end for the whole reply
        shape = f"/{_run_shape(max(1, low), high)}/"
        less = "".join(f" & ~{_literal(text[1:-1])}" for text in sorted(refused))
        run = self._terminal(f"{self._words} & {shape}{less}")
        return self._rule(f"{_QUOTE} {run} {_QUOTE}")

    @cached_property
    def _words(self) -> str:
        """Name of the terminal for every run of the document's words."""
        assert self._offer is not None
        chunks = [json.dumps(piece, ensure_ascii=False)[1:-1] for piece in self._offer.pieces]
        return self._terminal(f"%regex {_literal({'substring_chunks': chunks})}")

    def _free(self, leaf: Leaf, refused: frozenset[str]) -> str | None:
        refusals = "".join(f" & ~{_literal(text)}" for text in sorted(refused))
        if leaf.kind in _FREE_LEAVES:
            return self._terminal(f"/{_FREE_LEAVES[leaf.kind]}/{refusals}")
        low, high = string_lengths(leaf)
        if high < low:
            return None
        return self._terminal(f'/"{_JSON_CHARACTER}{{{low},{high}}}"/{refusals}')

    def _offers_nothing(self, node: Node) -> bool:
        """Whether every leaf below could only be null."""
        match node:
            case Leaf():
                return self._values(node, frozenset()) is None
            case Object(properties=properties):
                return all(self._offers_nothing(child) for child in properties.values())
            case Array(items=items):
                return self._offers_nothing(items)
            case Union(options=options):
                return all(self._offers_nothing(option) for option in options)

    # -- pieces

    def _key(self, name: str) -> str:
        return json.dumps(name, ensure_ascii=False) + self._style.colon

    def _braced(self, members: Sequence[str]) -> str:
        return f'"{{" {f" {_literal(self._style.comma)} ".join(members)} "}}"'

    def _terminal(self, body: str) -> str:
        return self._terminals.setdefault(body, f"T{len(self._terminals)}")

    def _rule(self, body: str) -> str:
        return self._rules.setdefault(body, f"r{len(self._rules)}")


def _joined(comma: str, first: str, rest: str) -> str:
    return f"{first} {comma} {rest}" if rest else first


_QUOTE = r'"\""'


def _literal(value: Any) -> str:
    """A JSON text, which is also how Lark writes a string."""
    return json.dumps(value, ensure_ascii=False)


def string_lengths(leaf: Leaf) -> tuple[int, int]:
    """Least and most characters of a string; a schema may contradict itself."""
    low = leaf.min_length or 0
    high = max(low, TEXT_LENGTH) if leaf.max_length is None else leaf.max_length
    return low, high


def _has_run(pieces: Sequence[str], low: int, high: int, refused: Collection[object]) -> bool:
    """Whether some run of pieces has `low` to `high` characters and is not refused."""
    ends = list(accumulate(map(len, pieces)))
    line = 0  # the piece after the last that ends the line of the one looked at
    for first, piece in enumerate(pieces):
        if piece.isspace():
            continue
        if line <= first:
            line = next((at for at in range(first, len(pieces)) if "\n" in pieces[at]), len(pieces))
        start = ends[first] - len(piece)
        last = min(bisect_right(ends, start + high), line) - 1
        while last >= first and ends[last] - start >= low:
            run = "".join(pieces[first : last + 1])
            if not pieces[last].isspace() and run not in refused:
                return True
            last -= 1
    return False


def _run_shape(low: int, high: int) -> str:
    """Regex of JSON string content of `low` to `high` characters, no space at either end."""
    edge = r'([^"\\\x00-\x20\x7f]|\\["\\])'
    if high <= 1:
        return edge
    inner = f"{_JSON_CHARACTER}{{{max(0, low - 2)},{high - 2}}}{edge}"
    return f"{edge}({inner})?" if low <= 1 else f"{edge}{inner}"
