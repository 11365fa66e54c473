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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve everything else
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")  # else gigabytes, with these shapes

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.model import Arrays, Network, Shape, load, network, save

_POOL = 256  # samples sorted by length at a time


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids, where a token was chosen, and among which."""

    ids: np.ndarray[Any, Any]  # batch x length
    chosen: np.ndarray[Any, Any]  # the same shape, bool
    allowed: np.ndarray[Any, Any]  # a row of bits for each true place of `chosen`, in order


def stream(first: int, longest: int, budget: int) -> Iterator[Batch]:
    """Batches of the training split from sample `first` on, without end."""
    from training.encode import batches, encoded, special

    rng, index = random.Random(first), first
    while True:
        pool = []
        for _ in range(_POOL):
            one = encoded(index, longest=longest)
            index += 1
            if one is not None:
                pool.append(one)
        made = batches(pool, budget)
        rng.shuffle(made)
        for group in made:
            length = -(-max(len(one.ids) for one in group) // 32) * 32
            ids = np.full((len(group), length), special("<|pad|>"), np.int64)
            chosen = np.zeros((len(group), length), bool)
            for row, one in enumerate(group):
                ids[row, : len(one.ids)] = one.ids
                chosen[row, one.choices] = True
            yield Batch(ids, chosen, np.concatenate([one.allowed for one in group]))


def _feed(queue: Any, first: int, longest: int, budget: int) -> None:
    torch.set_num_threads(1)
    for batch in stream(first, longest, budget):
        queue.put(batch)


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
    """Mean loss over the chosen tokens among the allowed ones; how many were right, of how many."""
    ids, chosen = torch.from_numpy(batch.ids), torch.from_numpy(batch.chosen)
    hidden = model(ids)[:, :-1][chosen[:, 1:]]
    wanted = ids[:, 1:][chosen[:, 1:]]
    bits = np.unpackbits(batch.allowed, axis=1, bitorder="little")[:, : model.shape.vocabulary]
    logits = model.logits(hidden).float().masked_fill(torch.from_numpy(bits) == 0, -1e9)
    right = int((logits.argmax(-1) == wanted).sum())
    loss = F.cross_entropy(logits, wanted)
    return loss, right, len(wanted)


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
        target=_feed, args=(queue, first, args.longest, args.budget), daemon=True
    )
    worker.start()
    right = count = steps = 0
    summed, whole = 0.0, args.minutes * 60
    saved = time.monotonic()

    def keep() -> None:
        state = {name: one.numpy() for name, one in optimizer.masters.items()} | optimizer.state()
        progress = {"elapsed": elapsed, "seen": seen, "next": first + steps * 8}
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
        seen += int(batch.ids.size)
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
