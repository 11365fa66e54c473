"""Completions and recognised documents on disk, so that neither is made twice.

A completion is kept raw, with its token probabilities and before grounding: better grounding reuses
old work. Of documents only those are kept whose text had to be recognised, which takes seconds a
page. diskcache gives the eviction and the locking between processes. It also unpickles
what it finds in its file, which runs code; `_JSONOnly` below is the one disk this cache uses.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from errno import EACCES, ENOENT, ENOTDIR, EPERM, EROFS
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

import diskcache  # type: ignore[import-untyped]
from diskcache.core import MODE_RAW  # type: ignore[import-untyped]
from pydantic import TypeAdapter

from extractor.document import Document
from extractor.errors import StorageError
from extractor.generation import Completion, Finish, Request
from extractor.readers.codec import document_from_json, document_to_json

VERSION: Final = 2  # of the key and the value; raised when either changes its meaning
DEFAULT_SIZE_LIMIT: Final = 1 << 30  # bytes
_BUSY_SECONDS: Final = 10.0
_T = TypeVar("_T")
_COMPLETION: Final = TypeAdapter(Completion)
_HINT: Final = "delete that directory, or run with --no-cache"
_NO_PLACE: Final = (EACCES, ENOENT, ENOTDIR, EPERM, EROFS)
_NOT_OURS: Final = "name another one (EXTRACTOR_CACHE_DIR), or run with --no-cache"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What a cache holds."""

    entries: int
    bytes: int  # on disk
    size_limit: int  # bytes; the oldest entries make room beyond it


def cache_key(fingerprint: str, request: Request) -> str:
    """Digest of everything that may change the reply to `request`.

    `fingerprint` is the engine's (`EngineInfo.fingerprint`). The time limit is left out: a reply
    that it cut short is not kept.
    """
    parts = {
        "version": VERSION,
        "engine": fingerprint,
        "prompt": [[segment.text, segment.trusted] for segment in request.prompt],
        "grammar": request.grammar,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "begun": [token.id for token in request.begun],
        "prior": None if request.prior is None else asdict(request.prior),
    }
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class Cache:
    """Completions and documents by key in a directory that only its owner may enter.

    Safe from threads and from several processes. A broken entry is a miss. A directory that cannot
    be used raises StorageError when the cache is opened; so does a `put` that finds the disk full.
    """

    def __init__(self, directory: Path, size_limit: int = DEFAULT_SIZE_LIMIT) -> None:
        self.directory = directory
        with self._storage_errors("cannot open the cache"):
            _make_private(directory)
            self._cache = _Store(
                str(directory),
                timeout=_BUSY_SECONDS,
                disk=_JSONOnly,
                size_limit=size_limit,
                disk_min_file_size=1 << 30,  # every value stays in the one database file
                sqlite_mmap_size=0,  # a file that shrinks under a map kills the process
            )

    def get(self, key: str) -> Completion | None:
        """The completion kept under `key`; None if there is none or it cannot be read."""
        return self._read(key, _COMPLETION.validate_python)

    def get_document(self, key: str) -> Document | None:
        """The document kept under `key`; None if there is none or it cannot be read."""
        return self._read(key, document_from_json)

    def put(self, key: str, completion: Completion) -> None:
        """Keeps `completion`, unless a timeout cut it short: that tells of the machine's load.

        Raises StorageError if it cannot be written.
        """
        if completion.finish is not Finish.TIMEOUT:
            self._write(key, _COMPLETION.dump_python(completion, mode="json"))

    def put_document(self, key: str, document: Document) -> None:
        """Keeps `document` as it was read. Raises StorageError if it cannot be written."""
        self._write(key, document_to_json(document))

    def _read(self, key: str, decode: Callable[[Any], _T]) -> _T | None:
        try:
            value = self._cache.get(key)
            return None if value is None else decode(value)
        except (LookupError, ValueError, TypeError, zlib.error, sqlite3.Error, diskcache.Timeout):
            return None

    def _write(self, key: str, value: Any) -> None:
        with self._storage_errors("cannot write to the cache"):
            try:
                self._cache.set(key, value)
            except BaseException:
                # A failed commit leaves this thread's connection inside its transaction.
                self._cache.close()
                raise

    def stats(self) -> CacheStats:
        """Raises StorageError if the cache cannot be read."""
        with self._storage_errors("cannot read the cache"):
            return CacheStats(
                entries=len(self._cache),
                bytes=self._cache.volume(),
                size_limit=self._cache.size_limit,
            )

    def clear(self) -> int:
        """Removes every entry and returns how many there were."""
        with self._storage_errors("cannot clear the cache"):
            return int(self._cache.clear())

    def close(self) -> None:
        """Closes the calling thread's connection; a later call opens it again."""
        self._cache.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _storage_errors(self, message: str) -> Iterator[None]:
        try:
            yield
        except diskcache.Timeout as error:
            raise StorageError(
                f"{message}: another process holds it", at=str(self.directory), hint=_HINT
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            hint = _NOT_OURS if error.errno in _NO_PLACE else _HINT
            raise StorageError(f"{message}: {reason}", at=str(self.directory), hint=hint) from error
        except (sqlite3.Error, ValueError, TypeError, LookupError) as error:
            # Settings that something else wrote into the file surface as any of the last three.
            raise StorageError(f"{message}: {error}", at=str(self.directory), hint=_HINT) from error


def _make_private(directory: Path) -> None:
    """Makes `directory` with mode 0700, or takes other people's rights from it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.stat()
    if found.st_uid != os.getuid():
        raise PermissionError(1, "the directory belongs to another user")
    if stat.S_IMODE(found.st_mode) != 0o700:
        directory.chmod(0o700)


class _Store(diskcache.Cache):  # type: ignore[misc]
    """A store that leaves no connection behind where it cannot be opened."""

    def __init__(self, *args: Any, **options: Any) -> None:
        try:
            super().__init__(*args, **options)
        except BaseException:
            self.close()
            raise


class _JSONOnly(diskcache.JSONDisk):  # type: ignore[misc]
    """JSON in the database and nothing else: no pickle, no value in a file of its own."""

    def fetch(self, mode: int, filename: str | None, value: bytes | None, read: bool) -> Any:
        if mode != MODE_RAW or filename is not None or not isinstance(value, bytes):
            raise ValueError("not an entry that this cache wrote")
        return super().fetch(mode, filename, value, read)

    def get(self, key: bytes, raw: bool) -> Any:
        if not raw:
            raise ValueError("not a key that this cache wrote")
        return super().get(key, raw)

    def remove(self, file_path: str) -> None:
        """Nothing: no entry has a file, and a planted name could be any file's."""
