"""A GGUF file as a loaded model with a context: sizes, threads, memory, special tokens."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import llama_cpp
import llguidance

from extractor.engine.costs import CostTable
from extractor.errors import ConfigError, ModelNotLoadable
from extractor.generation import EngineInfo, LoadOptions, Segment

PROFILES = ("compact", "chat", "plain")  # see extractor.prompt
COMPACT_TOKENS = ("<|doc|>", "<|fields|>", "<|json|>", "<|end|>")
CHAT_TEMPLATE_KEY = "tokenizer.chat_template"
PROFILE_KEY = "extractor.prompt_profile"  # GGUF metadata of models made for this project
ONE_THREAD_BELOW = 64_000_000  # bytes of weights: a step so short that threads only wait for it
DEFAULT_CONTEXT = 8192  # tokens, where the model allows more; KV memory is the limit
DEFAULT_SLOTS = 16
SMALL_SLOTS = 2  # of a model whose step is attention more than weights: enough to never wait
USUAL_REQUEST = 2048  # tokens: room for each slot beside the one with a whole context
# On a CPU, llama.cpp's attention takes another path, with other roundings, where 64 or more tokens
# are computed at once. Below that a token's logits do not depend on what is computed beside it, if
# one thread computes them.
EXACT_WIDTH = 60
KV_TYPES = {  # ggml's type, and bytes a value
    "f16": (llama_cpp.GGML_TYPE_F16, 2.0),
    "q8_0": (llama_cpp.GGML_TYPE_Q8_0, 34 / 32),
    "q4_0": (llama_cpp.GGML_TYPE_Q4_0, 18 / 32),
}
FLASH_ATTENTION = {
    "auto": llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO,
    "on": llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED,
    "off": llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED,
}


@dataclass(slots=True)
class LoadedModel:
    """Handles of llama.cpp, with what the engine needs to know of them."""

    info: EngineInfo
    model: Any
    context: Any
    memory: Any
    vocab: Any
    vocab_size: int
    batch: int
    threads: int
    cells: int  # tokens that the KV cache holds, of all sequences together
    sequences: int  # that may be there at once, running and kept
    divisible: bool  # whether a sequence can be cut and shared
    gpu: bool  # llama.cpp is built for one, and layers go to it
    exact: bool  # whether a token's logits can be kept free of what is computed beside it

    def tokenize(self, segments: Sequence[Segment]) -> list[int]:
        """Token ids of a prompt; only trusted segments may name special tokens."""
        ids: list[int] = []
        for index, segment in enumerate(segments):
            first = index == 0 and llama_cpp.llama_vocab_get_add_bos(self.vocab)
            ids += _tokenize(self.vocab, segment.text, bos=first, special=segment.trusted)
        return ids

    def tokenize_before_document(self, segments: Sequence[Segment]) -> list[int]:
        """Token ids of what a prompt says before its document; none if it does not say where."""
        for index, segment in enumerate(segments):
            if segment.document_at is not None:
                lead = replace(segment, text=segment.text[: segment.document_at])
                return self.tokenize((*segments[:index], lead))
        return []

    def fit_slots(self, costs: CostTable, options: LoadOptions) -> None:
        """Lets no more requests run side by side than pays, unless their number was asked for.

        What was measured beside other programs says nothing of that: there every width costs what
        the others leave over.
        """
        if costs.calm and not options.slots:
            slots = min(costs.best_width(self.info.slots), self.info.slots)
            self.info = replace(self.info, slots=slots)

    def free(self) -> None:
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)


def load_model(path: Path, sha256: str, options: LoadOptions, name: str = "") -> LoadedModel:
    """Loads `path` and makes a context. Raises ModelNotLoadable, or ConfigError for options that
    exclude each other.
    """
    if options.kv_type != "f16" and options.flash_attention == "off":
        raise ConfigError(
            f"a KV cache of type {options.kv_type} needs flash attention",
            at="flash_attention",
            hint="set flash_attention to auto, or kv_type to f16",
        )
    silence()
    params = llama_cpp.llama_model_default_params()
    if llama_cpp.llama_supports_gpu_offload():
        params.n_gpu_layers = options.gpu_layers if options.gpu_layers >= 0 else 999
    model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        raise ModelNotLoadable(
            "llama.cpp cannot load this file; it is damaged, cut short or of an unknown kind",
            at=str(path),
            hint="fetch it again, or try another model: extractor models list",
        )
    vocab = llama_cpp.llama_model_get_vocab(model)
    small = llama_cpp.llama_model_size(model) < ONE_THREAD_BELOW
    threads = options.threads or (1 if small else physical_cores())
    room = _room(model, options, small)
    context_params = _context_params(room, options, threads)
    context = llama_cpp.llama_init_from_model(model, context_params)
    if not context:
        llama_cpp.llama_model_free(model)
        raise ModelNotLoadable(
            f"no memory for a context of {context_params.n_ctx:,} tokens",
            at=str(path),
            hint="use a smaller --n-ctx or a smaller model",
        )
    info = EngineInfo(
        name=name or path.stem,
        sha256=sha256,
        context=room.context,
        profile=prompt_profile(model),
        chat_template=metadata(model, CHAT_TEMPLATE_KEY),
        fingerprint=_fingerprint(sha256, options),
        slots=room.slots,
    )
    return LoadedModel(
        info=info,
        model=model,
        context=context,
        memory=llama_cpp.llama_get_memory(context),
        vocab=vocab,
        vocab_size=llama_cpp.llama_vocab_n_tokens(vocab),
        batch=int(context_params.n_batch),
        threads=threads,
        cells=llama_cpp.llama_n_ctx(context),
        sequences=room.sequences,
        divisible=room.divisible,
        gpu=_gpu(options),
        exact=_exact(options, threads),
    )


def constraint_tokenizer(vocab: Any) -> llguidance.LLTokenizer:
    """The vocabulary as llguidance needs it; about a second for 150,000 tokens.

    Control tokens are marked with 0xff, so that no grammar can ever write one.
    """
    room = 16 * 1024
    buffer = ctypes.create_string_buffer(room)
    pieces = []
    for token in range(llama_cpp.llama_vocab_n_tokens(vocab)):
        length = llama_cpp.llama_token_to_piece(vocab, token, buffer, room, 0, True)
        piece = ctypes.string_at(buffer, max(0, length))
        attributes = llama_cpp.llama_vocab_get_attr(vocab, token)
        user_defined = bool(attributes & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED)
        looks_like_control = user_defined and piece.startswith(b"<") and piece.endswith(b">")
        if attributes & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL or looks_like_control:
            piece = b"\xff" + piece
        pieces.append(piece)
    tokenize = ctypes.cast(llama_cpp.llama_cpp._lib.llama_tokenize, ctypes.c_void_p).value
    make: Any = llguidance.LLTokenizer
    tokenizer: llguidance.LLTokenizer = make.from_llamacpp(
        tokens=pieces,
        vocab_ptr=vocab,
        tokenize_fptr=tokenize,
        eos_token=llama_cpp.llama_vocab_eos(vocab),
    )
    return tokenizer


def physical_cores() -> int:
    """Cores this process may use, counting hyper-threads of one core once."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if usable is None:
        return max(1, os.cpu_count() or 1)
    cores = set()
    for cpu in usable:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        cores.add(siblings.read_text() if siblings.exists() else str(cpu))
    return max(1, len(cores))


