"""The weights of a smaller prior network as those of a larger one, to go on from.

What the small one computes stays: units that are new read what is there and are read by nothing
yet (the idea of Net2Net: Chen, Goodfellow and Shlens, 2016). Only the new halves of what two sides
are held against each other by change a result, a little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_SIDES = ("asked", "found", "match_asked", "match_found")


def widened(small: Mapping[str, Array], large: Mapping[str, Array]) -> dict[str, Array]:
    """`small` in the shapes of `large`, whose values fill what is new; names that only `large` has
    keep its values.
    """
    return {
        name: _grown(name, small[name], one) if name in small else np.array(one, np.float32)
        for name, one in large.items()
    }


def _grown(name: str, small: Array, large: Array) -> Array:
    """The weights of one input, whose first axis is the units that read it."""
    given, made = small.astype(np.float32), np.array(large, np.float32)
    if given.shape == made.shape:
        return given
    if name == "buckets":
        # The first is no n-gram; of twice as many others a half begins as the other half.
        times = (len(made) - 1) // (len(given) - 1)
        given = np.concatenate([given[:1], *[given[1:]] * times])
    elif name in _SIDES:
        made *= 0.3
    else:
        made[: len(given)] = 0
    made[tuple(slice(size) for size in given.shape)] = given
    return made
