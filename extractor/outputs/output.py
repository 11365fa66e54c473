"""What every output can do: take records, and end well or badly."""

from __future__ import annotations

import errno
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from extractor.errors import StorageError

if TYPE_CHECKING:
    from extractor.record import Record


class Output(ABC):
    """An open output. As a context manager it closes, or aborts when an exception leaves it.

    Not safe from threads: one of them writes. Raises StorageError if the disk fails it.
    """

    @abstractmethod
    def write(self, record: Record) -> None:
        """Adds a record."""

    @abstractmethod
    def close(self) -> None:
        """Ends well: when it returns, what was written is on the disk under its name."""

    @abstractmethod
    def abort(self) -> None:
        """Ends badly: leaves no half-written file, and an earlier one as it was."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()


@contextmanager
def storage_errors(at: str) -> Iterator[None]:
    """Turns an OSError into a StorageError that names the output.

    A broken pipe passes: the reader of stdout has left, which is no fault of the disk.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageError(
            error.strerror or str(error),
            at=at,
            hint="free some space" if is_full(error) else "check the path and its permissions",
        ) from error


def is_full(error: OSError) -> bool:
    """Whether a disk, or what may be used of it, is at its end."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
