"""What the floors above may ask of an engine, and nothing about llama.cpp.

A request is a finished prompt with a finished grammar; a completion is text with the probability
of every token. Requests are futures from any thread, so an engine may decode many side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a prompt. `trusted` text may name special tokens; a document's text may not."""

    text: str
    trusted: bool = False
    document_at: int | None = None  # the character where a document's text starts; None: none does


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a reply before the model speaks; joined with its probabilities.

    Both are natural logs and plain data, so that a request can travel to another process.
    """

    values: Mapping[str, Mapping[str, float]]  # JSON Pointer -> JSON text -> log-probability
    more: Mapping[str, Sequence[float]]  # of a list: log-odds that it has more than n items
    say: float = 1.0  # of the model: the power of its own probabilities among the prior's values
    items: Mapping[str, Sequence[float]] = field(default_factory=dict)  # of a list: each's chance

    def probability(self, place: str, text: str) -> float | None:
        """Of the JSON `text` at that JSON Pointer, None where nothing is known of it beforehand; a
        value of an item is no surer than the item.
        """
        log = self.values.get(place, {}).get(text)
        if log is None:
            return None
        chance = math.exp(log)
        for path, chances in self.items.items():
            if place.startswith(f"{path}/"):
                index = int(place[len(path) + 1 :].partition("/")[0])
                chance *= chances[index] if index < len(chances) else 1.0
        return chance


@dataclass(frozen=True, slots=True)
class Request:
    """One generation. Greedy when `temperature` is 0."""

    prompt: tuple[Segment, ...]
    grammar: str  # llguidance grammar in its Lark syntax; the reply is a sentence of it
    max_tokens: int  # of the reply, with those of `begun`
    temperature: float = 0.0
    seed: int = 0
    timeout: float | None = None  # seconds from the start of its prefill
    on_text: Callable[[str], None] | None = None  # called with each new piece of the reply
    prior: Prior | None = None
    begun: tuple[Token, ...] = ()  # of a reply that was cut short, for this one to go on with


class Finish(StrEnum):
    STOP = "stop"  # the grammar is complete; the only success
    LENGTH = "length"  # `max_tokens` or the context ran out
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a reply: `reply[start:end]` in UTF-8 bytes."""

    start: int
    end: int
    logprob: float  # natural log, over the tokens the grammar allows; 0.0 where forced
    forced: bool
    id: int  # in the model's vocabulary


@dataclass(frozen=True, slots=True)
class Completion:
    """A reply with what it cost; what was begun before is part of it."""

    text: str
    tokens: tuple[Token, ...]
    finish: Finish
    prompt_tokens: int
    reused_tokens: int  # of the prompt, found in the context from an earlier request
    prefill_seconds: float
    decode_seconds: float

    @property
    def forced_tokens(self) -> int:
        return sum(token.forced for token in self.tokens)


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What a prompt, a cache key and a person need to know of a loaded model."""

    name: str
    sha256: str  # of the GGUF file
    context: int  # tokens of prompt and reply together
    profile: str  # prompt profile: "compact", "chat" ...
    chat_template: str | None  # the model's own, Jinja2
    fingerprint: str  # digest of everything that may change a reply: file, versions, sampling
    slots: int = 1  # requests that it decodes side by side


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load a model. Zero means: fit it to the model and the machine."""

    context: int = 0  # tokens of prompt and reply together
    batch: int = 512  # prompt tokens a step
    threads: int = 0
    gpu_layers: int = -1  # -1: all of them, where this build has a GPU
    kv_type: str = "f16"
    flash_attention: str = "auto"
    slots: int = 0  # requests side by side; each has the whole `context`
    folder: Path | None = None  # where calibration and prefixes are kept; None: nowhere


class Engine(Protocol):
    """A loaded model."""

    @property
    def info(self) -> EngineInfo: ...

    def count_tokens(self, segments: Sequence[Segment]) -> int:
        """Tokens of a prompt. Safe from any thread."""

    def check_grammar(self, grammar: str) -> None:
        """Raises GrammarRefused, with llguidance's message, if `grammar` does not compile."""

    def submit(self, request: Request) -> Future[Completion]:
        """Queues a request.

        The future raises ContextOverflow if the prompt leaves no room for a reply, GrammarRefused,
        Cancelled, or EngineError if llama.cpp fails.
        """

    def cancel(self, future: Future[Completion]) -> None:
        """Stops a request within a token, queued or running; its future raises Cancelled."""

    def close(self) -> None:
        """Frees the model; requests still queued are cancelled. Idempotent."""
