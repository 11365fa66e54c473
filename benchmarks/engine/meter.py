"""Counts the steps of llama.cpp in this process, whoever asks for them."""

from __future__ import annotations

import time
from typing import Any, Self

import llama_cpp

WIDE = 64  # tokens: a step of so many holds a piece of a prompt


class Meter:
    """Totals of llama_decode: steps, tokens and seconds, narrow steps (decode) and wide (prefill).

    A narrow step lasts until the next step starts, so that whatever is computed between two
    (masks, sampling, Python) counts as decoding.
    """

    def __init__(self) -> None:
        self._decode: Any = llama_cpp.llama_cpp.llama_decode
        self._narrow = [0, 0, 0.0, 0.0]  # steps, tokens, seconds inside, seconds until the next
        self._wide = [0, 0, 0.0, 0.0]
        self._last: tuple[list[Any], float] | None = None

    @classmethod
    def install(cls) -> Self:
        meter = cls()
        module: Any = llama_cpp
        module.llama_decode = module.llama_cpp.llama_decode = meter
        return meter

    def __call__(self, context: Any, batch: Any) -> Any:
        started = time.perf_counter()
        self._until(started)
        code = self._decode(context, batch)
        row = self._wide if batch.n_tokens >= WIDE else self._narrow
        row[0] += 1
        row[1] += batch.n_tokens
        row[2] += time.perf_counter() - started
        self._last = (row, started)
        return code

    def rest(self) -> None:
        """Ends the last step now: what follows is waiting."""
        self._until(time.perf_counter())

    def totals(self) -> dict[str, float]:
        self.rest()
        return {
            "prefill_steps": self._wide[0],
            "prefill_tokens": self._wide[1],
            "prefill_seconds": self._wide[3],
            "decode_steps": self._narrow[0],
            "decode_tokens": self._narrow[1],
            "decode_seconds": self._narrow[3],
            "decode_inside": self._narrow[2],
        }

    def _until(self, now: float) -> None:
        if self._last is not None:
            row, started = self._last
            row[3] += now - started
            self._last = None
