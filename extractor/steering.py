"""A prior over a reply's values, as a bias over its next tokens.

While a reply is written, `Steering` knows which value its next token belongs to. What the prior
says of whole values becomes a weight for each token that the grammar allows: of a value begun with
`prefix`, the token's share is what goes on with it, `sum of the values that start with prefix +
token` over `sum of those that start with prefix`. Over a whole value these shares multiply to the
value's own weight, so that model and prior are joined value by value (a product of experts),
whatever the tokenizer makes of them. Whether there is a value at all is the prior's word alone: a
small model would rather say something than null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from extractor.generation import Prior
from extractor.pointers import pointer

UNLISTED = math.exp(-9.0)  # the weight of all values that a prior does not name
_ENDS = b",]}"  # what ends a value that bears no closing quote
_SPACE = b" \n\t"


class Steering:
    """The bias for one reply, token by token. Not shared between replies."""

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._cursor = _Cursor()
        self._tries: dict[str, dict[bytes, float]] = {}

    def advance(self, piece: bytes) -> None:
        """Takes note of a token that was written, chosen or dictated."""
        for byte in piece:
            self._cursor.take(byte)

    def join(
        self,
        scores: NDArray[np.float64],
        allowed: NDArray[np.integer],
        piece: Callable[[int], bytes],
    ) -> NDArray[np.float64]:
        """The model's `scores` of the `allowed` tokens, logs up to a constant, with the prior's.

        They are as they were where it has no opinion.
        """
        bias = self.bias(allowed, piece)
        if bias is None:
            return scores
        joined: NDArray[np.float64] = self._prior.say * scores + bias
        if self._cursor.in_value and not self._cursor.prefix:
            null = np.array([piece(int(token)).lstrip(_SPACE)[:1] == b"n" for token in allowed])
            if null.any() and not null.all():
                for side in (null, ~null):
                    joined[side] += _log_sum(bias[side]) - _log_sum(joined[side])
        return joined

    def bias(
        self, allowed: NDArray[np.integer], piece: Callable[[int], bytes]
    ) -> NDArray[np.float64] | None:
        """What to add to the log-probabilities of the `allowed` tokens; None: no opinion here.

        `piece` gives the bytes of a token.
        """
        cursor = self._cursor
        here = cursor.pointer()
        if cursor.in_value and here in self._prior.values:
            trie = self._trie(here)
            whole = trie.get(cursor.prefix, 0.0)
            if whole <= 0.0:
                return None  # the value left what the prior knows
            shares = [self._share(trie, cursor.prefix, piece(int(token))) for token in allowed]
            return np.array(shares) - math.log(whole + UNLISTED)
        opens = cursor.in_value and not cursor.prefix and here in self._prior.more
        if opens or (cursor.after_item and cursor.parent in self._prior.more):
            return np.array([self._structure(cursor, piece(int(token))) for token in allowed])
        return None

    def _share(self, trie: Mapping[bytes, float], prefix: bytes, piece: bytes) -> float:
        """Log weight of the values that go on with `piece`."""
        begun = prefix + (piece if prefix else piece.lstrip(_SPACE))
        weight = trie.get(begun)
        if weight is not None:
            return math.log(weight + UNLISTED)
        for end in range(len(begun) - 1, len(prefix) - 1, -1):  # the token ends the value
            if begun[end] not in _ENDS and begun[end - 1 : end] != b'"':
                continue
            weight = trie.get(begun[:end] + b"\0")
            if weight is not None:
                ended = self._cursor.copy()
                for byte in begun[len(prefix) : end]:
                    ended.take(byte)
                return math.log(weight + UNLISTED) + self._structure(ended, begun[end:])
        return math.log(UNLISTED)

    def _structure(self, cursor: _Cursor, piece: bytes) -> float:
        """Log weight of the first list that `piece` opens, leaves null, goes on with or closes."""
        cursor = cursor.copy()
        for byte in piece:
            cursor.settle(byte)
            odds = self._prior.more.get(cursor.pointer(), ()) if cursor.in_value else ()
            if odds and not cursor.prefix and byte in b"[n":
                return _log_sigmoid(odds[0] if byte == ord("[") else -odds[0])
            if cursor.after_item and byte in b",]":
                odds = self._prior.more.get(cursor.parent, ())
                count = cursor.items
                if count < len(odds):
                    return _log_sigmoid(odds[count] if byte == ord(",") else -odds[count])
            cursor.take(byte)
        return 0.0

    def _trie(self, here: str) -> dict[bytes, float]:
        """Weight of all values behind each of their beginnings; a whole value ends in NUL."""
        trie = self._tries.get(here)
        if trie is None:
            trie = self._tries[here] = {}
            for text, logweight in self._prior.values[here].items():
                weight = math.exp(logweight)
                whole = text.encode() + b"\0"
                for end in range(len(whole) + 1):
                    trie[whole[:end]] = trie.get(whole[:end], 0.0) + weight
        return trie


def _log_sum(logs: NDArray[np.float64]) -> float:
    top = float(logs.max())
    return top + math.log(float(np.exp(logs - top).sum()))


def _log_sigmoid(odds: float) -> float:
    return -math.log1p(math.exp(-odds)) if odds > -30 else odds


@dataclass(slots=True)
class _Level:
    """An open object or list."""

    is_list: bool
    key: str = ""  # of the member being written
    items: int = 0  # that are finished


@dataclass(slots=True)
class _Cursor:
    """Where a reply stands, byte by byte."""

    prefix: bytes = b""  # of the scalar being written
    in_value: bool = True  # a value is expected, or a scalar is being written
    _levels: list[_Level] = field(default_factory=list)
    _key: bytearray | None = None  # the key being written
    _escaped: bool = False

    def copy(self) -> _Cursor:
        levels = [replace(level) for level in self._levels]
        key = None if self._key is None else bytearray(self._key)
        return replace(self, _levels=levels, _key=key)

    @property
    def after_item(self) -> bool:
        return not self.in_value and self._in_list

    @property
    def _in_list(self) -> bool:
        return bool(self._levels) and self._levels[-1].is_list

    @property
    def items(self) -> int:
        return self._levels[-1].items

    @property
    def parent(self) -> str:
        """Pointer of the innermost open object or list."""
        return pointer(*self._steps(self._levels[:-1])) if self._levels else ""

    def pointer(self) -> str:
        """Pointer of the value that is expected, being written or just finished."""
        return pointer(*self._steps(self._levels))

    @staticmethod
    def _steps(levels: Sequence[_Level]) -> list[str | int]:
        return [level.items if level.is_list else level.key for level in levels]

    def settle(self, byte: int) -> None:
        """Finishes a number or a word of JSON that `byte` ends."""
        if self.prefix and self.prefix[:1] != b'"' and byte in _ENDS + _SPACE:
            self._finish()

    def take(self, byte: int) -> None:
        self.settle(byte)
        if self._key is not None:
            self._take_key(byte)
        elif self.in_value:
            self._take_value(byte)
        else:
            self._take_structure(byte)

    def _take_value(self, byte: int) -> None:
        if not self.prefix:
            if byte in _SPACE:
                return
            if byte in b"{[":
                self._levels.append(_Level(is_list=byte == ord("[")))
                self.in_value = byte == ord("[")
                return
        quoted = self.prefix[:1] == b'"'
        self.prefix += bytes((byte,))
        if quoted:
            if byte == ord('"') and not self._escaped:
                self._finish()
            self._escaped = byte == ord("\\") and not self._escaped

    def _take_structure(self, byte: int) -> None:
        if byte == ord('"'):
            self._key = bytearray(b'"')
        elif byte == ord(":") or (byte == ord(",") and self._in_list):
            self.in_value = True
        elif byte in b"}]" and self._levels:
            self._levels.pop()
            self._finish()

    def _take_key(self, byte: int) -> None:
        assert self._key is not None
        self._key.append(byte)
        if byte == ord('"') and not self._escaped:
            self._levels[-1].key = json.loads(self._key)
            self._key = None
        self._escaped = byte == ord("\\") and not self._escaped

    def _finish(self) -> None:
        """A value is whole."""
        self.prefix, self.in_value, self._escaped = b"", False, False
        if self._levels and self._levels[-1].is_list:
            self._levels[-1].items += 1
