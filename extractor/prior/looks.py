"""What each look at the options tells the next: who wants which place, and which line.

From the scores so far comes how likely each option is, and from that what the questions want of
every place. A further look is told what the rivals want, what stands alike, and what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.prior.gathered import Floats, Gathered
from extractor.prior.roles import ROLES
from extractor.prior.sheet import READINGS


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


def of_items(g: Gathered, so_far: Wants) -> Floats:
    """For each list and line what the cells wanted there tell of an item that begins with it: how
    many they are, how sure, what lines that look alike bear, and what stands before and after;
    lists x lines x OF_ITEMS.
    """
    size = (len(so_far.places), len(g.line_marks))
    at = g.lines[g.places]
    every = _highest(so_far.share, g.questions, at, size)
    there = _highest(np.ones_like(so_far.share), g.questions, at, size)
    likenesses = [
        _highest(one, g.questions, at, size)
        for number, one in enumerate(alike(g, so_far).T)
        if number % 3 < 2  # the third is how many there are
    ]
    in_words = g.codes[:, READINGS.index("verbatim")] > 0
    told = np.zeros((len(g.lists), size[1], OF_ITEMS), np.float32)
    for number, columns in enumerate(g.lists > 0):
        cells = every[columns]
        count = len(cells)
        full = cells.sum(0)
        fullest, whole = max(0.1, float(full.max(initial=0))), max(0.1, float(full.sum()))
        ranked = np.sort(np.concatenate([np.zeros((2, size[1]), np.float32), cells]), 0)
        surest = cells[cells.sum(1).argmax()]
        told[number] = np.stack(
            [
                *(full / 4, full / count, full / fullest, there[columns].mean(0)),
                *(ranked[-1], ranked[-2], np.log(ranked[-1] + 1e-4) / 9, surest),
                every[columns & in_words].max(0, initial=0),
                every[columns & ~in_words].max(0, initial=0),
                *(one[columns].sum(0) / count for one in likenesses),
                *(one[columns].max(0) for one in likenesses),
                *(_moved(full, by) / fullest for by in (-2, -1, 1, 2)),
                *(np.minimum(cells, _moved(cells, by)).sum(0) / fullest for by in (-1, 1)),
                *((np.cumsum(full) - full) / whole, 1 - np.cumsum(full) / whole),
                *(np.full(size[1], count / 6), np.full(size[1], np.log1p(whole) / 3)),
            ],
            -1,
        )
    return told


OF_ITEMS = 20 + 4 * ROLES


def beside_items(items: Floats) -> Floats:
    """For each list and line how likely an item begins there and on the lines around it, from the
    log-odds `items`; lists x lines x BESIDE_ITEMS.
    """
    chance = sigmoid(items)
    around = [_moved(chance, by) for by in (-2, -1, 1, 2)]
    most = np.broadcast_to(chance.max(1, keepdims=True, initial=0), chance.shape)
    count = np.broadcast_to(chance.sum(1, keepdims=True), chance.shape)
    return np.stack([chance, *around, most, np.log1p(count)], -1).astype(np.float32)


BESIDE_ITEMS = 7


def _moved(cells: Floats, by: int) -> Floats:
    """At each line what stands `by` lines after it, or before it; 0 beyond the ends."""
    moved = np.zeros_like(cells)
    if by > 0:
        moved[..., :-by] = cells[..., by:]
    else:
        moved[..., -by:] = cells[..., :by]
    return moved


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


def sigmoid(x: Floats) -> Floats:
    """By way of tanh, which does not overflow."""
    out: Floats = (0.5 + 0.5 * np.tanh(0.5 * x)).astype(np.float32)
    return out
