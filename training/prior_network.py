"""The network of `extractor.prior.network` in torch, whose weights that one reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from extractor.prior.gathered import CODES, GROUPS, Asked, Gathered
from extractor.prior.looks import (
    ALIKE,
    BESIDE,
    BESIDE_ITEMS,
    LEFT,
    OF_ITEMS,
    alike,
    beside,
    beside_items,
    of_items,
    wants,
    what_is_left,
)
from extractor.prior.marks import LINE_MARKS, MARKS
from extractor.prior.network import (
    CHANNELS,
    DIRECTIONS,
    HEADS,
    INNER,
    LOOKS,
    SOFTNESS,
    TURNS,
    WIDTH,
)
from extractor.prior.sheet import CONTEXTS
from extractor.prior.traits import TRAITS
from extractor.prior.words import BUCKETS

COVERS = len(GROUPS) * DIRECTIONS * CHANNELS
MEANT = DIRECTIONS * CHANNELS
FEATURES = CONTEXTS * COVERS + CONTEXTS + MEANT + MARKS + TRAITS + 4 * WIDTH


class Looked(NamedTuple):
    """Logits of the rows at each look, of null before the last and after it, and of items."""

    rows: tuple[Tensor, ...]
    null: Tensor
    null_again: Tensor
    items: Tensor


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
        self.item_look = nn.Linear(WIDTH, WIDTH)
        self.item_one = nn.Linear(OF_ITEMS + 2 * WIDTH, 48)
        self.item_out = nn.Linear(48, 1)
        self.item_two = nn.Linear(BESIDE_ITEMS + 48, 24)
        self.item_more = nn.Linear(24, 1)
        nn.init.zeros_(self.item_more.weight)
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
        found_so_far = looks[-1].detach().numpy(), null.detach().numpy()
        items = self._items(
            g, torch.from_numpy(of_items(g, wants(g, *found_so_far))), lines, question
        )
        left = torch.from_numpy(what_is_left(g, *found_so_far))
        less = self.left_out(F.relu(self.left_one(torch.cat([left, empty], -1)))).squeeze(-1)
        return Looked(tuple(looks), null, null + less, items)

    def _items(self, g: Gathered, told: Tensor, lines: Tensor, question: Tensor) -> Tensor:
        columns = torch.from_numpy(g.lists)
        asked = (columns @ question) / columns.sum(1, keepdim=True).clamp(min=1)
        around = lines.expand(len(asked), -1, -1)
        known = torch.cat([told, around, around * self.item_look(asked)[:, None]], -1)
        hidden = F.relu(self.item_one(known))
        items: Tensor = self.item_out(hidden).squeeze(-1)
        beside_them = torch.from_numpy(beside_items(items.detach().numpy()))
        more = self.item_more(F.relu(self.item_two(torch.cat([beside_them, hidden], -1))))
        return items + more.squeeze(-1)

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
