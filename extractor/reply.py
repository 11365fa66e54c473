"""A raw reply as data: where every value stands in it, and how likely the model held it.

A reply that was cut short still holds the values that were complete. They are read; what was
being written when it ended is not.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from extractor.candidates.numbers import find_numbers
from extractor.generation import Completion, Prior, Token
from extractor.pointers import pointer, pointer_parts
from extractor.schema.tree import Array, Node, Object

_T = TypeVar("_T")

_SCALAR = re.compile(
    r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[,\s\]}])|true|false|null'
)


ROUNDS = 6  # a table may well say the same fewer times
SHORTEST_ROUND, LONGEST_ROUND = 8, 400  # characters; a number may end in zeros
BEFOREHAND = 2 / 3  # share of a prior's word of a value, beside how surely it was chosen


@dataclass(frozen=True, slots=True)
class Reply:
    """What a completion says. Leaves are keyed by JSON Pointer."""

    data: dict[str, Any]
    texts: Mapping[str, str]  # each leaf's JSON text
    probabilities: Mapping[str, float]  # of each leaf, see `read_reply`
    complete: bool  # False where the reply was cut short


def read_reply(completion: Completion, prior: Prior | None = None) -> Reply:
    """Reads a completion whose text is JSON, or the beginning of it.

    The probability of a leaf is the product over the tokens that were chosen for it. Where `prior`
    names its value, that and the prior's own word are multiplied, each to the power of its share.
    """
    scanner = _Scanner(completion.text)
    data = scanner.value(())
    offsets = _byte_offsets(completion.text)
    texts = {place: completion.text[a:b] for place, (a, b) in scanner.leaves.items()}
    probabilities = {}
    for place, (start, end) in scanner.leaves.items():
        chosen = _probability(completion.tokens, offsets[start], offsets[end])
        known = None if prior is None else prior.probability(place, texts[place])
        probabilities[place] = (
            chosen if known is None else chosen ** (1 - BEFOREHAND) * known**BEFOREHAND
        )
    return Reply(
        data=data if isinstance(data, dict) else {},
        texts=texts,
        probabilities=probabilities,
        complete=not scanner.cut,
    )


def tidied(reply: Reply, root: Object, text: str) -> Reply:
    """The reply with empty lists for lists that are null, null for objects that say nothing, and
    without rows that only echo the row before them (see `_echoes`).
    """
    data = deepcopy(reply.data)
    texts, probabilities = dict(reply.texts), dict(reply.probabilities)
    folded = " ".join(text.split())
    for place, rows in _lists(data):
        for index in reversed(_echoes(rows, folded)):
            del rows[index]
            texts = _without_row(texts, place, index)
            probabilities = _without_row(probabilities, place, index)
    _fill(root, data)
    return replace(reply, data=data, texts=texts, probabilities=probabilities)


def _echoes(rows: Sequence[Any], text: str) -> list[int]:
    """Rows equal to the one before them, beyond the times that the document bears their values.

    A small model that does not know how to end a list repeats its last row.
    """
    found: list[int] = []
    run = 1
    for index in range(1, len(rows)):
        run = run + 1 if rows[index] == rows[index - 1] else 1
        if run == 1:
            continue
        row = rows[index]
        values = row.values() if isinstance(row, dict) else [row]
        borne = [times for value in values if (times := _times_borne(value, text))]
        if borne and run > min(borne):
            found.append(index)
    return found


def goes_in_circles(text: str) -> bool:
    """Whether the end of a reply is one stretch of it `ROUNDS` times over."""
    end = text[-ROUNDS * LONGEST_ROUND :]
    return any(
        end.endswith(end[-length:] * ROUNDS)
        for length in range(SHORTEST_ROUND, min(LONGEST_ROUND, len(end) // ROUNDS) + 1)
    )


def _times_borne(value: Any, text: str) -> int:
    """How often `text` bears a value in its own form; 0 where it is written in another."""
    match value:
        case str() if value:
            return text.count(value)
        case int() | float() if not isinstance(value, bool):
            return _numbers(text)[Decimal(str(value))]
    return 0


@lru_cache(maxsize=1)
def _numbers(text: str) -> Counter[Decimal]:
    return Counter(Decimal(mention.json) for mention in find_numbers(text))


def _lists(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list):
        yield pointer(*path), value
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _lists(child, (*path, name))


def _without_row(leaves: Mapping[str, _T], place: str, index: int) -> dict[str, _T]:
    """Leaves by pointer, as they are called once row `index` of the list at `place` is gone."""
    kept: dict[str, _T] = {}
    depth = len(pointer_parts(place))
    for at, value in leaves.items():
        parts: list[str | int] = list(pointer_parts(at))
        if at.startswith(place + "/"):
            row = int(parts[depth])
            if row == index:
                continue
            if row > index:
                parts[depth] = row - 1
        kept[pointer(*parts)] = value
    return kept


def _fill(node: Node, value: Any) -> None:
    """Gives lists and objects below `value` the form that their schema admits, in place."""
    if isinstance(node, Array) and isinstance(value, list):
        for item in value:
            _fill(node.items, item)
    if not isinstance(node, Object) or not isinstance(value, dict):
        return
    for name, child in node.properties.items():
        held = value.get(name)
        if isinstance(child, Array) and held is None:
            value[name] = []
        elif isinstance(child, Object) and child.nullable and _says_nothing(held):
            value[name] = None
        else:
            _fill(child, held)


def _says_nothing(value: Any) -> bool:
    match value:
        case dict():
            return all(_says_nothing(child) for child in value.values())
        case list():
            return not value
        case _:
            return value is None


@dataclass(slots=True)
class _Scanner:
    """Recursive descent over JSON text that notes the place of every scalar."""

    text: str
    at: int = 0
    cut: bool = False
    leaves: dict[str, tuple[int, int]] = field(default_factory=dict)

    def value(self, path: tuple[str | int, ...]) -> Any:
        """The value at the cursor; `cut` is set where the text ends inside it."""
        self._skip_space()
        match self.text[self.at : self.at + 1]:
            case "{":
                return self._object(path)
            case "[":
                return self._array(path)
            case _:
                return self._scalar(path)

    def _scalar(self, path: tuple[str | int, ...]) -> Any:
        found = _SCALAR.match(self.text, self.at)
        if found is None:
            self.cut = True
            return None
        self.leaves[pointer(*path)] = found.span()
        self.at = found.end()
        return json.loads(found[0])

    def _object(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self.at += 1
        while not self._closes("}"):
            key = _SCALAR.match(self.text, self.at)
            if key is None:
                self.cut = True
                break
            self.at = key.end()
            if not self._takes(":"):
                break
            name = json.loads(key[0])
            value = self.value((*path, name))
            if not self.cut or isinstance(value, dict | list):
                members[name] = value
            if self.cut or not self._continues("}"):
                break
        return members

    def _array(self, path: tuple[str | int, ...]) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        while not self._closes("]"):
            value = self.value((*path, len(items)))
            if not self.cut or isinstance(value, dict | list):
                items.append(value)
            if self.cut or not self._continues("]"):
                break
        return items

    def _skip_space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _takes(self, character: str) -> bool:
        self._skip_space()
        if self.text[self.at : self.at + 1] != character:
            self.cut = True
            return False
        self.at += 1
        return True

    def _closes(self, bracket: str) -> bool:
        self._skip_space()
        if self.text[self.at : self.at + 1] == bracket:
            self.at += 1
            return True
        return False

    def _continues(self, bracket: str) -> bool:
        """Whether another member follows; takes the comma or the closing bracket."""
        if self._closes(bracket):
            return False
        if self._takes(","):
            self._skip_space()
            return True
        return False


def _byte_offsets(text: str) -> list[int]:
    """For each character of `text`, and its end, the offset in UTF-8 bytes."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + len(character.encode("utf-8", "surrogatepass")))
    return offsets


def _probability(tokens: tuple[Token, ...], start: int, end: int) -> float:
    """Product of the probabilities of the chosen tokens that touch bytes `start` to `end`."""
    logprob = sum(
        token.logprob
        for token in tokens
        if not token.forced and token.start < end and token.end > start
    )
    return math.exp(logprob)
