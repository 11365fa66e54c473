"""The network: Qwen2's architecture, small. What llama.cpp runs as `qwen2`, tied embeddings."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; those of the shipped model by default."""

    vocabulary: int = 3072
    width: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 640
    context: int = 2048
    rope_base: float = 1e6
    epsilon: float = 1e-6

    @property
    def head_width(self) -> int:
        return self.width // self.heads


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, inner = shape.width, shape.inner
        self.shape = shape
        self.n1 = nn.RMSNorm(width, shape.epsilon)
        self.n2 = nn.RMSNorm(width, shape.epsilon)
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width)
        self.v = nn.Linear(width, width)
        self.o = nn.Linear(width, width, bias=False)
        self.gate = nn.Linear(width, inner, bias=False)
        self.up = nn.Linear(width, inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        heads, size = self.shape.heads, self.shape.head_width
        h = self.n1(x)
        q, k, v = (
            part(h).view(batch, length, heads, size).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        # Plain matmul and softmax: on CPUs twice as fast as the fused kernel at these lengths.
        scores = _turned(q, turn) @ _turned(k, turn).mT * (1 / math.sqrt(size)) + mask
        y = scores.softmax(-1) @ v
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, width))
        h = self.n2(x)
        out: Tensor = x + self.down(F.silu(self.gate(h)) * self.up(h))
        return out


def _turned(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary positions in NEOX order: halves of the head are the pairs."""
    cos, sin = turn
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Network(nn.Module):
    """Hidden states of a batch of token ids; `logits` are against the embeddings."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.emb = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, shape.epsilon)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                spread = 0.02 if "emb" in name else 1 / math.sqrt(parameter.shape[1])
                nn.init.normal_(parameter, 0, spread)
            elif "bias" in name:
                nn.init.zeros_(parameter)
        for block in self.blocks:
            assert isinstance(block, Block)
            for out in (block.o, block.down):
                out.weight.data.mul_(1 / math.sqrt(2 * shape.layers))

    def forward(self, ids: Tensor) -> Tensor:
        length = ids.shape[1]
        x = self.emb(ids)
        turn = _angles(self.shape, length, x.dtype)
        mask = torch.full((length, length), -1e9).triu(1).to(x.dtype)
        for block in self.blocks:
            x = block(x, turn, mask)
        out: Tensor = self.norm(x)
        return out

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.emb.weight)


def _angles(shape: Shape, length: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    size = shape.head_width
    speeds = 1.0 / (shape.rope_base ** (torch.arange(0, size, 2).float() / size))
    angles = torch.outer(torch.arange(length).float(), speeds)
    return angles.cos().to(dtype), angles.sin().to(dtype)


Arrays = dict[str, np.ndarray[Any, Any]]


def save(path: Path, arrays: Arrays, shape: Shape) -> None:
    """Weights and whatever else, as one .npz; whole or not at all."""
    sizes = {f"shape.{name}": np.array(value) for name, value in asdict(shape).items()}
    whole = path.with_suffix(".part.npz")
    np.savez(whole, allow_pickle=False, **arrays, **sizes)
    whole.replace(path)


def load(path: Path) -> tuple[Arrays, Shape]:
    """What `save` wrote; a file without sizes has those of the shipped model."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    sizes = {
        name.removeprefix("shape."): arrays.pop(name).item()
        for name in list(arrays)
        if name.startswith("shape.")
    }
    return arrays, Shape(**sizes)


def network(arrays: Arrays, shape: Shape) -> Network:
    """The network with those weights, in 32 bits."""
    made = Network(shape)
    weights = {
        name: torch.from_numpy(arrays[name].astype(np.float32)) for name in made.state_dict()
    }
    made.load_state_dict(weights)
    return made
