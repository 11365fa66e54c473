"""Everything that can go wrong, as one tree.

    ExtractorError                     exit 1
    ├── UsageError                     exit 2   found before any model is loaded
    │   ├── ConfigError
    │   ├── SchemaError
    │   └── OutputError
    ├── ModelError                     exit 3
    │   ├── ModelNotFound
    │   └── ModelNotLoadable
    ├── DocumentError                  exit 1   one failed record; the run goes on
    │   ├── DocumentNotFound
    │   ├── UnsupportedFormat
    │   ├── DocumentEncrypted
    │   ├── DocumentCorrupt
    │   ├── DocumentEmpty
    │   ├── DocumentTooLarge
    │   ├── ReaderTimeout
    │   └── ReaderCrashed
    ├── EngineError                    exit 1
    │   ├── GrammarRefused
    │   ├── ContextOverflow
    │   └── Cancelled
    └── StorageError                   exit 1

An error speaks to the person: `message` says what happened, `at` names the file, field or place,
`hint` says what to do next. `str(error)` joins the first two on one line.
"""

from __future__ import annotations

from typing import ClassVar


class ExtractorError(Exception):
    """Base of every error that is meant to be read by a person."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, at: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" if self.at else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross the process boundary of a reader; keyword arguments must survive it."""
        return _rebuild, (type(self), self.message, self.at, self.hint)


def _rebuild(
    kind: type[ExtractorError], message: str, at: str | None, hint: str | None
) -> ExtractorError:
    return kind(message, at=at, hint=hint)


class UsageError(ExtractorError):
    """The command, a setting, a schema or an output path is wrong; nothing has run."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown, of the wrong type or out of range."""


class SchemaError(UsageError):
    """A schema cannot be found, read or compiled; `at` is the place inside it."""


class OutputError(UsageError):
    """An output exists already, cannot be written, or its format is unknown."""


class ModelError(ExtractorError):
    """A model cannot be used."""

    exit_code = 3


class ModelNotFound(ModelError):
    """No model of that name or path on this machine."""


class ModelNotLoadable(ModelError):
    """The file is not GGUF, is truncated, or llama.cpp refuses it."""


class DocumentError(ExtractorError):
    """One document cannot be read; it becomes a `failed` record."""


class DocumentNotFound(DocumentError):
    """No such file, or it may not be opened."""


class UnsupportedFormat(DocumentError):
    """The content is of no type that a reader knows."""


class DocumentEncrypted(DocumentError):
    """A password is needed, or the one given is wrong."""


class DocumentCorrupt(DocumentError):
    """The content breaks its own format."""


class DocumentEmpty(DocumentError):
    """Nothing to read: no bytes, or no text after recognition."""


class DocumentTooLarge(DocumentError):
    """A limit on bytes, pages, inflated size, entries or pixels was passed."""


class ReaderTimeout(DocumentError):
    """The reader did not finish within its time."""


class ReaderCrashed(DocumentError):
    """The reader's process died (memory limit, native crash)."""


class EngineError(ExtractorError):
    """Generation did not give a usable reply."""


class GrammarRefused(EngineError):
    """llguidance cannot compile the grammar."""


class ContextOverflow(EngineError):
    """Prompt and reply do not fit in the model's context."""


class Cancelled(EngineError):
    """The caller cancelled the request."""


class StorageError(ExtractorError):
    """The cache, the run log or an output cannot be written (disk full, permissions)."""
