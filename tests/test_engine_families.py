"""Models of other families: states that cannot be cut are computed whole and still side by side."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest

from extractor.engine.llama import LlamaEngine
from extractor.generation import Finish, LoadOptions
from extractor.models import EMBEDDED_FILE
from extractor.schema.tree import Object
from tests.test_engine import STRING, request

WIDTH, LAYERS, INNER, STATE, CONV, RANK = 64, 2, 128, 16, 4, 4
HEADS, HEAD, FEED = 4, 16, 128


def write_model(path: Path, architecture: str) -> None:
    """A small model with the embedded one's vocabulary and noise for weights."""
    reader = gguf.GGUFReader(EMBEDDED_FILE)
    writer = gguf.GGUFWriter(path, architecture)
    for field in reader.fields.values():
        if field.name.startswith("tokenizer."):
            inner = field.types[-1] if field.types[0] is gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], inner)
    writer.add_context_length(2048)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_layer_norm_rms_eps(1e-5)
    vocabulary = len(reader.fields["tokenizer.ggml.tokens"].contents())
    shapes = {"token_embd.weight": (vocabulary, WIDTH), "output_norm.weight": (WIDTH,)}
    for layer in range(LAYERS):
        part = _mamba(writer) if architecture == "mamba" else _attention(writer, architecture)
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in part.items()}
    random = np.random.default_rng(5)
    for name, shape in shapes.items():
        weights = random.normal(0.0, 0.15, shape).astype(np.float32)
        if "norm" in name:
            weights = np.ones(shape, np.float32)
        elif name.endswith("ssm_a"):
            weights = -np.abs(weights) - 0.1
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _mamba(writer: gguf.GGUFWriter) -> dict[str, tuple[int, ...]]:
    writer.add_ssm_conv_kernel(CONV)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATE)
    writer.add_ssm_time_step_rank(RANK)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    return {
        "attn_norm.weight": (WIDTH,),
        "ssm_in.weight": (2 * INNER, WIDTH),
        "ssm_conv1d.weight": (INNER, CONV),
        "ssm_conv1d.bias": (INNER,),
        "ssm_x.weight": (RANK + 2 * STATE, INNER),
        "ssm_dt.weight": (INNER, RANK),
        "ssm_dt.bias": (INNER,),
        "ssm_a": (INNER, STATE),
        "ssm_d": (INNER,),
        "ssm_out.weight": (WIDTH, INNER),
    }


def _attention(writer: gguf.GGUFWriter, architecture: str) -> dict[str, tuple[int, ...]]:
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_feed_forward_length(FEED)
    shapes: dict[str, tuple[int, ...]] = {
        "attn_norm.weight": (WIDTH,),
        "ffn_norm.weight": (WIDTH,),
        "attn_output.weight": (WIDTH, WIDTH),
        "ffn_gate.weight": (FEED, WIDTH),
        "ffn_up.weight": (FEED, WIDTH),
        "ffn_down.weight": (WIDTH, FEED),
    }
    for part in ("attn_q", "attn_k", "attn_v"):
        shapes[f"{part}.weight"] = (HEADS * HEAD, WIDTH)
        if architecture == "qwen2":
            shapes[f"{part}.bias"] = (HEADS * HEAD,)
    return shapes


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "mamba"])
def test_requests_side_by_side_are_answered_as_alone(tmp_path: Path, architecture: str):
    path = tmp_path / "model.gguf"
    write_model(path, architecture)
    asked = [
        request(
            f"Shop number {n}\nOak Street {n}\n", root=Object({"name": STRING, "place": STRING})
        )
        for n in range(6)
    ]
    with LlamaEngine(path, "", LoadOptions(slots=1), "alone") as engine:
        plain = [engine.submit(one).result(timeout=60) for one in asked]
    with LlamaEngine(path, "", LoadOptions(slots=3), "batch") as engine:
        replies = [f.result(timeout=60) for f in [engine.submit(one) for one in asked]]
    assert {reply.finish for reply in replies} == {Finish.STOP}
    assert [reply.text for reply in replies] == [reply.text for reply in plain]
    if architecture == "mamba":  # its state cannot be shared
        assert {reply.reused_tokens for reply in replies} == {0}
