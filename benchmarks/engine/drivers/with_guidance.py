"""guidance over llama.cpp.

A literal grammar would dictate every token, and guidance does not compute what is dictated; so it
is given the schema itself, and the logits of the reply's next token are raised: its own mask and
its own choice, with the text fixed, as in our arm.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import guidance
import llama_cpp

from benchmarks.engine.drivers import Answer
from benchmarks.engine.meter import Meter
from benchmarks.engine.workload import Case

CERTAIN = 1000.0  # logits


def open_driver(model: str, **flags: Any) -> WithGuidance:
    return WithGuidance(model, flags)


class WithGuidance:
    def __init__(self, model: str, flags: dict[str, Any]) -> None:
        self.pid = os.getpid()
        self._meter = Meter.install()
        self._llama = llama_cpp.Llama(model, verbose=False, logits_all=True, **flags)
        self._model = guidance.models.LlamaCpp(self._llama, echo=False)
        self._engine: Any = self._model._interpreter.engine
        self._logits = self._engine.get_logits
        self._engine.get_logits = self._raised
        self._prompt: list[int] = []
        self._reply = b""

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        pass

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        return [self._one(case, free) for case in cases]

    def counters(self) -> dict[str, float]:
        return self._meter.totals()

    def close(self) -> None:
        self._llama.close()

    def _one(self, case: Case, free: bool) -> Answer:
        reply = case.reply.encode()
        length = len(self._llama.tokenize(reply, add_bos=False))
        text = case.prompt.encode()
        begin = [self._llama.token_bos()]  # guidance sets it before every prompt
        self._prompt = begin + self._llama.tokenize(text, add_bos=False, special=True)
        self._reply = b"" if free else reply
        if free:
            asked = guidance.gen("reply", max_tokens=length, temperature=0.0)
        else:
            asked = guidance.json("reply", schema=_schema(case), separators=(",", ":"))
        written = str((self._model + case.prompt + asked)["reply"])
        return Answer(written, len(self._prompt), 0, length)

    def _raised(self, token_ids: list[int], *rest: Any, **named: Any) -> Any:
        output = self._logits(token_ids, *rest, **named)
        written = self._llama.detokenize(token_ids[len(self._prompt) :], special=True)
        if self._reply.startswith(written) and len(written) < len(self._reply):
            left = self._reply[len(written) :]
            token = self._llama.tokenize(left, add_bos=False)[0]
            output["logits"] = output["logits"].copy()
            output["logits"][-1, token] = CERTAIN
        return output


def _schema(case: Case) -> dict[str, Any]:
    kinds = {str: {"type": "string"}, float: {"type": "number"}}
    return {
        "type": "object",
        "properties": {name: kinds[type(value)] for name, value in case.values.items()},
        "required": list(case.values),
        "additionalProperties": False,
    }
