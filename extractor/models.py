"""GGUF models on this machine: the embedded one, those in the models folder, any file by path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from extractor.errors import Cancelled, ModelNotFound, ModelNotLoadable
from extractor.jsonfile import write_json
from extractor.prior import Network

EMBEDDED: Final = "embedded"
EMBEDDED_FILE: Final = Path(__file__).parent / "embedded" / "extract-2.q8_0.gguf"
EMBEDDED_SHA256: Final = "7ef59820afcbfdda2e2c1e178754514fbe09cedbc9e8921a924ba1f6e0fb88b0"
EMBEDDED_PRIOR: Final = Path(__file__).parent / "embedded" / "prior-11.npz"
_MAGIC: Final = b"GGUF"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file that can be named in `--model`."""

    name: str
    path: Path
    bytes: int


@cache
def embedded_prior() -> Network:
    """The network that weighs candidates, trained beside the embedded model."""
    with np.load(EMBEDDED_PRIOR, allow_pickle=False) as file:
        return Network({name: file[name] for name in file.files})


def installed(folder: Path) -> Iterator[ModelFile]:
    """The embedded model, then those in the models folder by name."""
    yield _model_file(EMBEDDED, EMBEDDED_FILE)
    if folder.is_dir():
        for path in sorted(folder.glob("*.gguf")):
            yield _model_file(path.stem, path)


def find_model(wanted: str, folder: Path) -> ModelFile:
    """The model of that name or path.

    Raises ModelNotFound, or ModelNotLoadable if the file is not GGUF at all.
    """
    path = Path(wanted).expanduser()
    if wanted == EMBEDDED:
        path = EMBEDDED_FILE
    elif path.suffix != ".gguf" and not path.exists():
        path = folder / f"{wanted}.gguf"
    if not path.is_file():
        names = ", ".join(model.name for model in installed(folder))
        raise ModelNotFound(
            f"no model '{wanted}' on this machine",
            hint=f"give the path of a .gguf file, or one of: {names}",
        )
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelNotLoadable(f"cannot be read: {error.strerror}", at=str(path)) from None
    if magic != _MAGIC:
        raise ModelNotLoadable(
            "this is not a GGUF file", at=str(path), hint="llama.cpp models end in .gguf"
        )
    return _model_file(EMBEDDED if path == EMBEDDED_FILE else path.stem, path)


class ModelLedger:
    """What is known of model files: their digests, and which have been loaded in a child.

    A file is known by path, size and time of change, so that gigabytes are hashed once. Both may
    take long: `given_up` is asked meanwhile.
    """

    def __init__(self, path: Path, given_up: Callable[[], bool] = lambda: False) -> None:
        self._path = path
        self._given_up = given_up

    def digest(self, model: ModelFile) -> str:
        """sha256 of the file, in hex. Raises Cancelled when given up."""
        if model.path == EMBEDDED_FILE:
            return EMBEDDED_SHA256
        entry = self._entry(model)
        if "sha256" not in entry:
            entry["sha256"] = self._sha256(model.path)
            self._keep(model, entry)
        return str(entry["sha256"])

    def vet(self, model: ModelFile) -> None:
        """Loads an unknown file in a child process first.

        Raises ModelNotLoadable, or Cancelled when given up.
        """
        if model.path == EMBEDDED_FILE:
            return
        entry = self._entry(model)
        if not entry.get("vetted"):
            from extractor.engine.vetting import vet

            vet(model.path, self._given_up)
            self._keep(model, {**entry, "vetted": True})

    def _entry(self, model: ModelFile) -> dict[str, Any]:
        return dict(self._read().get(_identity(model), {}))

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}  # it only saves work: without it files are hashed and vetted again
        return content if isinstance(content, dict) else {}

    def _keep(self, model: ModelFile, entry: dict[str, Any]) -> None:
        content = {**self._read(), _identity(model): entry}
        try:
            write_json(self._path, content)
        except OSError:
            return  # as above: nothing is lost but time

    def _sha256(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if self._given_up():
                    raise Cancelled("cancelled")
                digest.update(chunk)
        return digest.hexdigest()


def _model_file(name: str, path: Path) -> ModelFile:
    return ModelFile(name, path, path.stat().st_size)


def _identity(model: ModelFile) -> str:
    status = model.path.stat()
    return f"{model.path.resolve()}:{status.st_size}:{status.st_mtime_ns}"
