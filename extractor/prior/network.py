"""The network that weighs options: how well what stands around a place fits a question.

Words are sums of learned vectors of their n-grams. For each question and each text around a place
it is measured how much of the one the other covers, word by word: by likeness to the eye, and by
learned likeness (the late interaction of ColBERT, Khattab and Zaharia 2020, over labels). These
measures, the marks of the place and the traits of the option go through two layers to one score,
beside the habit of the page: where all its questions find what covers them best, above, before or
below. Further looks tell each option how much other questions want the same place, and how much
its own wants the places that play the same part in other lines, each by what the look before it
found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.prior.roles import ROLES
from extractor.prior.sheet import READINGS, Question, Sheet
from extractor.prior.words import likeness, split

WIDTH = 64  # of word vectors
HEADS = 2  # learned likenesses
CHANNELS = 1 + HEADS
DIRECTIONS = 2  # how much of the question the text covers, and the other way round
GROUPS = ("name", "parents", "said")
INNER = 192
CODES = len(READINGS) + 1  # of a question, the last for lists
SOFTNESS = 0.05  # squared length under which a word's vector counts for little
TURNS = (1, 2, 4)  # dilations of the layers over lines
LOOKS = ("again", "anew")  # the layers of the looks after the first

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Log-odds of a sheet's options."""

    rows: Floats  # for each row of `Gathered` its score
    null: Floats  # for each question


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
        left = np.concatenate([what_is_left(g, scores, null), empty], -1)
        less = _linear(w, "left_out", _relu(_linear(w, "left_one", left)))[:, 0]
        return Weighed(scores, null + less)

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


@dataclass(frozen=True, slots=True)
class Wants:
    """What the questions of a sheet want after a look."""

    share: Floats  # rows: how likely each is an answer, 0..1
    places: Floats  # questions x places: how much each wants each


def wants(g: Gathered, scores: Floats, null: Floats) -> Wants:
    """What comes of the scores of rows and of null."""
    share = np.where(g.single[g.questions] > 0, shares(g, scores, null)[0], sigmoid(scores)).astype(
        np.float32
    )
    return Wants(share, _highest(share, g.questions, g.places, (len(null), len(g.marks))))


def beside(g: Gathered, so_far: Wants) -> Floats:
    """For each row how much it is wanted, how much others want its place, and how near those are
    that belong with it; rows x BESIDE.
    """
    share, size = so_far.share, (len(so_far.places), len(g.line_marks))
    by_line = _highest(share, g.questions, g.lines[g.places], size)
    others = _of_rivals(g, so_far.places)[g.questions, g.places]
    gap = np.abs(np.subtract.outer(np.arange(len(g.line_marks)), np.arange(len(g.line_marks))))
    count = np.maximum(1, g.kin.sum(1, keepdims=True))
    together = (g.kin @ by_line) / count
    at = (g.questions, g.lines[g.places])
    return np.stack(
        [
            *(share, others),
            *(np.log(share + 1e-4) / 9, np.log(others + 1e-4) / 9),
            (share > others).astype(np.float32),
            together[at],
            (together @ (1 / (1 + gap)).astype(np.float32))[at],
            (by_line @ (gap == 1).astype(np.float32))[at],
        ],
        -1,
    )


BESIDE = 8


def alike(g: Gathered, so_far: Wants) -> Floats:
    """For each row how much the question wants the places that play the same part in their lines,
    and how many those are; rows x ALIKE.
    """
    told = []
    for roles in g.roles.T:
        sums = np.zeros((len(so_far.places), int(roles.max(initial=0)) + 1), np.float32)
        np.add.at(sums.T, roles, so_far.places.T)
        others = (sums[:, roles] - so_far.places)[g.questions, g.places]
        count = (np.bincount(roles)[roles] - 1)[g.places]
        told += [np.log1p(others), others / np.maximum(1, count), np.log1p(count) / 3]
    return np.stack(told, -1).astype(np.float32)


ALIKE = 3 * ROLES


def what_is_left(g: Gathered, scores: Floats, null: Floats) -> Floats:
    """For each question how sure its best option is after the last look, and how much others
    want the place of that one; questions x LEFT.
    """
    share, empty = shares(g, scores, null)
    best = np.zeros(len(null), np.float32)
    np.maximum.at(best, g.questions, share)
    wanted = _highest(share, g.questions, g.places, (len(null), len(g.marks)))
    taken = (wanted * _of_rivals(g, wanted)).max(1)
    second = np.zeros(len(null), np.float32)
    np.maximum.at(second, g.questions, np.where(share < best[g.questions], share, 0))
    return np.stack(
        [best, empty, np.log(best + 1e-4) / 9, np.log(empty + 1e-4) / 9, second, taken], -1
    ).astype(np.float32)


LEFT = 6


def _highest(
    share: Floats, questions: NDArray[np.int32], at: NDArray[np.int32], size: tuple[int, int]
) -> Floats:
    """The highest share of a question's rows at each place or line, 0 where it has none."""
    table = np.zeros(size, np.float32)
    np.maximum.at(table, (questions, at), share)
    return table


