"""outlines over llama-cpp-python's high-level `Llama`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import llama_cpp
import outlines

from benchmarks.engine.drivers import RESERVE, Answer
from benchmarks.engine.meter import Meter
from benchmarks.engine.workload import Case


def open_driver(model: str, **flags: Any) -> WithOutlines:
    return WithOutlines(model, flags)


class WithOutlines:
    def __init__(self, model: str, flags: dict[str, Any]) -> None:
        self.pid = os.getpid()
        self._meter = Meter.install()
        self._llama = llama_cpp.Llama(model, verbose=False, **flags)
        self._model = outlines.from_llamacpp(self._llama, chat_mode=False)
        self._generators: dict[str, Any] = {}

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        """Builds the automata: here one a reply, in real use one a schema."""
        self._generators = {}
        for case in cases:
            if not free:
                from outlines.types import Regex

                self._generators[case.reply] = outlines.Generator(
                    self._model, Regex(_escaped(case.reply))
                )

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        return [self._one(case, free) for case in cases]

    def counters(self) -> dict[str, float]:
        return self._meter.totals()

    def close(self) -> None:
        self._llama.close()

    def _one(self, case: Case, free: bool) -> Answer:
        length = len(self._llama.tokenize(case.reply.encode(), add_bos=False))
        most = length if free else length + RESERVE
        ask = self._model if free else self._generators[case.reply]
        text = ask(case.prompt, max_tokens=most, temperature=0.0)
        written = len(self._llama.tokenize(text.encode(), add_bos=False))
        prompt = self._llama.tokenize(case.prompt.encode(), add_bos=False, special=True)
        return Answer(text, len(prompt), 0, written)


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in r"\.[]{}()*+?^$|-" else one for one in text)