def available_memory() -> int | None:
    """Bytes that may be taken without swapping; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def kv_bytes_per_token(model: Any, kv_type: str) -> int:
    """Bytes of keys and values that one token of context takes."""
    heads = max(1, llama_cpp.llama_model_n_head(model))
    usual = llama_cpp.llama_model_n_embd(model) // heads
    architecture = metadata(model, "general.architecture")
    widths = [
        int(metadata(model, f"{architecture}.attention.{part}_length") or usual)
        for part in ("key", "value")
    ]
    values = llama_cpp.llama_model_n_layer(model) * llama_cpp.llama_model_n_head_kv(model)
    return int(values * sum(widths) * KV_TYPES[kv_type][1])


def silence() -> None:
    """Sends llama.cpp's own logging nowhere: it would write over a terminal screen.

    The callback must stay referenced for as long as the library lives.
    """
    llama_cpp.llama_log_set(_QUIET, None)
    llama_cpp.llama_backend_init()


def _discard(_level: int, _text: bytes, _data: Any) -> None:
    return None


_QUIET = llama_cpp.llama_log_callback(_discard)


@dataclass(frozen=True, slots=True)
class _Room:
    """How many requests a context takes, and how many tokens."""

    context: int  # tokens of one request
    slots: int
    cells: int
    sequences: int
    divisible: bool


def _room(model: Any, options: LoadOptions, small: bool) -> _Room:
    """Slots and tokens whose KV cache fits in half of the memory that is free."""
    trained = llama_cpp.llama_model_n_ctx_train(model)
    context = options.context or min(trained or DEFAULT_CONTEXT, DEFAULT_CONTEXT)
    slots = options.slots or (SMALL_SLOTS if small else DEFAULT_SLOTS)
    memory = available_memory()
    if memory is not None:
        most = memory // 2 // max(1, kv_bytes_per_token(model, options.kv_type))
        if not options.context:
            context = max(512, min(context, most))
        if not options.slots:
            slots = max(1, min(slots, 1 + (most - context) // min(context, USUAL_REQUEST)))
    context = min(context, trained) if trained else context
    divisible = _divisible(model)
    return _Room(
        context=context,
        slots=slots,
        cells=context + (slots - 1) * min(context, USUAL_REQUEST),
        sequences=2 * slots + 1 if divisible else slots,
        divisible=divisible,
    )


def _divisible(model: Any) -> bool:
    """Recurrent layers hold one state of all that was. Of layers with a sliding window, llama.cpp
    fills cells anew that have left it: what is kept of a sequence has holes, and no end of its own.
    """
    recurrent = llama_cpp.llama_model_is_recurrent(model) or llama_cpp.llama_model_is_hybrid(model)
    return not recurrent and not llama_cpp.llama_model_n_swa(model)


def _context_params(room: _Room, options: LoadOptions, threads: int) -> Any:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = room.cells
    params.n_seq_max = room.sequences + 1  # the last for what `Sequences` gives up
    params.kv_unified = True
    params.n_batch = params.n_ubatch = min(options.batch, room.cells)
    if _exact(options, threads):
        params.n_ubatch = min(params.n_batch, EXACT_WIDTH)
    params.n_threads = params.n_threads_batch = threads
    params.type_k = params.type_v = KV_TYPES[options.kv_type][0]
    params.flash_attn_type = FLASH_ATTENTION[options.flash_attention]
    params.no_perf = True
    return params


def _exact(options: LoadOptions, threads: int) -> bool:
    """Several threads share the work of a step in ways that depend on its width."""
    return threads == 1 and not _gpu(options)


def _gpu(options: LoadOptions) -> bool:
    return bool(llama_cpp.llama_supports_gpu_offload() and options.gpu_layers)


def prompt_profile(model: Any) -> str:
    """The prompt profile that a model names; else the one that its vocabulary or template fits."""
    named = metadata(model, PROFILE_KEY)
    if named in PROFILES:
        return named
    vocab = llama_cpp.llama_model_get_vocab(model)
    if all(len(_tokenize(vocab, token, bos=False, special=True)) == 1 for token in COMPACT_TOKENS):
        return "compact"
    return "chat" if metadata(model, CHAT_TEMPLATE_KEY) else "plain"


def _fingerprint(sha256: str, options: LoadOptions) -> str:
    """Digest of everything besides the request that may change a reply."""
    chosen = asdict(options)
    for indifferent in ("threads", "slots", "folder"):
        del chosen[indifferent]
    parts = {
        "model": sha256,
        "options": chosen,
        "llama_cpp": version("llama-cpp-python"),
        "llguidance": version("llguidance"),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def metadata(model: Any, key: str) -> str | None:
    """A value of the file's header."""
    size = 256
    while True:
        buffer = ctypes.create_string_buffer(size)
        length = llama_cpp.llama_model_meta_val_str(model, key.encode(), buffer, size)
        if length < 0:
            return None
        if length < size:
            return buffer.value.decode("utf-8", errors="replace")
        size = length + 1


def _tokenize(vocab: Any, text: str, *, bos: bool, special: bool) -> list[int]:
    data = text.encode()
    size = len(data) + 2
    ids = (llama_cpp.llama_token * size)()
    count = llama_cpp.llama_tokenize(vocab, data, len(data), ids, size, bos, special)
    return list(ids[:count])
