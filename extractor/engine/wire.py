"""What crosses the pipe of an engine: requests, completions, and what a model is, as JSON."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractor.generation import (
    Completion,
    EngineInfo,
    Finish,
    LoadOptions,
    Prior,
    Request,
    Segment,
    Token,
)


def load_to_json(path: Path, sha256: str, options: LoadOptions, name: str) -> dict[str, Any]:
    folder = None if options.folder is None else str(options.folder)
    return {
        "path": str(path),
        "sha256": sha256,
        "options": asdict(options) | {"folder": folder},
        "name": name,
    }


def load_from_json(value: dict[str, Any]) -> tuple[Path, str, LoadOptions, str]:
    options = LoadOptions(**value["options"])
    if options.folder is not None:
        options = replace(options, folder=Path(options.folder))
    return Path(value["path"]), value["sha256"], options, value["name"]


def info_to_json(info: EngineInfo) -> dict[str, Any]:
    return asdict(info)


def info_from_json(value: dict[str, Any]) -> EngineInfo:
    return EngineInfo(**value)


def segments_to_json(segments: tuple[Segment, ...]) -> list[Any]:
    return [[segment.text, segment.trusted, segment.document_at] for segment in segments]


def segments_from_json(value: list[Any]) -> tuple[Segment, ...]:
    return tuple(Segment(text, trusted, document_at) for text, trusted, document_at in value)


def request_to_json(request: Request) -> dict[str, Any]:
    """Without `on_text`: functions stay where they are."""
    prior = request.prior
    return {
        "prompt": segments_to_json(request.prompt),
        "grammar": request.grammar,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "timeout": request.timeout,
        "prior": None if prior is None else asdict(prior),
    }


def request_from_json(value: dict[str, Any], on_text: Callable[[str], None]) -> Request:
    prior = value["prior"]
    return Request(
        **value
        | {
            "prompt": segments_from_json(value["prompt"]),
            "prior": None if prior is None else Prior(**prior),
            "on_text": on_text,
        }
    )


def completion_to_json(completion: Completion) -> dict[str, Any]:
    tokens = completion.tokens
    return {
        "text": completion.text,
        "ends": _packed(array("I", (token.end for token in tokens))),
        "logprobs": _packed(array("d", (token.logprob for token in tokens))),
        "forced": _packed(array("B", (token.forced for token in tokens))),
        "finish": completion.finish,
        "prompt_tokens": completion.prompt_tokens,
        "reused_tokens": completion.reused_tokens,
        "prefill_seconds": completion.prefill_seconds,
        "decode_seconds": completion.decode_seconds,
    }


def completion_from_json(value: dict[str, Any]) -> Completion:
    ends = _unpacked("I", value.pop("ends"))
    logprobs = _unpacked("d", value.pop("logprobs"))
    forced = _unpacked("B", value.pop("forced"))
    tokens = (
        Token(start, end, logprob, bool(dictated))
        for (start, end), logprob, dictated in zip(
            pairwise([0, *ends]), logprobs, forced, strict=True
        )
    )
    return Completion(**value | {"tokens": tuple(tokens), "finish": Finish(value["finish"])})


def _packed(numbers: array[Any]) -> str:
    """A reply has many tokens: their numbers as bytes, as this machine has them."""
    return base64.b64encode(numbers.tobytes()).decode()


def _unpacked(kind: str, packed: str) -> array[Any]:
    return array(kind, base64.b64decode(packed))
