"""Weights on disk: arrays by name in one .npz."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray[Any, Any]]


def write_arrays(
    path: Path, arrays: Mapping[str, np.ndarray[Any, Any]], *, compressed: bool = False
) -> None:
    """The file whole or not at all: one that was there stays until the new one is complete."""
    whole = path.with_suffix(".part.npz")
    write = np.savez_compressed if compressed else np.savez
    write(whole, allow_pickle=False, **arrays)
    whole.replace(path)


def read_arrays(path: Path) -> Arrays:
    """What `write_arrays` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