def _of_rivals(g: Gathered, places: Floats) -> Floats:
    """How much the rivals of each question want each place; questions x places."""
    out: Floats = (g.rivals[:, :, None] * places[None]).max(1)
    return out


def shares(g: Gathered, scores: Floats, null: Floats) -> tuple[Floats, Floats]:
    """Probability of each row among its question's, and of null for each question."""
    top = null.copy()
    np.maximum.at(top, g.questions, scores)
    mass = np.exp(scores - top[g.questions])
    null_mass: Floats = np.exp(null - top)
    whole = null_mass.copy()
    np.add.at(whole, g.questions, mass)
    return mass / whole[g.questions], null_mass / whole


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


def sigmoid(x: Floats) -> Floats:
    """By way of tanh, which does not overflow."""
    out: Floats = (0.5 + 0.5 * np.tanh(0.5 * x)).astype(np.float32)
    return out


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct words of questions, and how like them the words of the sheet are to the eye."""

    words: NDArray[np.int32]  # numbers of words, rising; the first is 0, which is none
    likeness: Floats  # asked words x words of the sheet, 0..1


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sheet with its questions stacked: one row for each question and each of its options."""

    grams: NDArray[np.int32]  # words x GRAMS
    is_word: Floats  # words: 0 for the first, which is none
    texts: NDArray[np.int32]  # texts x TEXT_WORDS
    contexts: NDArray[np.int32]  # places x CONTEXTS
    marks: Floats  # places x MARKS
    roles: NDArray[np.int32]  # places x ROLES
    groups: tuple[NDArray[np.int32], ...]  # for each of GROUPS: questions x its words
    asked: Asked  # the words of all groups
    codes: Floats  # questions x CODES
    rivals: Floats  # questions x questions: 1 where no place can answer both
    kin: Floats  # questions x questions: 1 where their values stand together
    line_texts: NDArray[np.int32]  # lines x 2
    line_marks: Floats  # lines x LINE_MARKS
    lines: NDArray[np.int32]  # places: the line of each
    choices: NDArray[np.int32]  # choices x CHOICE_WORDS
    meant: Asked  # the words of the choices
    row_choices: NDArray[np.int32]  # rows
    single: Floats  # questions: 1 where one value is asked for
    questions: NDArray[np.int32]  # rows: number of the question, rising
    places: NDArray[np.int32]  # rows
    traits: Floats  # rows x TRAITS


def gather(sheet: Sheet) -> Gathered:
    """Stacks a sheet that has questions."""
    questions = sheet.questions
    groups = tuple(
        np.stack([getattr(question, group) for question in questions]) for group in GROUPS
    )
    codes = np.zeros((len(questions), CODES), np.float32)
    for row, question in enumerate(questions):
        codes[row, question.code] = 1
        codes[row, -1] = question.listed
    rivals, kin = _relations(questions)
    numbers = [np.full(len(question.open), row) for row, question in enumerate(questions)]
    options = [sheet.options[question.reading] for question in questions]
    is_word = np.ones(len(sheet.words), np.float32)
    is_word[0] = 0
    return Gathered(
        grams=sheet.grams,
        is_word=is_word,
        texts=sheet.texts,
        contexts=sheet.contexts,
        marks=sheet.marks,
        roles=sheet.roles,
        groups=groups,
        asked=_asked(sheet.words, np.concatenate(groups, axis=1)),
        codes=codes,
        rivals=rivals,
        kin=kin,
        line_texts=sheet.line_texts,
        line_marks=sheet.line_marks,
        lines=sheet.lines,
        choices=sheet.choices,
        meant=_asked(sheet.words, sheet.choices),
        row_choices=np.concatenate(
            [one.choices[question.open] for one, question in zip(options, questions, strict=True)]
        ),
        single=np.array([not question.listed for question in questions], np.float32),
        questions=np.concatenate(numbers).astype(np.int32),
        places=np.concatenate(
            [one.places[question.open] for one, question in zip(options, questions, strict=True)]
        ),
        traits=np.concatenate(
            [one.traits[question.open] for one, question in zip(options, questions, strict=True)]
        ),
    )


def _relations(questions: Sequence[Question]) -> tuple[Floats, Floats]:
    """Rivals and kin: fields of one value, and columns of one list; of one object or one party."""
    count = len(questions)
    rivals, kin = np.zeros((2, count, count), np.float32)
    for row, one in enumerate(questions):
        for column, other in enumerate(questions):
            if row == column or one.list != other.list:
                continue
            rivals[row, column] = 1
            if one.listed:
                kin[row, column] = 1
            elif len(one.path) > 1:
                kin[row, column] = one.path[:-1] == other.path[:-1]
            else:
                first, second = split(one.path[-1])[:1], split(other.path[-1])[:1]
                kin[row, column] = bool(first) and first == second
    return rivals, kin


def _asked(words: list[str], numbers: NDArray[np.int32]) -> Asked:
    asked = np.unique(np.append(numbers, 0)).astype(np.int32)
    table = np.zeros((len(asked), len(words)), np.float32)
    for row, number in enumerate(asked[1:], 1):
        table[row, 1:] = [likeness(words[number], other) for other in words[1:]]
    return Asked(asked, table)
