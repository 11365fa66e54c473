"""Weights to GGUF, and the check that llama.cpp runs the same network.

    python -m training.export build/train/checkpoint.npz model.q8_0.gguf --type q8_0

Writes the file, then compares tokens with the tokenizer and logits with the network, and prints one
line of JSON. Exits with 1 if a token differs, or a logit by more than `--tolerance`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from gguf.quants import quantize

from extractor.engine.loading import PROFILE_KEY, LoadedModel, load_model
from extractor.engine.sequences import Feed, Sequences
from extractor.generation import LoadOptions, Segment
from training.encode import TOKENIZER, prompt_tokens, read, special, tokens, written
from training.generate import Split, sample
from training.model import Shape, load, network, save
from training.weights import Arrays

TYPES = {
    "f32": (None, 0),
    "f16": (gguf.GGMLQuantizationType.F16, 1),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, 7),
    "q5_0": (gguf.GGMLQuantizationType.Q5_0, 8),
    "q4_0": (gguf.GGMLQuantizationType.Q4_0, 2),
}
_NAMES = {
    "n1.weight": "attn_norm.weight",
    "n2.weight": "ffn_norm.weight",
    "q.weight": "attn_q.weight",
    "q.bias": "attn_q.bias",
    "k.weight": "attn_k.weight",
    "k.bias": "attn_k.bias",
    "v.weight": "attn_v.weight",
    "v.bias": "attn_v.bias",
    "o.weight": "attn_output.weight",
    "gate.weight": "ffn_gate.weight",
    "up.weight": "ffn_up.weight",
    "down.weight": "ffn_down.weight",
}


def write(path: Path, arrays: Arrays, shape: Shape, kind: str) -> None:
    """The model as GGUF. Rotary halves are pairs in `qwen2`, so no matrix is permuted."""
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name(path.name.split(".")[0])
    writer.add_string(PROFILE_KEY, "compact")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.rope_base)
    quantized, file_type = TYPES[kind]
    writer.add_file_type(file_type)
    _write_vocabulary(writer)

    def add(name: str, array: Any) -> None:
        array = array.astype(np.float32)
        if array.ndim == 2 and quantized is not None:
            writer.add_tensor(name, quantize(array, quantized), raw_dtype=quantized)
        else:
            writer.add_tensor(name, array)

    add("token_embd.weight", arrays["emb.weight"])
    add("output_norm.weight", arrays["norm.weight"])
    for layer in range(shape.layers):
        for ours, theirs in _NAMES.items():
            add(f"blk.{layer}.{theirs}", arrays[f"blocks.{layer}.{ours}"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_vocabulary(writer: gguf.GGUFWriter) -> None:
    described = json.loads(TOKENIZER.read_text(encoding="utf-8"))
    pieces = {number: piece for piece, number in described["model"]["vocab"].items()}
    control = {token["id"]: token["content"] for token in described["added_tokens"]}
    pieces |= control
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([pieces[number] for number in range(len(pieces))])
    kinds = (gguf.TokenType.NORMAL, gguf.TokenType.CONTROL)
    writer.add_token_types([kinds[number in control] for number in range(len(pieces))])
    merges = described["model"]["merges"]
    writer.add_token_merges([one if isinstance(one, str) else " ".join(one) for one in merges])
    writer.add_eos_token_id(special("<|end|>"))
    writer.add_pad_token_id(special("<|pad|>"))
    writer.add_bos_token_id(special("<|doc|>"))
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)


def differing_tokens(model: LoadedModel, samples: int) -> tuple[int, int]:
    """Texts that llama.cpp cuts otherwise than the tokenizer, of how many."""
    differing = count = 0
    for index in range(samples):
        reading = read(sample(index, Split.VALUES), index)
        for text in (reading.document.text, written(reading.answer), "  \tx\n\n “Straße” №½ 日本 "):
            count += 1
            differing += tokens(text) != model.tokenize([Segment(text)])
    return differing, count


def logit_distance(model: LoadedModel, arrays: Arrays, shape: Shape, samples: int) -> float:
    """The largest difference of a logit after a prompt."""
    ours, worst = network(arrays, shape).eval(), 0.0
    sequences = Sequences(model)
    for index in range(samples):
        ids = prompt_tokens(read(sample(index, Split.VALUES), index))[: shape.context // 2]
        with torch.no_grad():
            wanted = ours.logits(ours(torch.tensor([ids]))[0, -1]).numpy()
        sequence = sequences.begin(np.array(ids, np.int32))
        for start in range(0, len(ids), model.batch):
            part = ids[start : start + model.batch]
            got = sequences.step([Feed(sequence, part, outputs=1)])
        worst = max(worst, float(np.abs(got[0] - wanted).max()))
        sequences.end(sequence)
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("weights", type=Path, help="checkpoint (.npz)")
    parser.add_argument("out", type=Path, help="file to write")
    parser.add_argument("--type", choices=TYPES, default="q8_0")
    parser.add_argument("--tolerance", type=float, default=None, help="of a logit; for f32 0.05")
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--weights-out", type=Path, help="the weights alone, in 16 bits (.npz)")
    parser.add_argument(
        "--context", type=int, help="tokens, where it differs from the checkpoint's"
    )
    args = parser.parse_args()
    arrays, shape = load(args.weights)
    shape = replace(shape, context=args.context or shape.context)
    write(args.out, arrays, shape, args.type)
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    if args.weights_out:
        names = network(arrays, shape).state_dict()
        save(args.weights_out, {name: arrays[name].astype(np.float16) for name in names}, shape)
    model = load_model(args.out, digest, LoadOptions(context=shape.context))
    differing, texts = differing_tokens(model, args.samples)
    distance = logit_distance(model, arrays, shape, min(args.samples, 5))
    model.free()
    report = {
        "file": args.out.name,
        "bytes": args.out.stat().st_size,
        "sha256": digest,
        "texts": texts,
        "texts_cut_otherwise": differing,
        "largest_logit_difference": round(distance, 5),
    }
    print(json.dumps(report))
    tolerance = args.tolerance or {"f32": 0.05, "f16": 0.1}.get(args.type, 10.0)
    return int(differing > 0 or distance > tolerance)


if __name__ == "__main__":
    sys.exit(main())
