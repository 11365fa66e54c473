"""The weights of a narrower prior network as those of a wider one, to go on from.

What the narrow one computes stays: units that are new read what is there and are read by nothing
yet (the idea of Net2Net: Chen, Goodfellow and Shlens, 2016). Only the new halves of the two learned
likenesses change a result, a little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from extractor.prior.looks import ALIKE

Array = np.ndarray[Any, Any]
_PARTS = {  # inputs with several vectors of words: how many, and whether they are the last
    "question.weight": (3, False),
    "line.weight": (2, False),
    "turn1.weight": (3, False),
    "turn2.weight": (3, False),
    "turn4.weight": (3, False),
    "one.weight": (4, True),
    "null_one.weight": (2, True),
}
_LOOKS = ("again_one.weight", "anew_one.weight")  # inputs that grow stand between others
_LIKENESS = ("asked", "found")


def widened(narrow: Mapping[str, Array], wide: Mapping[str, Array]) -> dict[str, Array]:
    """`narrow` in the shapes of `wide`, whose values fill what is new; names that only `wide` has
    keep its values.
    """
    old, new = narrow["buckets.weight"].shape[1], wide["buckets.weight"].shape[1]
    made = {}
    for name, fresh in wide.items():
        one = np.array(fresh, np.float32)
        if name in narrow:
            given = narrow[name].astype(np.float32)
            if given.shape == one.shape:
                one = given
            else:
                at = [np.arange(size) for size in given.shape]
                if one.ndim == 2 and one.shape[1] != given.shape[1]:
                    at[1] = _inputs(name, given.shape[1], one.shape[1], old, new)
                if one.ndim == 2 and name != "buckets.weight":
                    one[: given.shape[0]] = 0  # known units do not read what is new
                one *= 0.3 if name in _LIKENESS else 1.0
                one[np.ix_(*at)] = given
        made[name] = one
    return made


def _inputs(name: str, before: int, after: int, old: int, new: int) -> Array:
    """Where the narrow network's inputs lie among the wide one's; other new ones are the last but
    for the vectors of words.
    """
    if name in _LOOKS:
        at = np.arange(before)
        return np.where(at < before - ALIKE, at, at + after - before)
    if name not in _PARTS:
        return np.arange(before)
    count, at_the_end = _PARTS[name]
    rest, others = np.arange(before - count * old), after - count * new
    vectors = np.concatenate([part * new + np.arange(old) for part in range(count)])
    return (
        np.concatenate([rest, others + vectors])
        if at_the_end
        else np.concatenate([vectors, count * new + rest])
    )
