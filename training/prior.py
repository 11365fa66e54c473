"""The candidate prior's own training: the network of `extractor.prior.network`, in torch.

    python -m training.prior --out build/prior --minutes 40

Every sample is a sheet (see `extractor.prior.sheet`) with the answer's options marked. A question
of one value is a choice among its options and null; several options may be the answer, so the loss
is taken over their sum. A question of a list marks each option by itself. What is kept is the
running mean of the weights (Polyak and Juditsky, 1992), which needs no last small steps.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty
from typing import Any, NamedTuple

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from extractor.prior.marks import LINE_MARKS, MARKS
from extractor.prior.network import (
    ALIKE,
    BESIDE,
    CHANNELS,
    CODES,
    DIRECTIONS,
    GROUPS,
    HEADS,
    INNER,
    LEFT,
    LOOKS,
    SOFTNESS,
    TURNS,
    WIDTH,
    Asked,
    Gathered,
    alike,
    beside,
    wants,
    what_is_left,
)
from extractor.prior.sheet import CONTEXTS
from extractor.prior.traits import TRAITS
from extractor.prior.words import BUCKETS
from training.generate import Split
from training.prior_sheets import Marked, marked, stream
from training.weights import read_arrays, write_arrays
from training.widen import widened

AVERAGED = 0.998  # share of the running mean of the weights that a step keeps
LONGEST_STEP = 5.0  # seconds; what is longer was a pause, and does not count as training
COVERS = len(GROUPS) * DIRECTIONS * CHANNELS
MEANT = DIRECTIONS * CHANNELS
FEATURES = CONTEXTS * COVERS + CONTEXTS + MEANT + MARKS + TRAITS + 4 * WIDTH


class Looked(NamedTuple):
    """Logits of the rows at each look, and of null before the last and after it."""

    rows: tuple[Tensor, ...]
    null: Tensor
    null_again: Tensor


class PriorNetwork(nn.Module):
    """See `extractor.prior.network.Network`, whose weights these are."""

    def __init__(self) -> None:
        super().__init__()
        self.buckets = nn.Embedding(BUCKETS, WIDTH, padding_idx=0)
        nn.init.normal_(self.buckets.weight, 0, 0.05)
        self.weight = nn.Linear(WIDTH, 1)
        self.asked = nn.Parameter(torch.randn(HEADS, WIDTH, WIDTH) / WIDTH**0.5)
        self.found = nn.Parameter(torch.randn(HEADS, WIDTH, WIDTH) / WIDTH**0.5)
        with torch.no_grad():
            self.found.copy_(self.asked)
        self.question = nn.Linear(len(GROUPS) * WIDTH + CODES, WIDTH)
        self.phrase = nn.Parameter(torch.randn(CONTEXTS, WIDTH, WIDTH) * 0.1 / WIDTH**0.5)
        self.line = nn.Linear(2 * WIDTH + LINE_MARKS, WIDTH)
        for turn in TURNS:
            self.add_module(f"turn{turn}", nn.Linear(3 * WIDTH, WIDTH))
        self.whole = nn.Linear(WIDTH, WIDTH)
        self.look = nn.Linear(WIDTH, WIDTH)
        self.one = nn.Linear(FEATURES, INNER)
        self.habit = nn.Linear(CONTEXTS * COVERS, INNER, bias=False)
        nn.init.zeros_(self.habit.weight)
        self.two = nn.Linear(INNER, INNER // 2)
        self.out = nn.Linear(INNER // 2, 1)
        self.null_one = nn.Linear(CONTEXTS * COVERS + 2 * WIDTH, INNER // 2)
        self.null_out = nn.Linear(INNER // 2, 1)
        for look in LOOKS:
            self.add_module(f"{look}_one", nn.Linear(BESIDE + INNER // 2 + ALIKE, 32))
            self.add_module(f"{look}_out", nn.Linear(32, 1))
            nn.init.zeros_(getattr(self, f"{look}_out").weight)
        self.left_one = nn.Linear(LEFT + INNER // 2, 32)
        self.left_out = nn.Linear(32, 1)
        nn.init.zeros_(self.left_out.weight)
        nn.init.zeros_(self.left_out.bias)

    def forward(self, g: Gathered) -> Looked:
        grams = torch.from_numpy(g.grams).long()
        counts = (grams > 0).sum(-1, keepdim=True).clamp(min=1)
        words = self.buckets(grams).sum(1) / counts
        heavy = torch.sigmoid(self.weight(words)).squeeze(-1) * torch.from_numpy(g.is_word)
        asked = _unit(torch.einsum("wd,hde->hwe", words, self.asked))
        found = _unit(torch.einsum("wd,hde->hwe", words, self.found))
        texts = torch.from_numpy(g.texts).long()
        text_heavy = heavy[texts]
        text = (words[texts] * text_heavy[..., None]).sum(1) / (
            text_heavy.sum(1, keepdim=True) + 0.1
        )

        means = []
        for group in g.groups:
            numbers = torch.from_numpy(group).long()
            own = heavy[numbers]
            means.append(
                (words[numbers] * own[..., None]).sum(1) / (own.sum(1, keepdim=True) + 0.1)
            )
        learned = torch.einsum("hue,hwe->huw", asked[:, g.asked.words], found)
        cover = _cover(g.asked, learned, g.groups, heavy, texts)
        codes = torch.from_numpy(g.codes)
        question = torch.tanh(self.question(torch.cat([*means, codes], -1)))
        row_question, row_place = (
            torch.from_numpy(g.questions).long(),
            torch.from_numpy(g.places).long(),
        )
        contexts = torch.from_numpy(g.contexts).long()[row_place]  # rows x CONTEXTS
        covered = cover[contexts, row_question[:, None]].flatten(1)
        phrased = torch.einsum("qd,kde->qke", question, self.phrase)
        dots = (phrased[row_question] * text[contexts]).sum(-1)
        learned = torch.einsum("ue,hwe->huw", asked[0, g.meant.words], found)
        meant = _cover(g.meant, learned, [g.choices], heavy, texts)
        lines = self._lines(g, text)
        here = lines[torch.from_numpy(g.lines).long()[row_place]]
        whole = self.whole(lines.mean(0, keepdim=True))
        features = torch.cat(
            [
                covered,
                dots,
                meant[contexts[:, -1], torch.from_numpy(g.row_choices).long()],
                torch.from_numpy(g.marks)[row_place],
                torch.from_numpy(g.traits),
                question[row_question],
                here,
                here * self.look(question)[row_question],
                whole.expand(len(row_place), -1),
            ],
            -1,
        )
        best = torch.zeros(len(codes), CONTEXTS * COVERS)
        best = best.scatter_reduce(
            0, row_question[:, None].expand_as(covered), covered, "amax", include_self=True
        )
        inner = F.relu(self.one(features) + self.habit(best.mean(0)))
        hidden = F.relu(self.two(F.dropout(inner, 0.1, self.training)))
        scores = self.out(hidden).squeeze(-1)
        known = torch.cat([best, question, whole.expand(len(best), -1)], -1)
        empty = F.relu(self.null_one(known))
        null = self.null_out(empty).squeeze(-1)
        looks = [scores]
        for look in LOOKS:
            so_far = wants(g, looks[-1].detach().numpy(), null.detach().numpy())
            around = torch.from_numpy(beside(g, so_far)), torch.from_numpy(alike(g, so_far))
            seen = getattr(self, f"{look}_one")(torch.cat([around[0], hidden, around[1]], -1))
            more = getattr(self, f"{look}_out")(F.relu(seen))
            looks.append(looks[-1] + more.squeeze(-1))
        left = torch.from_numpy(what_is_left(g, looks[-1].detach().numpy(), null.detach().numpy()))
        less = self.left_out(F.relu(self.left_one(torch.cat([left, empty], -1)))).squeeze(-1)
        return Looked(tuple(looks), null, null + less)

    def _lines(self, g: Gathered, text: Tensor) -> Tensor:
        numbers = torch.from_numpy(g.line_texts).long()
        own = torch.cat(
            [text[numbers[:, 0]], text[numbers[:, 1]], torch.from_numpy(g.line_marks)], -1
        )
        x = torch.tanh(self.line(own))
        for turn in TURNS:
            empty = torch.zeros(turn, x.shape[1])
            before = torch.cat([empty, x])[: len(x)]
            after = torch.cat([x, empty])[turn:]
            x = x + F.relu(getattr(self, f"turn{turn}")(torch.cat([before, x, after], -1)))
        return x


def _unit(x: Tensor) -> Tensor:
    return x / ((x**2).sum(-1, keepdim=True) + SOFTNESS).sqrt()


def _cover(
    asked: Asked,
    learned: Tensor,
    groups: Sequence[np.ndarray[Any, Any]],
    heavy: Tensor,
    texts: Tensor,
) -> Tensor:
    """See `extractor.prior.network._cover`; bags of words are quick at what it does."""
    every = torch.cat([torch.from_numpy(asked.likeness)[None], learned]).clamp(min=0)
    there = torch.from_numpy(asked.words > 0)[:, None] & (torch.arange(every.shape[2]) > 0)
    every = every * there
    channels, count, words = every.shape
    by_word = every.permute(2, 0, 1).reshape(words, -1)
    by_name = F.embedding_bag(texts, by_word, mode="max").view(-1, count)
    text_heavy = heavy[texts]
    measures = []
    for names in groups:
        here = torch.from_numpy(np.searchsorted(asked.words, names))
        own = heavy[torch.from_numpy(names).long()]
        questions = torch.arange(len(names))[:, None]
        share = own / (own.sum(1, keepdim=True) + 0.1)
        shares = torch.zeros(count, len(names))
        shares = shares.index_put((here, questions.expand_as(here)), share, accumulate=True)
        of_question = (by_name @ shares).view(len(texts), channels, -1)
        best = every[:, here].amax(2).permute(2, 0, 1).reshape(words, -1)
        of_text = F.embedding_bag(texts, best, mode="sum", per_sample_weights=text_heavy)
        of_text = of_text / (text_heavy.sum(1, keepdim=True) + 0.1)
        measures += [of_question, of_text.view(len(texts), channels, -1)]
    return torch.cat(measures, 1).transpose(1, 2)


def loss_of(model: PriorNetwork, one: Marked) -> tuple[Tensor, int, int]:
    """Loss of a sheet, a part of it over the looks before the last; single questions answered
    rightly, of how many.
    """
    looked = model(one.gathered)
    loss, hits, count = _loss(one, looked.rows[-1], looked.null_again)
    for rows in looked.rows[:-1]:
        early, _, _ = _loss(one, rows, looked.null)
        loss = loss + 0.3 * early
    return loss, hits, count


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
    """Takes over exported weights, those of a narrower network too."""
    wide = {name: one.detach().numpy() for name, one in model.state_dict().items()}
    weights = widened(read_arrays(path), wide)
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
    optimizer = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=0.01)
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
