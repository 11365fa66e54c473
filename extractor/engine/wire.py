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
        "begun": _tokens_to_json(request.begun),
        "timeout": request.timeout,
        "prior": None if prior is None else asdict(prior),
    }


def request_from_json(value: dict[str, Any], on_text: Callable[[str], None]) -> Request:
    prior = value["prior"]
    return Request(
        **value
        | {
            "prompt": segments_from_json(value["prompt"]),
            "begun": _tokens_from_json(value["begun"]),
            "prior": None if prior is None else Prior(**prior),
            "on_text": on_text,
        }
    )


def completion_to_json(completion: Completion) -> dict[str, Any]:
    return {
        "text": completion.text,
        "tokens": _tokens_to_json(completion.tokens),
        "finish": completion.finish,
        "prompt_tokens": completion.prompt_tokens,
        "reused_tokens": completion.reused_tokens,
        "prefill_seconds": completion.prefill_seconds,
        "decode_seconds": completion.decode_seconds,
    }


def completion_from_json(value: dict[str, Any]) -> Completion:
    tokens = _tokens_from_json(value["tokens"])
    return Completion(**value | {"tokens": tokens, "finish": Finish(value["finish"])})


def _tokens_to_json(tokens: tuple[Token, ...]) -> dict[str, str]:
    return {
        "ids": _packed(array("I", (token.id for token in tokens))),
        "ends": _packed(array("I", (token.end for token in tokens))),
        "logprobs": _packed(array("d", (token.logprob for token in tokens))),
        "forced": _packed(array("B", (token.forced for token in tokens))),
    }


def _tokens_from_json(value: dict[str, str]) -> tuple[Token, ...]:
    columns = (
        pairwise([0, *_unpacked("I", value["ends"])]),
        _unpacked("d", value["logprobs"]),
        _unpacked("B", value["forced"]),
        _unpacked("I", value["ids"]),
    )
    return tuple(
        Token(start, end, logprob, bool(forced), token)
        for (start, end), logprob, forced, token in zip(*columns, strict=True)
    )


def _packed(numbers: array[Any]) -> str:
    """A reply has many tokens: their numbers as bytes, as this machine has them."""
    return base64.b64encode(numbers.tobytes()).decode()


def _unpacked(kind: str, packed: str) -> array[Any]:
    return array(kind, base64.b64decode(packed))
