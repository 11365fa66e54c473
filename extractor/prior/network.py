"""The network that weighs options: how well what stands around a place fits a question.

Words are sums of learned vectors of their n-grams. For each question and each text around a place
it is measured how much of the one the other covers, word by word: by likeness to the eye, and by
learned likeness (the late interaction of ColBERT, Khattab and Zaharia 2020, over labels). These
measures, the marks of the place and the traits of the option go through two layers to one score,
beside the habit of the page: where all its questions find what covers them best, above, before or
below. Further looks tell each option how much other questions want the same place, and how much
its own wants the places that play the same part in other lines, each by what the look before it
found. On which lines the items of a list begin is told by what the last look found there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.prior.gathered import Asked, Floats, Gathered
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

WIDTH = 64  # of word vectors
HEADS = 2  # learned likenesses
CHANNELS = 1 + HEADS
DIRECTIONS = 2  # how much of the question the text covers, and the other way round
INNER = 192
SOFTNESS = 0.05  # squared length under which a word's vector counts for little
TURNS = (1, 2, 4)  # dilations of the layers over lines
LOOKS = ("again", "anew")  # the layers of the looks after the first


@dataclass(frozen=True, slots=True)
class Weighed:
    """Log-odds of a sheet's options."""

    rows: Floats  # for each row of `Gathered` its score
    null: Floats  # for each question
    items: Floats  # lists x lines: that an item of the list begins there


class Network:
    """The network in inference. `weights` are the arrays that `training.prior` exports."""

    def __init__(self, weights: Mapping[str, NDArray[np.floating]]) -> None:
        self._weights = {name: one.astype(np.float32) for name, one in weights.items()}

    def weigh(self, g: Gathered) -> Weighed:
        """Scores of all rows; of a question of one value they compete with `null` (softmax)."""
        w = self._weights
        words = _means(w["buckets.weight"], g.grams)
        heavy = sigmoid(words @ w["weight.weight"][0] + w["weight.bias"]) * g.is_word
        asked = _unit(np.einsum("wd,hde->hwe", words, w["asked"]))
        found = _unit(np.einsum("wd,hde->hwe", words, w["found"]))
        text_heavy = heavy[g.texts]
        text = np.einsum("tld,tl->td", words[g.texts], text_heavy)
        text /= text_heavy.sum(1, keepdims=True) + 0.1
        means = []
        for group in g.groups:
            own = heavy[group]
            mean = np.einsum("qnd,qn->qd", words[group], own) / (own.sum(1, keepdims=True) + 0.1)
            means.append(mean)
        learned = np.einsum("hue,hwe->huw", asked[:, g.asked.words], found)
        cover = _cover(g.asked, learned, g.groups, heavy, g.texts)
        question = np.tanh(_linear(w, "question", np.concatenate([*means, g.codes], -1)))
        contexts = g.contexts[g.places]
        rows = cover[contexts, g.questions[:, None]].reshape(len(g.questions), -1)
        phrased = np.einsum("qd,kde->qke", question, w["phrase"])
        dots = np.einsum("rke,rke->rk", phrased[g.questions], text[contexts])
        learned = np.einsum("ue,hwe->huw", asked[0, g.meant.words], found)
        meant = _cover(g.meant, learned, [g.choices], heavy, g.texts)
        lines = self._lines(g, text)
        here = lines[g.lines[g.places]]
        whole = _linear(w, "whole", lines.mean(0, keepdims=True))
        features = np.concatenate(
            [
                rows,
                dots,
                meant[contexts[:, -1], g.row_choices],
                g.marks[g.places],
                g.traits,
                question[g.questions],
                here,
                here * _linear(w, "look", question)[g.questions],
                np.repeat(whole, len(rows), 0),
            ],
            -1,
        )
        best = np.zeros((len(question), rows.shape[1]), np.float32)
        np.maximum.at(best, g.questions, rows)
        habit = w["habit.weight"] @ best.mean(0)
        hidden = _relu(_linear(w, "two", _relu(_linear(w, "one", features) + habit)))
        scores = _linear(w, "out", hidden)[:, 0]
        known = np.concatenate([best, question, np.repeat(whole, len(best), 0)], -1)
        empty = _relu(_linear(w, "null_one", known))
        null = _linear(w, "null_out", empty)[:, 0]
        for look in LOOKS:
            so_far = wants(g, scores, null)
            seen = np.concatenate([beside(g, so_far), hidden, alike(g, so_far)], -1)
            inner = _relu(_linear(w, f"{look}_one", seen))
            scores = scores + _linear(w, f"{look}_out", inner)[:, 0]
        items = self._items(g, wants(g, scores, null), lines, question)
        left = np.concatenate([what_is_left(g, scores, null), empty], -1)
        less = _linear(w, "left_out", _relu(_linear(w, "left_one", left)))[:, 0]
        return Weighed(scores, null + less, items)

    def _items(self, g: Gathered, so_far: Wants, lines: Floats, question: Floats) -> Floats:
        """Where items begin; a second look knows what the first found on the lines around."""
        w = self._weights
        asked = (g.lists @ question) / np.maximum(1, g.lists.sum(1, keepdims=True))
        asked = _linear(w, "item_look", asked)
        known = np.concatenate(
            [
                of_items(g, so_far),
                np.repeat(lines[None], len(asked), 0),
                lines[None] * asked[:, None],
            ],
            -1,
        )
        hidden = _relu(_linear(w, "item_one", known))
        items: Floats = _linear(w, "item_out", hidden)[..., 0]
        seen = np.concatenate([beside_items(items), hidden], -1)
        out: Floats = items + _linear(w, "item_more", _relu(_linear(w, "item_two", seen)))[..., 0]
        return out

    def _lines(self, g: Gathered, text: Floats) -> Floats:
        """What each line is about, knowing those around it; lines x WIDTH."""
        w = self._weights
        own = np.concatenate([text[g.line_texts[:, 0]], text[g.line_texts[:, 1]], g.line_marks], -1)
        x = np.tanh(_linear(w, "line", own))
        for turn in TURNS:
            empty = np.zeros((turn, x.shape[1]), np.float32)
            before = np.concatenate([empty, x])[: len(x)]
            after = np.concatenate([x, empty])[turn:]
            x = x + _relu(_linear(w, f"turn{turn}", np.concatenate([before, x, after], -1)))
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


def _linear(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    out: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return out


def _relu(x: Floats) -> Floats:
    out: Floats = np.maximum(x, 0)
    return out
