"""Small GGUF models of several families: the embedded model's vocabulary, and noise for weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np

from extractor.models import EMBEDDED_FILE

WIDTH, LAYERS, FEED = 64, 4, 128
HEADS, KV_HEADS, HEAD = 4, 2, 16
INNER, STATE, CONV, RANK, GROUPS = 128, 16, 4, 4, 1
BLOCK = 32  # weights that are quantized together
WINDOW = 48  # tokens that the sliding layers of gemma see

Shapes = dict[str, tuple[int, ...]]
Layer = Callable[[int], Shapes]


def write_family(path: Path, family: str) -> None:
    """Writes a model of one of `FAMILIES`."""
    reader = gguf.GGUFReader(EMBEDDED_FILE)
    writer = gguf.GGUFWriter(path, family)
    for field in reader.fields.values():
        if field.name.startswith("tokenizer."):
            inner = field.types[-1] if field.types[0] is gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], inner)
    writer.add_context_length(2048)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(HEAD)
    vocabulary = len(reader.fields["tokenizer.ggml.tokens"].contents())
    last = "token_embd_norm" if family == "lfm2" else "output_norm"
    shapes: Shapes = {"token_embd.weight": (vocabulary, WIDTH), f"{last}.weight": (WIDTH,)}
    layer = FAMILIES[family](writer)
    for number in range(LAYERS):
        shapes |= {f"blk.{number}.{name}": shape for name, shape in layer(number).items()}
    random = np.random.default_rng(5)
    for name, shape in shapes.items():
        weights = random.normal(0.0, 0.15, shape).astype(np.float32)
        if "norm" in name:
            weights = np.ones(shape, np.float32)
        elif name.endswith("ssm_a"):
            weights = -np.abs(weights) - 0.1
        if len(shape) == 2 and shape[1] % BLOCK == 0 and "norm" not in name:
            kind = gguf.GGMLQuantizationType.Q8_0  # as real ones: these kernels are the same at
            writer.add_tensor(name, gguf.quantize(weights, kind), raw_dtype=kind)  # every width
        else:
            writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


# ------------------------------------------------------------ parts of layers


def attention() -> Shapes:
    return {
        "attn_norm.weight": (WIDTH,),
        "attn_q.weight": (HEADS * HEAD, WIDTH),
        "attn_k.weight": (KV_HEADS * HEAD, WIDTH),
        "attn_v.weight": (KV_HEADS * HEAD, WIDTH),
        "attn_output.weight": (WIDTH, HEADS * HEAD),
    }


def feed_forward() -> Shapes:
    return {
        "ffn_norm.weight": (WIDTH,),
        "ffn_gate.weight": (FEED, WIDTH),
        "ffn_up.weight": (FEED, WIDTH),
        "ffn_down.weight": (WIDTH, FEED),
    }


def norms_of_heads() -> Shapes:
    return {"attn_q_norm.weight": (HEAD,), "attn_k_norm.weight": (HEAD,)}


def state_space() -> Shapes:
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


def state_space_of_heads() -> Shapes:
    """Of the second kind of mamba; `RANK` counts its heads."""
    convolved = INNER + 2 * GROUPS * STATE
    return {
        "attn_norm.weight": (WIDTH,),
        "ssm_in.weight": (INNER + convolved + RANK, WIDTH),
        "ssm_conv1d.weight": (convolved, CONV),
        "ssm_conv1d.bias": (convolved,),
        "ssm_dt.bias": (RANK,),
        "ssm_a": (RANK, 1),
        "ssm_d": (RANK, 1),
        "ssm_norm.weight": (GROUPS, INNER // GROUPS),
        "ssm_out.weight": (WIDTH, INNER),
    }


def _add_state_space(writer: gguf.GGUFWriter) -> None:
    writer.add_ssm_conv_kernel(CONV)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATE)
    writer.add_ssm_time_step_rank(RANK)
    writer.add_ssm_group_count(GROUPS)


def _every_other_layer_attends(writer: gguf.GGUFWriter) -> Callable[[int], bool]:
    """As hybrids say it: layers without heads for keys hold a state instead."""
    del writer.kv_data[0][f"{writer.arch}.attention.head_count_kv"]
    writer.add_head_count_kv([KV_HEADS * (number % 2) for number in range(LAYERS)])
    return lambda number: number % 2 == 1


# ------------------------------------------------------------ families


def _llama(_writer: gguf.GGUFWriter) -> Layer:
    return lambda _number: attention() | feed_forward()


def _qwen2(_writer: gguf.GGUFWriter) -> Layer:
    biases = {
        "attn_q.bias": (HEADS * HEAD,),
        "attn_k.bias": (KV_HEADS * HEAD,),
        "attn_v.bias": (KV_HEADS * HEAD,),
    }
    return lambda _number: attention() | biases | feed_forward()


def _qwen3(_writer: gguf.GGUFWriter) -> Layer:
    return lambda _number: attention() | norms_of_heads() | feed_forward()


def _gemma3(writer: gguf.GGUFWriter) -> Layer:
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_sliding_window(WINDOW)
    after = {"post_attention_norm.weight": (WIDTH,), "post_ffw_norm.weight": (WIDTH,)}
    return lambda _number: attention() | norms_of_heads() | feed_forward() | after


def _phi3(_writer: gguf.GGUFWriter) -> Layer:
    joined = {
        "attn_norm.weight": (WIDTH,),
        "attn_qkv.weight": ((HEADS + 2 * KV_HEADS) * HEAD, WIDTH),
        "attn_output.weight": (WIDTH, HEADS * HEAD),
        "ffn_norm.weight": (WIDTH,),
        "ffn_up.weight": (2 * FEED, WIDTH),
        "ffn_down.weight": (WIDTH, FEED),
    }
    return lambda _number: joined


def _mamba(writer: gguf.GGUFWriter) -> Layer:
    _add_state_space(writer)
    return lambda _number: state_space()


def _lfm2(writer: gguf.GGUFWriter) -> Layer:
    writer.add_shortconv_l_cache(CONV)
    attends = _every_other_layer_attends(writer)
    convolution = {
        "attn_norm.weight": (WIDTH,),
        "shortconv.conv.weight": (WIDTH, CONV),
        "shortconv.in_proj.weight": (3 * WIDTH, WIDTH),
        "shortconv.out_proj.weight": (WIDTH, WIDTH),
    }
    attending = attention() | norms_of_heads()
    return lambda number: (attending if attends(number) else convolution) | feed_forward()


def _jamba(writer: gguf.GGUFWriter) -> Layer:
    _add_state_space(writer)
    attends = _every_other_layer_attends(writer)
    state = state_space() | {
        "ssm_dt_norm.weight": (RANK,),
        "ssm_b_norm.weight": (STATE,),
        "ssm_c_norm.weight": (STATE,),
    }
    return lambda number: (attention() if attends(number) else state) | feed_forward()


def _granitehybrid(writer: gguf.GGUFWriter) -> Layer:
    _add_state_space(writer)
    attends = _every_other_layer_attends(writer)
    return lambda number: (
        (attention() if attends(number) else state_space_of_heads()) | feed_forward()
    )


FAMILIES: dict[str, Callable[[gguf.GGUFWriter], Layer]] = {
    "llama": _llama,  # and mistral, smollm2
    "smollm3": _llama,
    "qwen2": _qwen2,
    "qwen3": _qwen3,
    "gemma3": _gemma3,
    "phi3": _phi3,
    "mamba": _mamba,
    "lfm2": _lfm2,
    "jamba": _jamba,
    "granitehybrid": _granitehybrid,
}
WHOLE = frozenset({"gemma3", "mamba", "lfm2", "jamba", "granitehybrid"})  # cannot be cut, or shared
