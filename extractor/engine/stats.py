"""What an engine has done so far, in counts and seconds."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(slots=True)
class Counters:
    """The same as `EngineStats`, while it grows."""

    steps: int = 0
    tokens: int = 0
    decode_steps: int = 0
    decode_tokens: int = 0
    decode_seconds: float = 0.0
    seconds: float = 0.0
    reused: int = 0
    sampled: int = 0
    forced: int = 0
    drafted: int = 0
    accepted: int = 0
    mask_seconds: float = 0.0

    def snapshot(self) -> EngineStats:
        return EngineStats(*astuple(self))


@dataclass(frozen=True, slots=True)
class EngineStats:
    """Totals since the model was loaded."""

    steps: int  # calls of llama.cpp
    tokens: int  # that they computed: of prompts, of replies and of drafts
    decode_steps: int  # of those, the steps that held no piece of a prompt
    decode_tokens: int
    decode_seconds: float
    seconds: float  # in all steps
    reused: int  # tokens of prompts that were in the cache already
    sampled: int  # tokens of replies that the model chose
    forced: int  # that the grammar dictated, of replies that have ended
    drafted: int  # guesses
    accepted: int  # that were right
    mask_seconds: float  # in llguidance, for replies that have ended

    @property
    def mean_width(self) -> float:
        """Tokens of a step that held no piece of a prompt."""
        return self.decode_tokens / max(1, self.decode_steps)
