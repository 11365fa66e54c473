"""The mean of several checkpoints' weights: nearer the middle of a valley than any of them.

    python -m training.average mean.npz one.npz two.npz

Of the language model or of the candidate prior; weights of one run, or of runs that began from the
same weights (Wortsman et al., ICML 2022, arXiv 2203.05482). The optimizer's state is left behind.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.weights import Arrays, read_arrays, write_arrays

OPTIMIZER = ("momentum.", "square.")  # beginnings of the names of what only training needs


def average(paths: Sequence[Path]) -> Arrays:
    """The mean, reckoned in 32 bits, with the sizes that the checkpoints tell of themselves.

    Raises ValueError for networks of different shapes.
    """
    read = [read_arrays(path) for path in paths]
    weights = [
        {name: one for name, one in arrays.items() if one.ndim and not name.startswith(OPTIMIZER)}
        for arrays in read
    ]
    told = [
        {name: one.shape for name, one in of_one.items()}
        | {name: one.item() for name, one in arrays.items() if name.startswith("shape.")}
        for of_one, arrays in zip(weights, read, strict=True)
    ]
    if any(other != told[0] for other in told):
        raise ValueError("these are not checkpoints of one network")
    sizes = {name: one for name, one in read[0].items() if name.startswith("shape.")}
    return sizes | {
        name: np.mean([one[name] for one in weights], axis=0, dtype=np.float32).astype(first.dtype)
        for name, first in weights[0].items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    args = parser.parse_args()
    write_arrays(args.out, average(args.checkpoints), compressed=True)


if __name__ == "__main__":
    main()
