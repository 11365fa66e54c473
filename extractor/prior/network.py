"""The network that weighs options: how well what stands around a place fits a question.

Words are sums of learned vectors of their n-grams, texts the means of their words and what their
pairs of neighbours tell. For each question and each text it is measured how much of the one the
other covers, word by word: by likeness to the eye, and by learned likeness (the late interaction of
ColBERT, Khattab and Zaharia 2020, over labels); and how near the two are as wholes. These measures
of the texts around a place, its marks and the traits of the option go through two layers to one
score, beside the habit of the page: where all its questions find what covers them best, above,
before or below. A question knows the others that are asked. Further looks tell each option how much
other questions want the same place, and how much its own wants the places that play the same part
in other lines, each by what the look before it found. On which lines the items of a list begin is
told by what the last look found there.

A layer over several inputs has weights for each by its name (`one.covers`, `one.marks`), so that
what is the same for many rows is worked out once and handed to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.prior.gathered import GROUPS, Asked, Floats, Gathered
from extractor.prior.looks import (
    Wants,
    alike,
    beside,
    beside_items,
    of_items,
    sigmoid,
    wants,
    what_is_left,
)

WIDTH = 96  # of word vectors
PAIRS = 96  # things that two words beside each other may say
HEADS = 2  # learned likenesses of words
CHANNELS = 1 + HEADS
DIRECTIONS = 2  # how much of the question the text covers, and the other way round
COVERS = len(GROUPS) * DIRECTIONS * CHANNELS
MATCHES = 8  # learned likenesses of texts and questions as wholes
TOLD = COVERS + MATCHES  # of a text about a question
INNER = 256
SOFTNESS = 0.05  # squared length under which a word's vector counts for little
TURNS = (1, 2, 4, 8)  # dilations of the layers over lines
LOOKS = ("again", "anew")  # the layers of the looks after the first


@dataclass(frozen=True, slots=True)
class Weighed:
    """Log-odds of a sheet's options."""

    rows: Floats  # for each row of `Gathered` its score
    null: Floats  # for each question
    items: Floats  # lists x lines: that an item of the list begins there


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a sheet."""

    vectors: Floats  # words x WIDTH
    heavy: Floats  # words: how much each counts, 0..1
    first: Floats  # words x PAIRS: what each says before another
    second: Floats  # words x PAIRS: and behind one


class Network:
    """The network in inference. `weights` are the arrays that `training.prior` exports."""

    def __init__(self, weights: Mapping[str, NDArray[np.floating]]) -> None:
        self._weights = {name: one.astype(np.float32) for name, one in weights.items()}

    def weigh(self, g: Gathered) -> Weighed:
        """Scores of all rows; of a question of one value they compete with `null` (softmax)."""
        w = self._weights
        words = self._words(g)
        text = self._texts(words, g.texts)
        question = self._questions(g, words)
        lines = self._lines(g, text)
        whole = _layer(w, "whole", own=lines.mean(0, keepdims=True))
        asked, found = (
            _unit(np.einsum("wd,hde->hwe", words.vectors, w[side])) for side in ("asked", "found")
        )
        learned = np.einsum("hue,hwe->huw", asked[:, g.asked.words], found)
        covers = _cover(g.asked, learned, g.groups, words.heavy, g.texts)
        told = np.concatenate([covers, self._matches(covers, text, question)], -1)
        contexts, by_question = g.contexts[g.places], g.questions[:, None]
        rows = told[contexts, by_question]
        best = np.zeros((len(question), *rows.shape[1:]), np.float32)
        np.maximum.at(best, g.questions, rows)
        phrased = np.einsum("qd,kde->eqk", question, w["phrase"])
        dots = np.tensordot(text, phrased, 1)[contexts, by_question, np.arange(len(w["phrase"]))]
        learned = np.einsum("ue,hwe->huw", asked[0, g.meant.words], found)
        meant = _cover(g.meant, learned, [g.choices], words.heavy, g.texts)
        meant = meant[contexts[:, -1], g.row_choices]
        looked = lines[:, None] * _layer(w, "look", own=question)
        by_line = _summed(w, "one", line=lines)[:, None] + _summed(w, "one", look=looked)
        by_line += _layer(w, "one", question=question) + _summed(w, "one", whole=whole)
        by_line += _summed(w, "habit", covers=best.mean(0)[None])
        inner = _summed(w, "one", covers=rows, dots=dots, meant=meant, traits=g.traits)
        inner += _summed(w, "one", marks=g.marks)[g.places]
        inner += by_line[g.lines[g.places], g.questions]
        hidden = _relu(_layer(w, "two", own=_relu(inner)))
        scores = _layer(w, "out", own=hidden)[:, 0]
        empty = _relu(_layer(w, "null_one", covers=best, question=question, whole=whole))
        null = _layer(w, "null_out", own=empty)[:, 0]
        for look in LOOKS:
            so_far = wants(g, scores, null)
            around = {"beside": beside(g, so_far), "alike": alike(g, so_far)}
            seen = _relu(_layer(w, f"{look}_one", own=hidden, **around))
            scores = scores + _layer(w, f"{look}_out", own=seen)[:, 0]
        items = self._items(g, wants(g, scores, null), lines, question)
        left = _relu(_layer(w, "left_one", left=what_is_left(g, scores, null), own=empty))
        return Weighed(scores, null + _layer(w, "left_out", own=left)[:, 0], items)

    def _words(self, g: Gathered) -> _Words:
        w = self._weights
        vectors = _means(w["buckets"], g.grams)
        heavy = sigmoid(_layer(w, "weight", own=vectors)[:, 0]) * g.is_word
        first, second = (_summed(w, "pair", **{one: vectors}) for one in ("first", "second"))
        return _Words(vectors, heavy, first, second)

    def _texts(self, words: _Words, texts: NDArray[np.int32]) -> Floats:
        """Texts, given as numbers of words, as one vector each; texts x WIDTH."""
        w = self._weights
        heavy = words.heavy[texts]
        mean = np.einsum("tld,tl->td", words.vectors[texts], heavy)
        mean /= heavy.sum(1, keepdims=True) + 0.1
        next_to = np.pad(texts[:, 1:], ((0, 0), (0, 1)))
        pairs = (words.first[texts] + words.second[next_to]).max(1) + w["pair.bias"]
        out: Floats = mean + _summed(w, "pair_out", own=_relu(pairs))
        return out

    def _questions(self, g: Gathered, words: _Words) -> Floats:
        """Questions as one vector each, told what else is asked; questions x WIDTH."""
        w = self._weights
        groups = [self._texts(words, one) for one in g.groups]
        said = dict(zip(GROUPS, groups, strict=True))
        question = np.tanh(_layer(w, "question", codes=g.codes, **said))
        every = np.repeat(question.mean(0, keepdims=True), len(question), 0)
        kin = (g.kin @ question) / np.maximum(1, g.kin.sum(1, keepdims=True))
        more = _relu(_layer(w, "ask", own=question, every=every, kin=kin))
        out: Floats = question + _summed(w, "ask_out", own=more)
        return out

    def _matches(self, covers: Floats, text: Floats, question: Floats) -> Floats:
        """What each text tells about each question as wholes; texts x questions x MATCHES."""
        w = self._weights
        asked = np.einsum("qd,hde->hqe", question, w["match_asked"])
        found = np.einsum("td,hde->hte", text, w["match_found"])
        near = np.moveaxis(found @ np.swapaxes(asked, 1, 2), 0, 2)
        return _relu(_layer(w, "match", covers=covers, near=near))

    def _items(self, g: Gathered, so_far: Wants, lines: Floats, question: Floats) -> Floats:
        """Where items begin; a second look knows what the first found on the lines around."""
        w = self._weights
        asked = (g.lists @ question) / np.maximum(1, g.lists.sum(1, keepdims=True))
        look = lines[None] * _layer(w, "item_look", own=asked)[:, None]
        line = _summed(w, "item_one", line=lines)
        hidden = _relu(_layer(w, "item_one", told=of_items(g, so_far), look=look) + line)
        items: Floats = _layer(w, "item_out", own=hidden)[..., 0]
        again = _relu(_layer(w, "item_two", beside=beside_items(items), own=hidden))
        return items + _layer(w, "item_more", own=again)[..., 0]

    def _lines(self, g: Gathered, text: Floats) -> Floats:
        """What each line is about, knowing those around it; lines x WIDTH."""
        w = self._weights
        first, last, whole = (text[one] for one in g.line_texts.T)
        x = np.tanh(_layer(w, "line", first=first, last=last, whole=whole, marks=g.line_marks))
        for turn in TURNS:
            empty = np.zeros((turn, x.shape[1]), np.float32)
            before = np.concatenate([empty, x])[: len(x)]
            after = np.concatenate([x, empty])[turn:]
            x = x + _relu(_layer(w, f"turn{turn}", before=before, own=x, after=after))
        out: Floats = x
        return out


def _cover(
    asked: Asked,
    learned: Floats,  # heads x asked words x words of the sheet
    groups: Sequence[NDArray[np.int32]],  # of names, each questions x names
    heavy: Floats,  # words
    texts: NDArray[np.int32],  # texts x words
) -> Floats:
    """How much of each question's groups each text covers, channel by channel, and of each text
    each group; texts x questions x (groups x 2 x channels).
    """
    every = np.maximum(np.concatenate([asked.likeness[None], learned]), 0)
    every[:, 0] = every[..., 0] = 0  # no word is like none
    channels, count, words = every.shape
    by_word = np.moveaxis(every, 2, 0).reshape(words, -1)
    by_name = by_word[texts].max(1).reshape(-1, count)  # (texts x channels) x asked words
    text_heavy = heavy[texts]
    measures = []
    for names in groups:
        here, own = np.searchsorted(asked.words, names), heavy[names]
        shares = np.zeros((count, len(names)), np.float32)
        share = own / (own.sum(1, keepdims=True) + 0.1)
        np.add.at(shares, (here, np.arange(len(names))[:, None]), share)
        of_question = (by_name @ shares).reshape(len(texts), channels, -1)
        best = np.moveaxis(every[:, here].max(2), 2, 0).reshape(words, -1)
        of_text = np.einsum("tlx,tl->tx", best[texts], text_heavy)
        of_text /= text_heavy.sum(1, keepdims=True) + 0.1
        measures += [of_question, of_text.reshape(len(texts), channels, -1)]
    return np.moveaxis(np.concatenate(measures, 1), 1, 2)


def _means(buckets: Floats, grams: NDArray[np.int32]) -> Floats:
    counts = np.maximum(1, (grams > 0).sum(-1, keepdims=True))
    out: Floats = (buckets[grams].sum(1) / counts).astype(np.float32)
    return out


def _unit(x: Floats) -> Floats:
    """Of length under 1: what was hardly learnt stays short, and is like nothing."""
    out: Floats = x / np.sqrt((x**2).sum(-1, keepdims=True) + SOFTNESS)
    return out


def _layer(weights: Mapping[str, Floats], layer: str, /, **given: Floats) -> Floats:
    """A layer of that name over what is given of its inputs."""
    out: Floats = _summed(weights, layer, **given) + weights[f"{layer}.bias"]
    return out


def _summed(weights: Mapping[str, Floats], layer: str, /, **given: Floats) -> Floats:
    """The same without its bias."""
    out: Floats | None = None
    for of, x in given.items():
        weight = weights[f"{layer}.{of}"]
        flat = x.reshape(*x.shape[: x.ndim - weight.ndim + 1], weight[0].size)
        more = flat @ weight.reshape(len(weight), -1).T
        out = more if out is None else out + more
    assert out is not None
    return out


def _relu(x: Floats) -> Floats:
    out: Floats = np.maximum(x, 0)
    return out
