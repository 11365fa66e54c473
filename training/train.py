"""The training loop: masked loss, Muon with AdamW, resumable.

    python -m training.train --out build/train --from weights.npz --minutes 60

Started again with the same --out it goes on from its last checkpoint; SIGTERM makes one and ends.
The learning rate holds, then falls to nothing over the last part of --minutes, which count training
time alone.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve everything else
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")  # else gigabytes, with these shapes

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from training.encode import Encoded, encoded, special
from training.model import Network, Shape, load, network, save
from training.weights import Arrays

_POOL = 64  # documents sorted by length at a time
_STEP = 32  # lengths are padded to its multiples: each shape costs a compiled kernel
_GROUP = 1536  # tokens of questions computed at a time


Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of like length, padded."""

    owners: Ids  # the document of each
    ids: Ids  # questions x length
    chosen: NDArray[np.bool_]  # the same shape: where a token was chosen among several
    allowed: NDArray[np.uint8]  # a row of bits for each true place of `chosen`, in order


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of like length, each with some questions."""

    documents: Ids  # padded at the end
    lengths: Ids
    groups: list[Group]
    until: int  # number of the first document that comes later

    @property
    def tokens(self) -> int:
        """Tokens that the network computes, padding included."""
        return self.documents.size + sum(group.ids.size for group in self.groups)


def stream(first: int, longest: int, budget: int, questions: int) -> Iterator[Batch]:
    """Batches of the training split from document `first` on, without end."""
    rng, index = random.Random(first), first
    while True:
        pool = [
            encoded(one, longest=longest, questions=questions)
            for one in range(index, index + _POOL)
        ]
        index += _POOL
        asked = [about for about in pool if about]
        made = [batch(chosen, index) for chosen in batches(asked, budget)]
        rng.shuffle(made)
        yield from made


def batches(pool: Sequence[list[Encoded]], budget: int) -> list[list[list[Encoded]]]:
    """Documents of like length together, with at most `budget` tokens where one has no more."""
    out: list[list[list[Encoded]]] = []
    room = 0
    for about in sorted(pool, key=lambda one: len(one[0].document)):
        size = len(about[0].document) + sum(len(one.ids) for one in about)
        if not out or size > room:
            out.append([])
            room = budget
        out[-1].append(about)
        room -= size
    return out


def batch(documents: Sequence[list[Encoded]], until: int) -> Batch:
    """The arrays of these documents and of what is asked about each."""
    asked = [(owner, one) for owner, about in enumerate(documents) for one in about]
    asked.sort(key=lambda pair: len(pair[1].ids))
    texts = [about[0].document for about in documents]
    size = -(-len(asked) // max(1, round(sum(len(one.ids) for _, one in asked) / _GROUP)))
    return Batch(
        _padded(texts),
        np.array([len(text) for text in texts]),
        [_group(asked[at : at + size]) for at in range(0, len(asked), size)],
        until,
    )


def _group(asked: Sequence[tuple[int, Encoded]]) -> Group:
    ids = _padded([one.ids for _, one in asked])
    chosen = np.zeros(ids.shape, np.bool_)
    for row, (_, one) in enumerate(asked):
        chosen[row, one.choices] = True
    owners = np.array([owner for owner, _ in asked])
    return Group(owners, ids, chosen, np.concatenate([one.allowed for _, one in asked]))


def _padded(rows: Sequence[list[int]]) -> Ids:
    length = -(-max(map(len, rows)) // _STEP) * _STEP
    ids = np.full((len(rows), length), special("<|pad|>"), np.int64)
    for row, one in zip(ids, rows, strict=True):
        row[: len(one)] = one
    return ids


def _feed(queue: Any, first: int, longest: int, budget: int, questions: int) -> None:
    torch.set_num_threads(1)
    for made in stream(first, longest, budget, questions):
        queue.put(made)


class Optimizer:
    """Muon for the matrices of the blocks, AdamW for the rest; masters in 32 bits."""

    def __init__(self, model: Network, rate: float, muon_rate: float, state: Arrays) -> None:
        self.parameters = dict(model.named_parameters())
        self.rate, self.muon_rate = rate, muon_rate
        self.masters = {name: one.detach().float().clone() for name, one in self.parameters.items()}
        matrices = [
            name for name, one in self.parameters.items() if one.dim() == 2 and "emb" not in name
        ]
        self.groups: dict[tuple[int, ...], list[str]] = {}
        for name in matrices:
            self.groups.setdefault(tuple(self.parameters[name].shape), []).append(name)
        self.others = [name for name in self.parameters if name not in matrices]
        self.momentum = {name: self._state(state, "momentum", name) for name in self.parameters}
        self.square = {name: self._state(state, "square", name) for name in self.others}
        self.steps = int(state.get("steps", np.array(0)))

    def _state(self, state: Arrays, kind: str, name: str) -> Tensor:
        known = state.get(f"{kind}.{name}")
        return torch.zeros_like(self.masters[name]) if known is None else torch.from_numpy(known)

    def state(self) -> Arrays:
        arrays = {f"momentum.{name}": one.numpy() for name, one in self.momentum.items()}
        arrays |= {f"square.{name}": one.numpy() for name, one in self.square.items()}
        return arrays | {"steps": np.array(self.steps)}

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """One step at `factor` of the full rate; gradients are clipped to norm 1 and cleared."""
        self.steps += 1
        grads = {
            name: one.grad.float() for name, one in self.parameters.items() if one.grad is not None
        }
        norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads.values()))
        for name in self.others:
            self._adam(name, grads[name] * min(1.0, 1.0 / (norm + 1e-6)), self.rate * factor)
        for shape, names in self.groups.items():
            updates = []
            for name in names:
                self.momentum[name].lerp_(grads[name], 0.05)
                updates.append(grads[name].lerp(self.momentum[name], 0.95))
            rate = self.muon_rate * factor
            scale = rate * math.sqrt(max(1, shape[0] / shape[1]))
            for name, update in zip(names, _orthogonal(torch.stack(updates)), strict=True):
                self.masters[name].mul_(1 - rate * 0.02).sub_(update, alpha=scale)
        for name, one in self.parameters.items():
            one.copy_(self.masters[name])
            one.grad = None

    def _adam(self, name: str, grad: Tensor, rate: float) -> None:
        first, second, weight = self.momentum[name], self.square[name], self.masters[name]
        first.lerp_(grad, 0.1)
        second.lerp_(grad * grad, 0.02)
        if weight.dim() == 2:
            weight.mul_(1 - rate * 0.01)
        correction = 1 - 0.9**self.steps, 1 - 0.98**self.steps
        weight.sub_(rate * (first / correction[0]) / ((second / correction[1]).sqrt() + 1e-8))


def _orthogonal(updates: Tensor) -> Tensor:
    """The nearest orthogonal matrices, by Newton-Schulz iterations in 16 bits."""
    x = updates.bfloat16()
    wide = x.shape[-2] <= x.shape[-1]
    x = x if wide else x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for a, b, c in (
        (4.0848, -6.8946, 2.9270),
        (3.9505, -6.3029, 2.6377),
        (3.7418, -5.5913, 2.3037),
        (2.8769, -3.1427, 1.2046),
        (2.8366, -3.0525, 1.2012),
    ):
        square = x @ x.mT
        x = a * x + (b * square + c * (square @ square)) @ x
    out: Tensor = (x if wide else x.mT).float()
    return out


def loss_of(model: Network, batch: Batch) -> tuple[Tensor, int, int]:
    """Mean loss over the chosen tokens among the allowed ones; how many were right, of how many.

    A document is read once for all its questions, which do not see each other.
    """
    prefix = model.prefix(torch.from_numpy(batch.documents), torch.from_numpy(batch.lengths))
    losses, right, count = [], 0, 0
    for group in batch.groups:
        ids, chosen = torch.from_numpy(group.ids), torch.from_numpy(group.chosen)
        hidden = model(ids, prefix.of(torch.from_numpy(group.owners)))[:, :-1][chosen[:, 1:]]
        wanted = ids[:, 1:][chosen[:, 1:]]
        bits = np.unpackbits(group.allowed, axis=1, bitorder="little")[:, : model.shape.vocabulary]
        logits = model.logits(hidden).float().masked_fill(torch.from_numpy(bits) == 0, -1e9)
        right += int((logits.argmax(-1) == wanted).sum())
        count += len(wanted)
        losses.append(F.cross_entropy(logits, wanted, reduction="sum"))
    return torch.stack(losses).sum() / count, right, count


def _factor(elapsed: float, whole: float, decay: float, steps: int) -> float:
    """Share of the full learning rate."""
    left = (whole - elapsed) / (whole * decay)
    return min(1.0, (steps + 1) / 50, max(0.02, left))


def _begin(checkpoint: Path, start: Path | None) -> tuple[Arrays, Network]:
    """The state to go on from, and the network; weights to begin with bring no other state."""
    if checkpoint.exists():
        arrays, shape = load(checkpoint)
        return arrays, network(arrays, shape)
    return {}, network(*load(start)) if start else Network(Shape())


def train(args: argparse.Namespace) -> None:
    """Trains until --minutes have passed in all."""
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.npz"
    arrays, model = _begin(checkpoint, args.start)
    shape = model.shape
    optimizer = Optimizer(model, args.rate, args.muon_rate, arrays)
    model.bfloat16()
    elapsed, seen = float(arrays.get("elapsed", 0)), int(arrays.get("seen", 0))
    first = int(arrays.get("next", np.array(args.first)))
    queue: Any = multiprocessing.get_context("fork").Queue(16)
    worker = multiprocessing.get_context("fork").Process(
        target=_feed, args=(queue, first, args.longest, args.budget, args.questions), daemon=True
    )
    worker.start()
    right = count = steps = 0
    summed, whole = 0.0, args.minutes * 60
    saved = time.monotonic()

    def keep() -> None:
        state = {name: one.numpy() for name, one in optimizer.masters.items()} | optimizer.state()
        progress = {"elapsed": elapsed, "seen": seen, "next": first}
        save(checkpoint, state | {name: np.array(value) for name, value in progress.items()}, shape)

    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
    while elapsed < whole and not stopped:
        while args.pause_file and args.pause_file.exists():
            time.sleep(2)
        began = time.monotonic()
        batch = queue.get()
        loss, good, of = loss_of(model, batch)
        torch.autograd.backward(loss)
        optimizer.step(_factor(elapsed, whole, args.decay, optimizer.steps))
        elapsed += time.monotonic() - began
        steps, right, count = steps + 1, right + good, count + of
        seen, first = seen + batch.tokens, batch.until
        summed += float(loss.detach()) * of
        if steps % 50 == 0:
            told = f"loss {summed / count:.4f}  right {right / count:.3f} of {count}"
            print(f"{elapsed / 60:.1f} min  {seen / 1e6:.2f} M tokens  {told}", flush=True)
            right = count = 0
            summed = 0.0
        if time.monotonic() - saved > args.save_every:
            keep()
            saved = time.monotonic()
    keep()
    worker.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--from", dest="start", type=Path, help="weights to begin with (.npz)")
    parser.add_argument("--minutes", type=float, default=60, help="training time in all")
    parser.add_argument(
        "--decay", type=float, default=0.5, help="share of it in which the rate falls"
    )
    parser.add_argument("--rate", type=float, default=1e-3, help="of AdamW")
    parser.add_argument("--muon-rate", type=float, default=0.008)
    parser.add_argument("--longest", type=int, default=1024, help="tokens of a sample")
    parser.add_argument("--budget", type=int, default=4096, help="padded tokens of a batch")
    parser.add_argument("--questions", type=int, default=4, help="asked about each document")
    parser.add_argument("--first", type=int, default=0, help="number of the first sample")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=180, help="seconds between checkpoints")
    parser.add_argument("--pause-file", type=Path, help="training waits while this file exists")
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.first)
    train(args)


if __name__ == "__main__":
    main()
