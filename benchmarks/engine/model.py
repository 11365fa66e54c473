"""A random-weight GGUF with the shape and the vocabulary of Qwen2.5-0.5B.

Speed does not depend on what weights say, only on their shapes and types. The output's bias makes
the choices of a random model bearable for a comparison: of the tokens that a grammar allows it
takes the longest, so that every program writes the same text in about the same number of tokens,
and none wanders off into optional whitespace or ends before it is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LONGER = 4.0  # logits a byte; a random logit spreads by 0.6
LONGEST = 16  # bytes beyond which a token is not preferred any more
BLANK = -200.0  # for tokens that start with a blank, or are nothing but signs and blanks
NEVER = -1000.0  # for control tokens, the end of text among them
SPREAD = 0.02  # standard deviation of the weights


@dataclass(frozen=True, slots=True)
class Shape:
    """Qwen2.5-0.5B."""

    layers: int = 24
    width: int = 896
    hidden: int = 4864
    heads: int = 14
    kv_heads: int = 2
    context: int = 32768
    rope_base: float = 1_000_000.0

    @property
    def kv_width(self) -> int:
        return self.width // self.heads * self.kv_heads


def make_model(vocabulary: Path, path: Path) -> None:
    """Writes the quantized model (Q4_K_M) to `path`; `vocabulary` is a GGUF without tensors."""
    unquantized = path.with_suffix(".f16.gguf")
    partial = path.with_suffix(".partial")
    try:
        _write(vocabulary, unquantized, Shape())
        _quantize(unquantized, partial)
        partial.replace(path)
    finally:
        unquantized.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def output_bias(tokens: Sequence[bytes], control: Sequence[bool]) -> NDArray[np.float32]:
    """The logits that each token is given beforehand."""
    bias = np.zeros(len(tokens), np.float32)
    for index, (token, is_control) in enumerate(zip(tokens, control, strict=True)):
        if is_control:
            bias[index] = NEVER
            continue
        bias[index] = LONGER * min(len(token), LONGEST)
        wordless = not any(chr(byte).isalnum() or byte > 127 for byte in token)
        if token[:1].isspace() or (wordless and any(chr(byte).isspace() for byte in token)):
            bias[index] += BLANK
    return bias


def token_bytes(text: str) -> bytes:
    """The bytes of a token as byte-level BPE vocabularies write them."""
    return bytes(_BYTES[character] for character in text) if set(text) <= set(_BYTES) else b"<>"


def _byte_alphabet() -> dict[str, int]:
    """GPT-2's printable stand-in for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + index): byte for index, byte in enumerate(others)
    }


_BYTES = _byte_alphabet()


def _write(vocabulary: Path, path: Path, shape: Shape) -> None:
    import gguf

    reader = gguf.GGUFReader(vocabulary)
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("random")
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-6)
    for key, field in reader.fields.items():
        if not key.startswith("tokenizer."):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(key, field.contents(), kind, inner)
    tokens = [token_bytes(text) for text in reader.fields["tokenizer.ggml.tokens"].contents()]
    kinds = reader.fields["tokenizer.ggml.token_type"].contents()
    bias = output_bias(tokens, [kind != gguf.TokenType.NORMAL for kind in kinds])
    for name, tensor in _tensors(shape, len(tokens)):
        writer.add_tensor(name, tensor)
    writer.add_tensor("output.bias", bias)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensors(shape: Shape, vocabulary: int) -> Iterator[tuple[str, NDArray[np.generic]]]:
    random = np.random.default_rng(0)

    def matrix(rows: int, columns: int) -> NDArray[np.float16]:
        values = random.standard_normal((rows, columns), dtype=np.float32)
        return (values * SPREAD).astype(np.float16)

    ones = np.ones(shape.width, np.float32)
    yield "token_embd.weight", matrix(vocabulary, shape.width)
    yield "output_norm.weight", ones
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        yield f"{block}.attn_norm.weight", ones
        yield f"{block}.ffn_norm.weight", ones
        sizes = {"attn_q": shape.width, "attn_k": shape.kv_width, "attn_v": shape.kv_width}
        for name, rows in sizes.items():
            yield f"{block}.{name}.weight", matrix(rows, shape.width)
            yield f"{block}.{name}.bias", np.zeros(rows, np.float32)
        yield f"{block}.attn_output.weight", matrix(shape.width, shape.width)
        yield f"{block}.ffn_gate.weight", matrix(shape.hidden, shape.width)
        yield f"{block}.ffn_up.weight", matrix(shape.hidden, shape.width)
        yield f"{block}.ffn_down.weight", matrix(shape.width, shape.hidden)


def _quantize(source: Path, target: Path) -> None:
    import llama_cpp

    from extractor.engine.loading import silence

    silence()
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M
    params.nthread = 1
    code = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), params)
    if code != 0:
        raise RuntimeError(f"llama.cpp could not quantize {source.name} (code {code})")
