"""Drafts: guesses at the next tokens of a reply, checked in the step that would compute one.

A value of a document is mostly a run of its words: where the last tokens of a reply stand in the
prompt, what follows them there is likely to follow in the reply.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extractor.engine.costs import CostTable

CONTEXT = 2  # tokens that must agree before a continuation is taken from the prompt
LONGEST = 4  # tokens of a draft


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


def best_length(costs: CostTable | None, width: int, chance: float) -> int:
    """How many tokens to draft for each of `width` replies, so that most are written a second.

    Zero without a measured table: a draft that does not pay costs time.
    """
    if costs is None:
        return 0
    best, highest, gained = 0, 1 / costs.step(width), 0.0
    for length in range(1, LONGEST + 1):
        gained += chance**length
        rate = (1 + gained) / costs.step(width * (1 + length))
        if rate > highest:
            best, highest = length, rate
    return best
