"""The network of `extractor.prior.network` in torch, whose weights that one reads."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
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
    COVERS,
    DIRECTIONS,
    HEADS,
    INNER,
    LOOKS,
    MATCHES,
    PAIRS,
    SOFTNESS,
    TOLD,
    TURNS,
    WIDTH,
)
from extractor.prior.sheet import CONTEXTS
from extractor.prior.traits import TRAITS
from extractor.prior.words import BUCKETS

MATCH_WIDTH = 24
LOOK_INNER = 64
ITEM_INNER = 64
# Whether the processor multiplies 16-bit numbers; without, such products take ten times as long.
HALVES = bool(torch.cpu.get_capabilities().get("avx512_bf16"))


class Layer(nn.Module):
    """A linear layer over several inputs, with weights for each by its name."""

    def __init__(self, out: int, *, biased: bool = True, still: bool = False, **inputs: Any):
        """`inputs` are sizes, or shapes of what is laid flat; `still` layers begin with 0."""
        super().__init__()
        shapes = {
            of: (size,) if isinstance(size, int) else tuple(size) for of, size in inputs.items()
        }
        reach = 0.0 if still else sum(prod(shape) for shape in shapes.values()) ** -0.5
        for of, shape in shapes.items():
            weight = torch.empty(out, *shape).uniform_(-reach, reach)
            self.register_parameter(of, nn.Parameter(weight))
        if biased:
            self.bias = nn.Parameter(torch.empty(out).uniform_(-reach, reach))

    def summed(self, *, in_half: bool = False, **given: Tensor) -> Tensor:
        """Without the bias, over what is given of its inputs; `in_half` in 16 bits, which a large
        one is quicker in on processors that multiply these.
        """
        weights = [self.get_parameter(of) for of in given]
        flat = [
            x.flatten(x.ndim - weight.ndim + 1)
            for x, weight in zip(given.values(), weights, strict=True)
        ]
        x = torch.cat(flat, -1) if len(flat) > 1 else flat[0]
        weight = torch.cat([one.flatten(1) for one in weights], 1)
        if in_half and self.training and HALVES:
            return F.linear(x.bfloat16(), weight.bfloat16()).float()
        return F.linear(x, weight)

    def forward(self, *, in_half: bool = False, **given: Tensor) -> Tensor:
        out: Tensor = self.summed(in_half=in_half, **given) + self.bias
        return out


class Looked(NamedTuple):
    """Logits of the rows at each look, of null before the last and after it, and of items."""

    rows: tuple[Tensor, ...]
    null: Tensor
    null_again: Tensor
    items: Tensor


class _Words(NamedTuple):
    vectors: Tensor
    heavy: Tensor
    first: Tensor
    second: Tensor


class PriorNetwork(nn.Module):
    """See `extractor.prior.network.Network`, whose weights these are."""

    def __init__(self) -> None:
        super().__init__()
        half = INNER // 2
        self.buckets = nn.Parameter(torch.randn(BUCKETS, WIDTH) * 0.05)
        with torch.no_grad():
            self.buckets[0] = 0
        self.weight = Layer(1, own=WIDTH)
        self.pair = Layer(PAIRS, first=WIDTH, second=WIDTH)
        self.pair_out = Layer(WIDTH, own=PAIRS, biased=False, still=True)
        self.asked = nn.Parameter(torch.randn(HEADS, WIDTH, WIDTH) / WIDTH**0.5)
        self.found = nn.Parameter(self.asked.detach().clone())
        self.question = Layer(WIDTH, codes=CODES, **dict.fromkeys(GROUPS, WIDTH))
        self.ask = Layer(2 * WIDTH, own=WIDTH, every=WIDTH, kin=WIDTH)
        self.ask_out = Layer(WIDTH, own=2 * WIDTH, biased=False, still=True)
        self.match_asked = nn.Parameter(torch.randn(MATCHES, WIDTH, MATCH_WIDTH) / WIDTH**0.5)
        self.match_found = nn.Parameter(torch.randn(MATCHES, WIDTH, MATCH_WIDTH) / WIDTH**0.5)
        self.match = Layer(MATCHES, covers=COVERS, near=MATCHES)
        self.phrase = nn.Parameter(torch.randn(CONTEXTS, WIDTH, WIDTH) * 0.1 / WIDTH**0.5)
        self.line = Layer(WIDTH, first=WIDTH, last=WIDTH, whole=WIDTH, marks=LINE_MARKS)
        for turn in TURNS:
            self.add_module(f"turn{turn}", Layer(WIDTH, before=WIDTH, own=WIDTH, after=WIDTH))
        self.whole = Layer(WIDTH, own=WIDTH)
        self.look = Layer(WIDTH, own=WIDTH)
        self.one = Layer(
            INNER,
            covers=(CONTEXTS, TOLD),
            dots=CONTEXTS,
            meant=DIRECTIONS * CHANNELS,
            traits=TRAITS,
            marks=MARKS,
            line=WIDTH,
            look=WIDTH,
            question=WIDTH,
            whole=WIDTH,
        )
        self.habit = Layer(INNER, covers=(CONTEXTS, TOLD), biased=False, still=True)
        self.two = Layer(half, own=INNER)
        self.out = Layer(1, own=half)
        self.null_one = Layer(half, covers=(CONTEXTS, TOLD), question=WIDTH, whole=WIDTH)
        self.null_out = Layer(1, own=half)
        for look in LOOKS:
            self.add_module(f"{look}_one", Layer(LOOK_INNER, own=half, beside=BESIDE, alike=ALIKE))
            self.add_module(f"{look}_out", Layer(1, own=LOOK_INNER, still=True))
        self.item_look = Layer(WIDTH, own=WIDTH)
        self.item_one = Layer(ITEM_INNER, told=OF_ITEMS, line=WIDTH, look=WIDTH)
        self.item_out = Layer(1, own=ITEM_INNER)
        self.item_two = Layer(ITEM_INNER // 2, own=ITEM_INNER, beside=BESIDE_ITEMS)
        self.item_more = Layer(1, own=ITEM_INNER // 2, still=True)
        self.left_one = Layer(LOOK_INNER, own=half, left=LEFT)
        self.left_out = Layer(1, own=LOOK_INNER, still=True)

    def forward(self, g: Gathered) -> Looked:
        words = self._words(g)
        texts = torch.from_numpy(g.texts).long()
        text = self._texts(words, texts)
        question = self._questions(g, words)
        lines = self._lines(g, text)
        whole = self.whole(own=lines.mean(0, keepdim=True))
        asked, found = (
            _unit(torch.einsum("wd,hde->hwe", words.vectors, side))
            for side in (self.asked, self.found)
        )
        learned = torch.einsum("hue,hwe->huw", asked[:, g.asked.words], found)
        covers = _cover(g.asked, learned, g.groups, words.heavy, texts)
        told = torch.cat([covers, self._matches(covers, text, question)], -1)
        by_question = torch.from_numpy(g.questions).long()
        place = torch.from_numpy(g.places).long()
        contexts = torch.from_numpy(g.contexts).long()[place]  # rows x CONTEXTS
        rows = _picked(told, contexts, by_question[:, None])
        best = torch.zeros(len(question), *rows.shape[1:]).scatter_reduce(
            0, by_question[:, None, None].expand_as(rows), rows, "amax", include_self=True
        )
        phrased = torch.einsum("qd,kde->eqk", question, self.phrase)
        dots = torch.tensordot(text, phrased, 1)  # texts x questions x CONTEXTS
        learned = torch.einsum("ue,hwe->huw", asked[0, g.meant.words], found)
        meant = _cover(g.meant, learned, [g.choices], words.heavy, texts)
        looked = lines[:, None] * self.look(own=question)
        by_line = self.one.summed(line=lines)[:, None] + self.one.summed(look=looked, in_half=True)
        by_line = by_line + self.one(question=question) + self.one.summed(whole=whole)
        by_line = by_line + self.habit.summed(covers=best.mean(0)[None])
        inner = self.one.summed(
            covers=rows,
            dots=dots[contexts, by_question[:, None], torch.arange(CONTEXTS)],
            meant=meant[contexts[:, -1], torch.from_numpy(g.row_choices).long()],
            traits=torch.from_numpy(g.traits),
            in_half=True,
        )
        inner = inner + self.one.summed(marks=torch.from_numpy(g.marks))[place]
        inner = inner + _picked(by_line, torch.from_numpy(g.lines).long()[place], by_question)
        hidden = F.relu(self.two(own=F.relu(inner), in_half=True))
        scores = self.out(own=hidden).squeeze(-1)
        empty = F.relu(
            self.null_one(covers=best, question=question, whole=whole.expand(len(best), -1))
        )
        null = self.null_out(own=empty).squeeze(-1)
        looks = [scores]
        for look in LOOKS:
            so_far = wants(g, looks[-1].detach().numpy(), null.detach().numpy())
            around = {"beside": beside(g, so_far), "alike": alike(g, so_far)}
            known = {name: torch.from_numpy(one) for name, one in around.items()}
            seen = F.relu(getattr(self, f"{look}_one")(own=hidden, **known, in_half=True))
            looks.append(looks[-1] + getattr(self, f"{look}_out")(own=seen).squeeze(-1))
        found_so_far = looks[-1].detach().numpy(), null.detach().numpy()
        items = self._items(g, of_items(g, wants(g, *found_so_far)), lines, question)
        left = torch.from_numpy(what_is_left(g, *found_so_far))
        less = self.left_out(own=F.relu(self.left_one(left=left, own=empty))).squeeze(-1)
        return Looked(tuple(looks), null, null + less, items)

    def _words(self, g: Gathered) -> _Words:
        grams = torch.from_numpy(g.grams).long()
        sums = F.embedding_bag(grams, self.buckets, mode="sum")
        vectors = sums / (grams > 0).sum(-1, keepdim=True).clamp(min=1)
        heavy = torch.sigmoid(self.weight(own=vectors)).squeeze(-1) * torch.from_numpy(g.is_word)
        first, second = self.pair.summed(first=vectors), self.pair.summed(second=vectors)
        return _Words(vectors, heavy, first, second)

    def _texts(self, words: _Words, texts: Tensor) -> Tensor:
        heavy = words.heavy[texts]
        sums = F.embedding_bag(texts, words.vectors, mode="sum", per_sample_weights=heavy)
        mean = sums / (heavy.sum(1, keepdim=True) + 0.1)
        next_to = F.pad(texts[:, 1:], (0, 1))
        pairs = F.embedding(texts, words.first) + F.embedding(next_to, words.second)
        said = F.relu(pairs.amax(1) + self.pair.bias)
        return mean + self.pair_out.summed(own=said)

    def _questions(self, g: Gathered, words: _Words) -> Tensor:
        groups = [self._texts(words, torch.from_numpy(one).long()) for one in g.groups]
        said = dict(zip(GROUPS, groups, strict=True))
        question = torch.tanh(self.question(codes=torch.from_numpy(g.codes), **said))
        every = question.mean(0, keepdim=True).expand_as(question)
        near = torch.from_numpy(g.kin)
        kin = (near @ question) / near.sum(1, keepdim=True).clamp(min=1)
        return question + self.ask_out.summed(
            own=F.relu(self.ask(own=question, every=every, kin=kin))
        )

    def _matches(self, covers: Tensor, text: Tensor, question: Tensor) -> Tensor:
        asked = torch.einsum("qd,hde->hqe", question, self.match_asked)
        found = torch.einsum("td,hde->hte", text, self.match_found)
        near = (found @ asked.transpose(1, 2)).permute(1, 2, 0)
        return F.relu(self.match(covers=covers, near=near))

    def _items(
        self, g: Gathered, told: np.ndarray[Any, Any], lines: Tensor, question: Tensor
    ) -> Tensor:
        columns = torch.from_numpy(g.lists)
        asked = (columns @ question) / columns.sum(1, keepdim=True).clamp(min=1)
        look = lines[None] * self.item_look(own=asked)[:, None]
        line = self.item_one.summed(line=lines)
        hidden = F.relu(self.item_one(told=torch.from_numpy(told), look=look) + line)
        items: Tensor = self.item_out(own=hidden).squeeze(-1)
        around = torch.from_numpy(beside_items(items.detach().numpy()))
        again = F.relu(self.item_two(beside=around, own=hidden))
        return items + self.item_more(own=again).squeeze(-1)

    def _lines(self, g: Gathered, text: Tensor) -> Tensor:
        first, last, whole = (text[torch.from_numpy(one).long()] for one in g.line_texts.T)
        marks = torch.from_numpy(g.line_marks)
        x = torch.tanh(self.line(first=first, last=last, whole=whole, marks=marks))
        for turn in TURNS:
            empty = torch.zeros(turn, x.shape[1])
            before = torch.cat([empty, x])[: len(x)]
            after = torch.cat([x, empty])[turn:]
            x = x + F.relu(getattr(self, f"turn{turn}")(before=before, own=x, after=after))
        return x


def _picked(table: Tensor, first: Tensor, second: Tensor) -> Tensor:
    """Of a table first x second x anything the entries at pairs of numbers, in their shape."""
    flat = table.flatten(0, 1)
    return F.embedding(first * table.shape[1] + second, flat.flatten(1)).unflatten(
        -1, table.shape[2:]
    )


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
