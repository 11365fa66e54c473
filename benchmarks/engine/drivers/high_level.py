"""What drives llama-cpp-python's high-level `Llama`, one document after the other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import llama_cpp

from benchmarks.engine.drivers import Answer
from benchmarks.engine.meter import Meter
from benchmarks.engine.workload import Case


class HighLevel:
    """A driver without `_one`, which answers a single case."""

    def __init__(self, model: str, flags: dict[str, Any]) -> None:
        self.pid = os.getpid()
        self._meter = Meter.install()
        self._llama = llama_cpp.Llama(model, verbose=False, **flags)

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        pass

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        return [self._one(case, free) for case in cases]

    def counters(self) -> dict[str, float]:
        return self._meter.totals()

    def close(self) -> None:
        self._llama.close()

    def _one(self, case: Case, free: bool) -> Answer:
        raise NotImplementedError

    def _count(self, text: str) -> int:
        """Tokens of a text that names no special ones."""
        return len(self._llama.tokenize(text.encode(), add_bos=False))
