"""The network: Qwen2's architecture, small. What llama.cpp runs as `qwen2`, tied embeddings."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.weights import Arrays, read_arrays, write_arrays

_STRETCH = 256  # queries at a time
_NEVER = -1e9  # what the mask adds to a score that must not count

Turn = tuple[Tensor, Tensor]  # cosines and sines of the positions
Past = tuple[Tensor, Tensor]  # keys and values


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

    def forward(self, x: Tensor, turn: Turn, mask: Tensor, past: Past | None = None) -> Tensor:
        """`past`: keys and values of what stands before every row, see `Prefix`."""
        batch, length, width = x.shape
        h = self.n1(x)
        key, value = self.remembered(h, turn)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        scale = 1 / math.sqrt(self.shape.head_width)
        y = _attend(_turned(self._heads(self.q(h)), turn) * scale, key, value, mask)
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, width))
        h = self.n2(x)
        out: Tensor = x + self.down(F.silu(self.gate(h)) * self.up(h))
        return out

    def remembered(self, h: Tensor, turn: Turn) -> Past:
        """Keys and values of the normed states `h`, each batch x heads x length x head width."""
        return _turned(self._heads(self.k(h)), turn), self._heads(self.v(h))

    def _heads(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        return x.view(batch, length, self.shape.heads, self.shape.head_width).transpose(1, 2)


def _attend(q: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Attention in stretches of queries, each over the keys up to its end.

    Plain matmul and softmax: on CPUs faster than the fused kernel at these lengths.
    """
    length, before = q.shape[2], key.shape[2] - q.shape[2]
    parts = []
    for start in range(0, length, _STRETCH):
        stop = min(start + _STRETCH, length)
        scores = q[:, :, start:stop] @ key[:, :, : before + stop].mT
        scores += mask[..., start:stop, : before + stop]
        parts.append(scores.softmax(-1) @ value[:, :, : before + stop])
    return torch.cat(parts, 2)


def _turned(x: Tensor, turn: Turn) -> Tensor:
    """Rotary positions in NEOX order: halves of the head are the pairs."""
    cos, sin = turn
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents that have been read: several questions go on from each."""

    layers: list[Past]  # rows x heads x length x head width
    lengths: Tensor  # tokens of each row
    padding: Tensor  # rows x length, what the mask adds to a score

    def of(self, owners: Tensor) -> Prefix:
        """A row for each of `owners`, which are numbers of rows."""
        layers = [(key[owners], value[owners]) for key, value in self.layers]
        return Prefix(layers, self.lengths[owners], self.padding[owners])


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

    def forward(self, ids: Tensor, prefix: Prefix | None = None) -> Tensor:
        """Batch x length x width; with a `prefix` the rows go on where its rows end."""
        length = ids.shape[1]
        x, past = self.emb(ids), prefix.layers if prefix else [None] * len(self.blocks)
        starts = prefix.lengths if prefix else torch.zeros(1, dtype=torch.long)
        turn = _angles(self.shape, starts, length, x.dtype)
        mask = torch.full((length, length), _NEVER).triu(1)
        if prefix:
            padding = prefix.padding[:, None, None].expand(-1, 1, length, -1)
            mask = torch.cat([padding, mask.expand(len(ids), 1, -1, -1)], -1)
        for block, before in zip(self.blocks, past, strict=True):
            x = block(x, turn, mask.to(x.dtype), before)
        out: Tensor = self.norm(x)
        return out

    def prefix(self, ids: Tensor, lengths: Tensor) -> Prefix:
        """What later rows see of these: batch x length, padded at the end to equal length."""
        length = ids.shape[1]
        x, layers = self.emb(ids), []
        turn = _angles(self.shape, torch.zeros(1, dtype=torch.long), length, x.dtype)
        mask = torch.full((length, length), _NEVER).triu(1).to(x.dtype)
        for number, block in enumerate(self.blocks):
            assert isinstance(block, Block)
            layers.append(block.remembered(block.n1(x), turn))
            if number + 1 < len(self.blocks):  # of the last, keys and values are all that is used
                x = block(x, turn, mask)
        padding = torch.where(torch.arange(length) < lengths[:, None], 0.0, _NEVER)
        return Prefix(layers, lengths, padding)

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.emb.weight)


def _angles(shape: Shape, starts: Tensor, length: int, dtype: torch.dtype) -> Turn:
    """Of `length` positions from each of `starts` on: rows x 1 x length x half a head."""
    size = shape.head_width
    speeds = 1.0 / (shape.rope_base ** (torch.arange(0, size, 2).float() / size))
    places = (starts[:, None] + torch.arange(length)).float()
    angles = places[:, None, :, None] * speeds
    return angles.cos().to(dtype), angles.sin().to(dtype)


def save(path: Path, arrays: Arrays, shape: Shape) -> None:
    """Weights and whatever else, with the sizes of the network."""
    sizes = {f"shape.{name}": np.array(value) for name, value in asdict(shape).items()}
    write_arrays(path, arrays | sizes)


def load(path: Path) -> tuple[Arrays, Shape]:
    """What `save` wrote; a file without sizes has those of the shipped model."""
    arrays = read_arrays(path)
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
