"""Computed beginnings of prompts on disk, so that the next start need not compute them again.

A file holds what llama.cpp knows after the tokens before a document: the instructions and the
schema, nothing that comes later. A file whose first bytes are not exactly those that this engine
would write for these tokens, or whose state was changed since, counts as absent and is replaced.
The disk can only save time: where it is full, slow or closed to us, prompts are computed.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import stat
import struct
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from extractor.engine.costs import CostTable
from extractor.errors import StorageError
from extractor.generation import LoadOptions

if TYPE_CHECKING:
    from extractor.engine.loading import LoadedModel

MAGIC: Final = b"extractor prefix"
VERSION: Final = 1
WORTH_SECONDS: Final = 0.5  # of computing; a shorter prefix is not worth a file
LIMIT_BYTES: Final = 512 << 20  # on disk, of all prefixes of all models; the oldest go
DIGEST_BYTES: Final = 32


def open_store(
    model: LoadedModel, options: LoadOptions, costs: CostTable | None
) -> PrefixStore | None:
    """The prefixes of a loaded model; None where they cannot be kept or told apart."""
    if options.folder is None or costs is None or not model.divisible or not model.info.sha256:
        return None
    # a state computed elsewhere has other roundings than one kept free of its neighbours
    engine = f"{model.info.fingerprint} {model.exact}"
    least = math.ceil(costs.prefill * WORTH_SECONDS)
    return PrefixStore(prefix_folder(options.folder), engine, least)


def prefix_folder(folder: Path) -> Path:
    """Where the prefixes are, below `LoadOptions.folder`."""
    return folder / "prefixes"


def kept_bytes(folder: Path) -> int:
    """The disk that the prefixes below `LoadOptions.folder` take."""
    return sum(found.st_size for found, _ in _newest_first(prefix_folder(folder)))


def clear(folder: Path) -> None:
    """Removes the prefixes below `LoadOptions.folder`. Raises StorageError if it cannot."""
    for _, path in _newest_first(prefix_folder(folder)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StorageError(
                f"cannot remove a computed prompt: {reason}", at=str(path)
            ) from error


class PrefixStore:
    """States by the tokens that led to them. Owned by one thread; writes on another."""

    def __init__(self, folder: Path, engine: str, least: int, limit: int = LIMIT_BYTES) -> None:
        """`engine` names everything that decides what a state means; `least` is in tokens."""
        self._folder = folder
        self._engine = hashlib.sha256(engine.encode()).digest()
        self._least = least
        self._limit = limit
        self._there: set[str] = set()  # names of files that were read, or written as far as we can
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="prefix-store")

    def get(self, tokens: NDArray[np.int32]) -> bytes | None:
        """The state after `tokens`; None where no sound one is kept."""
        if tokens.size < self._least:
            return None
        header = self._header(tokens)
        path, size = self._folder / _name(header), len(header)
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size > self._limit or file.read(size) != header:
                    return None
                digest, state = file.read(DIGEST_BYTES), file.read()
        except OSError:
            return None
        if hashlib.sha256(state).digest() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the ones that are used stay longest
        self._there.add(path.name)
        return state

    def put(self, tokens: NDArray[np.int32], state: Callable[[], bytes]) -> None:
        """Keeps what `state` gives, unless it is there or too short to be worth it."""
        if tokens.size < self._least:
            return
        header = self._header(tokens)
        name = _name(header)
        if name not in self._there:
            self._there.add(name)
            self._writing.submit(self._write, name, header, state())

    def refuse(self, tokens: NDArray[np.int32]) -> None:
        """What `get` gave for `tokens` was of no use: the next `put` replaces it."""
        self._there.discard(_name(self._header(tokens)))

    def close(self) -> None:
        """Waits for what is being written."""
        self._writing.shutdown()

    def _header(self, tokens: NDArray[np.int32]) -> bytes:
        """The first bytes of a file: what it is, of which engine, after which tokens."""
        counts = struct.pack("<II", VERSION, tokens.size)
        return MAGIC + counts + self._engine + tokens.astype("<i4").tobytes()

    def _write(self, name: str, header: bytes, state: bytes) -> None:
        if len(header) + DIGEST_BYTES + len(state) > self._limit:
            return
        with contextlib.suppress(OSError):
            _make_private(self._folder)
            descriptor, temporary = tempfile.mkstemp(dir=self._folder)  # mode 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(header)
                    file.write(hashlib.sha256(state).digest())
                    file.write(state)
                os.replace(temporary, self._folder / name)
            except OSError:
                os.unlink(temporary)
            self._shrink()

    def _shrink(self) -> None:
        """Removes the oldest files, those of a broken write too, until the rest fit the limit."""
        total = 0
        for found, path in _newest_first(self._folder):
            total += found.st_size
            if total > self._limit:
                path.unlink(missing_ok=True)


def _name(header: bytes) -> str:
    return hashlib.sha256(header).hexdigest()[:32]


def _newest_first(folder: Path) -> list[tuple[os.stat_result, Path]]:
    """The files of `folder`; none where it cannot be read."""
    files = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process removes files too
                files.append((path.stat(), path))
    return sorted(files, key=lambda found: found[0].st_mtime_ns, reverse=True)


def _make_private(folder: Path) -> None:
    """Makes `folder` for its owner alone: a schema tells what somebody looks for."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
