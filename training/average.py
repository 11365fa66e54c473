"""The mean of several checkpoints' weights: nearer the middle of a valley than any of them.

    python -m training.average mean.npz one.npz two.npz

Weights of one run, or of runs that began from the same weights (Wortsman et al., ICML 2022,
arXiv 2203.05482). The state of the optimizer is left behind.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.model import Shape, load, network, save
from training.weights import Arrays


def average(paths: Sequence[Path]) -> tuple[Arrays, Shape]:
    """The mean, in 32 bits. Raises ValueError for networks of different shapes."""
    read = [load(path) for path in paths]
    shape = read[0][1]
    if any(other != shape for _, other in read):
        raise ValueError("these are not checkpoints of one network")
    names = network(*read[0]).state_dict()
    return {
        name: np.mean([arrays[name].astype(np.float32) for arrays, _ in read], axis=0)
        for name in names
    }, shape


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    args = parser.parse_args()
    save(args.out, *average(args.checkpoints))


if __name__ == "__main__":
    main()
