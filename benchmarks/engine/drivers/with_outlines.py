"""outlines over llama-cpp-python's high-level `Llama`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import outlines

from benchmarks.engine.drivers import RESERVE, Answer
from benchmarks.engine.drivers.high_level import HighLevel
from benchmarks.engine.workload import Case


def open_driver(model: str, **flags: Any) -> WithOutlines:
    return WithOutlines(model, flags)


class WithOutlines(HighLevel):
    def __init__(self, model: str, flags: dict[str, Any]) -> None:
        super().__init__(model, flags)
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

    def _one(self, case: Case, free: bool) -> Answer:
        length = self._count(case.reply)
        most = length if free else length + RESERVE
        ask = self._model if free else self._generators[case.reply]
        text = ask(case.prompt, max_tokens=most, temperature=0.0)
        prompt = self._llama.tokenize(case.prompt.encode(), add_bos=False, special=True)
        return Answer(text, len(prompt), 0, self._count(text))


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in r"\.[]{}()*+?^$|-" else one for one in text)
