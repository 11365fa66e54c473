"""Prompts that stay in the cache after their reply, so that the next prompt starts from them.

Prompts of a batch share the schema and the instructions (under a chat profile), retries and other
schemas of one document share the document (under `compact`). Nothing is told of that beforehand: a
new prompt starts from the sequence, running or kept, with which it has the longest beginning in
common, and takes over its cells without computing them again. What prompts share before their
documents is kept on disk too where there is a store (`prefix_store`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from extractor.engine.prefix_store import PrefixStore
from extractor.engine.sequences import Sequence, Sequences

KEPT_CELLS = 2048  # that several kept prompts may occupy: every step passes over them
WORTH_WAITING = 32  # tokens: a prompt waits while another one computes so much of it


class Prefixes:
    """The kept sequences, the least recently used first. Owned by the engine's thread."""

    def __init__(self, sequences: Sequences, limit: int, store: PrefixStore | None) -> None:
        self._sequences = sequences
        self._store = store
        self._limit = limit
        self._kept: list[Sequence] = []

    def begin(
        self, prompt: NDArray[np.int32], public: int, running: Iterable[Sequence], room: int
    ) -> Sequence | None:
        """A sequence that starts with what is there of `prompt`, with `room` tokens for the rest.

        The first `public` tokens are of no document. `running` are the other sequences, `room`
        counts what prompt and reply take together, and what is reserved already. None while that
        does not fit, or while a running sequence is about to hold more of `prompt`.
        """
        donor, shared, coming = None, 0, 0
        for candidate in (*self._kept, *running):
            common = common_length(candidate.prompt, prompt[:-1])  # the last must give logits
            here = min(common, candidate.length)
            if here > shared:
                donor, shared = candidate, here
            coming = max(coming, common)
        if coming >= shared + WORTH_WAITING:
            return None
        if not self._make_room(room - shared, donor, shared):
            return None
        if donor in self._kept:
            self._kept.remove(donor)
            self._kept.append(donor)
        if self._store is not None and public:
            if donor is not None and shared >= public:
                state = partial(self._sequences.state, donor, public)
                self._store.put(prompt[:public], state)
            elif self._sequences.free_cells >= room:
                restored = self._from_disk(self._store, prompt, public)
                if restored is not None:
                    return restored
        return self._sequences.begin(prompt, donor, shared)

    def keep(self, sequence: Sequence) -> None:
        """Takes over a sequence whose reply has ended."""
        self._sequences.cut(sequence, sequence.prompt.size)
        sequence.prompt = sequence.prompt[: sequence.length]
        for other in self._kept:
            if common_length(other.prompt, sequence.prompt) == other.length:
                self._drop(other)  # all of it is in the new one
                break
        self._kept.append(sequence)
        while len(self._kept) > 1 and (
            len(self._kept) > self._limit or self._occupied() > KEPT_CELLS
        ):
            self._drop(self._kept[0])

    def _occupied(self) -> int:
        return len({cell for kept in self._kept for cell in kept.cells})

    def forget(self) -> None:
        """The sequences are gone."""
        self._kept.clear()

    def _from_disk(
        self, store: PrefixStore, prompt: NDArray[np.int32], public: int
    ) -> Sequence | None:
        state = store.get(prompt[:public])
        if state is None:
            return None
        restored = self._sequences.restore(prompt, public, state)
        if restored is None:
            store.refuse(prompt[:public])
        return restored

    def _make_room(self, cells: int, donor: Sequence | None, shared: int) -> bool:
        """Drops kept sequences until `cells` are free; of the donor only what is not shared."""
        for kept in sorted(self._kept, key=lambda one: one is donor):
            if self._sequences.free_cells >= cells:
                break
            if kept is donor:
                self._sequences.cut(kept, shared)
                kept.prompt = kept.prompt[:shared]
            else:
                self._drop(kept)
        return self._sequences.free_cells >= cells

    def _drop(self, sequence: Sequence) -> None:
        self._kept.remove(sequence)
        self._sequences.end(sequence)


def common_length(one: NDArray[np.int32], other: NDArray[np.int32]) -> int:
    """How many tokens two prompts have in common from their start."""
    size = min(one.size, other.size)
    differing = np.flatnonzero(one[:size] != other[:size])
    return int(differing[0]) if differing.size else size
