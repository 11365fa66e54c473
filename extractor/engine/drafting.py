"""Drafts: guesses at the next tokens of a reply, checked in the step that would compute one.

Two things are known before the model speaks. A value of a document is mostly a run of its words:
where the last tokens of a reply stand in the prompt, what follows them there is likely to follow
in the reply. And where the grammar dictates bytes but not where a token ends (`":` before a value
may be one token with the quote behind it), the token is most likely the one of earlier replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONTEXT = 2  # tokens that must agree before a continuation is taken from the prompt
LONGEST = 4  # tokens of a draft
REMEMBERED = 4096  # ends of bytes; beyond that all are forgotten


def continuation(prompt: NDArray[np.int32], reply: list[int], most: int) -> list[int]:
    """Up to `most` tokens that follow the last occurrence of the reply's end in the prompt."""
    if len(reply) < CONTEXT or prompt.size <= CONTEXT:
        return []
    matches = prompt[CONTEXT - 1 : -1] == reply[-1]
    for back in range(1, CONTEXT):
        matches &= prompt[CONTEXT - 1 - back : -1 - back] == reply[-1 - back]
    found = np.flatnonzero(matches)
    if not found.size:
        return []
    after = int(found[-1]) + CONTEXT
    tokens: list[int] = prompt[after : after + most].tolist()
    return tokens


class Tails:
    """Which token began with the bytes that a grammar dictated, by those and the token before."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, bytes], int] = {}

    def guess(self, reply: list[int], tail: bytes) -> list[int]:
        """The token of the last time; none where there was no such time."""
        token = self._seen.get((reply[-1], tail)) if reply else None
        return [] if token is None else [token]

    def learn(self, reply: list[int], tail: bytes) -> None:
        """`reply` ends with the token that was chosen where `tail` was known."""
        if len(reply) < 2 or not tail:
            return
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[reply[-2], tail] = reply[-1]


class Acceptance:
    """The chance that a drafted token is right, as lately seen; even odds before anything was."""

    def __init__(self) -> None:
        self._right = self._all = 0.0

    @property
    def chance(self) -> float:
        return (self._right + 2) / (self._all + 4)

    def observe(self, right: int, drafted: int) -> None:
        self._right += right
        self._all += drafted

    def fade(self) -> None:
        """Lets what was seen count for less: other documents are drafted with other luck."""
        self._right *= 0.9
        self._all *= 0.9


@dataclass(frozen=True, slots=True)
class Guess:
    """What may follow in one reply."""

    tokens: list[int]
    luck: Acceptance  # of its kind

    @property
    def chances(self) -> list[float]:
        """That each token, and all before it, are right."""
        return [self.luck.chance ** (place + 1) for place in range(len(self.tokens))]


def shorten(guesses: Sequence[Guess], count: int) -> list[list[int]]:
    """The `count` likeliest tokens of all guesses, by guess."""
    ranked = sorted(
        ((chance, number) for number, guess in enumerate(guesses) for chance in guess.chances),
        reverse=True,
    )
    kept = [number for _, number in ranked[:count]]
    return [guess.tokens[: kept.count(number)] for number, guess in enumerate(guesses)]
