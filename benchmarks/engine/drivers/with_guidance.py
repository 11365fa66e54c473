"""guidance over llama.cpp.

A literal grammar would dictate every token, and guidance does not compute what is dictated; so it
is given the schema itself, and the logits of the reply's next token are raised: its own mask and
its own choice, with the text fixed, as in our arm.
"""

from __future__ import annotations

from typing import Any

import guidance

from benchmarks.engine.drivers import Answer
from benchmarks.engine.drivers.high_level import HighLevel
from benchmarks.engine.workload import Case

CERTAIN = 1000.0  # logits


def open_driver(model: str, **flags: Any) -> WithGuidance:
    return WithGuidance(model, flags)


class WithGuidance(HighLevel):
    def __init__(self, model: str, flags: dict[str, Any]) -> None:
        super().__init__(model, flags | {"logits_all": True})
        self._model = guidance.models.LlamaCpp(self._llama, echo=False)
        self._engine: Any = self._model._interpreter.engine
        self._logits = self._engine.get_logits
        self._engine.get_logits = self._raised
        self._prompt: list[int] = []
        self._reply = b""

    def _one(self, case: Case, free: bool) -> Answer:
        length = self._count(case.reply)
        text = case.prompt.encode()
        begin = [self._llama.token_bos()]  # guidance sets it before every prompt
        self._prompt = begin + self._llama.tokenize(text, add_bos=False, special=True)
        self._reply = b"" if free else case.reply.encode()
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
