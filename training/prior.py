"""The candidate prior's own training: `PriorNetwork` learns from made-up sheets.

    python -m training.prior --out build/prior --minutes 40

Every sample is a sheet (see `extractor.prior.sheet`) with the answer's options marked. A question
of one value is a choice among its options and null; several options may be the answer, so the loss
is taken over their sum. A question of a list marks each option by itself, and each line where an
item begins. What is kept is the running mean of the weights (Polyak and Juditsky, 1992), which
needs no last small steps.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.generate import Split
from training.prior_network import PriorNetwork
from training.prior_sheets import Marked, marked, stream
from training.weights import read_arrays, write_arrays
from training.widen import widened

AVERAGED = 0.998  # share of the running mean of the weights that a step keeps
LONGEST_STEP = 5.0  # seconds; what is longer was a pause, and does not count as training


def loss_of(model: PriorNetwork, one: Marked) -> tuple[Tensor, int, int]:
    """Loss of a sheet, a part of it over the looks before the last; single questions answered
    rightly, of how many.
    """
    looked = model(one.gathered)
    loss, hits, count = _loss(one, looked.rows[-1], looked.null_again)
    for rows in looked.rows[:-1]:
        early, _, _ = _loss(one, rows, looked.null)
        loss = loss + 0.3 * early
    begins = torch.from_numpy(one.begins)
    lost = F.binary_cross_entropy_with_logits(looked.items, begins, reduction="sum")
    return loss + 0.3 * lost, hits, count


def _loss(one: Marked, scores: Tensor, null: Tensor) -> tuple[Tensor, int, int]:
    g = one.gathered
    question = torch.from_numpy(g.questions).long()
    right = torch.from_numpy(one.right)
    single = torch.from_numpy(g.single) > 0
    known = torch.from_numpy(one.known)
    count = len(null)
    losses = []
    top = torch.full((count,), -1e4).scatter_reduce(0, question, scores, "amax")
    top = torch.maximum(top, null).detach()
    mass = torch.exp(scores - top[question])
    null_mass = torch.exp(null - top)
    whole = torch.zeros(count).scatter_add(0, question, mass) + null_mass
    good = torch.zeros(count).scatter_add(0, question, mass * right)
    good = good + null_mass * torch.from_numpy(one.null)
    asked = single & known
    if asked.any():
        losses.append(-torch.log(good[asked] / whole[asked] + 1e-7).sum())
    listed = ~single[question] & known[question]
    if listed.any():
        each = F.binary_cross_entropy_with_logits(scores[listed], right[listed], reduction="none")
        losses.append(each.sum() * 0.3)
    hits = int((good[asked] > 0.5 * whole[asked]).sum())
    return torch.stack(losses).sum() if losses else scores.sum() * 0, hits, int(asked.sum())


def _feed(queue: Any, first: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for one in stream(first, Split.TRAIN):
        queue.put(one)


def _next(queue: Any, worker: Any) -> Marked:
    """The next sample. Raises RuntimeError where nobody makes one any more."""
    while worker.is_alive():
        try:
            one: Marked = queue.get(timeout=5.0)
        except Empty:
            continue
        return one
    raise RuntimeError("the process that makes samples has ended; what it said is above")


@torch.no_grad()
def evaluate(model: PriorNetwork, held: dict[str, list[Marked]]) -> str:
    model.eval()
    told = []
    for name, sheets in held.items():
        hits = count = 0
        loss = 0.0
        for one in sheets:
            lost, good, of = loss_of(model, one)
            hits, count, loss = hits + good, count + of, loss + float(lost)
        told.append(f"{name} {hits / max(1, count):.3f} ({loss / len(sheets):.2f})")
    model.train()
    return "  ".join(told)


def export(model: PriorNetwork, path: Path) -> None:
    """Weights in 16 bits, by the names that `extractor.prior.network` reads."""
    arrays = {
        name: one.detach().numpy().astype(np.float16) for name, one in model.state_dict().items()
    }
    write_arrays(path, arrays, compressed=True)


def go_on_from(model: PriorNetwork, path: Path) -> None:
    """Takes over exported weights, those of a smaller network too."""
    large = {name: one.detach().numpy() for name, one in model.state_dict().items()}
    weights = widened(read_arrays(path), large)
    model.load_state_dict({name: torch.from_numpy(one) for name, one in weights.items()})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=8, help="sheets a step")
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    args.out.mkdir(parents=True, exist_ok=True)
    model = PriorNetwork()
    if (args.out / "state.npz").exists():
        go_on_from(model, args.out / "state.npz")
    mean = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED))
    optimizer = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=0.01, fused=True)
    queue: Any = multiprocessing.get_context("fork").Queue(64)
    worker = multiprocessing.get_context("fork").Process(
        target=_feed, args=(queue, args.first), daemon=True
    )
    worker.start()
    held = {
        split.value: [one for index in range(60) for one in marked(index, split)]
        for split in (Split.VALUES, Split.LAYOUTS, Split.NAMES, Split.KINDS)
    }
    last = now = time.monotonic()
    seen = hits = count = 0
    elapsed = summed = 0.0
    whole = args.minutes * 60
    while elapsed < whole:
        before, now = now, time.monotonic()
        elapsed += min(now - before, LONGEST_STEP)
        for group in optimizer.param_groups:
            group["lr"] = args.rate * min(
                1.0, (seen + 1) / 400, max(0.01, (whole - elapsed) / (whole * 0.6))
            )
        for _ in range(args.batch):
            loss, good, of = loss_of(model, _next(queue, worker))
            torch.autograd.backward(loss / args.batch / 8)
            seen, hits, count = seen + 1, hits + good, count + of
            summed += float(loss.detach())
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        mean.update_parameters(model)
        if time.monotonic() - last > 150:
            last = time.monotonic()
            told = f"right {hits / max(1, count):.3f}  loss {summed / max(1, count):.3f}"
            print(f"{elapsed / 60:.1f} min  {seen} sheets  {told}  | {evaluate(mean.module, held)}")
            sys.stdout.flush()
            hits = count = 0
            summed = 0.0
            export(mean.module, args.out / "state.npz")
    print(evaluate(mean.module, held))
    export(mean.module, args.out / "state.npz")
    worker.terminate()


if __name__ == "__main__":
    main()
