"""From the paths a person names to the documents of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extractor.errors import UsageError

STDIN: Final = "-"
SUFFIXES: Final = frozenset(
    (
        *(".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"),
        *(".docx", ".xlsx", ".pptx", ".html", ".htm", ".md", ".markdown", ".txt", ".text"),
        *(".csv", ".tsv", ".eml"),
    )
)
"""Names that are taken from a folder; a file without a suffix is taken too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be read: a file, or bytes that have a name."""

    path: str
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The documents of a run, and what was passed over in the folders."""

    sources: tuple[Source, ...]
    skipped: int = 0  # files whose names are those of no document
    left_out: tuple[str, ...] = ()  # what could not be taken, and why

    @property
    def passed_over(self) -> tuple[str, ...]:
        """All that is not among the documents, a line each."""
        files = f"{self.skipped:,} file{'s' * (self.skipped != 1)}"
        names = (f"{files} left out: not named like a document",) if self.skipped else ()
        return (*(f"left out: {one}" for one in self.left_out), *names)


def find_sources(paths: Sequence[str], read_stdin: Callable[[], bytes]) -> Found:
    """Documents in the order in which they were named, those of a folder sorted by path.

    Folders are searched to the bottom, hidden names left out. A file that is named is always
    taken; if it is missing it becomes a failed record, unless nothing that was named exists:
    then, and if no document is found at all, raises UsageError.
    """
    missing = [path for path in paths if path != STDIN and not os.path.lexists(path)]
    if len(missing) == len(paths):
        told = ", ".join(f"'{path}'" for path in missing[:3])
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise UsageError(f"no such file or folder: {told}{more}", hint="check the path")
    found: dict[str, Source] = {}
    skipped = 0
    left_out: list[str] = []
    taken = {"", *SUFFIXES}
    for path in paths:
        if path == STDIN:
            found[STDIN] = Source(STDIN, read_stdin())
            continue
        folder = Path(path).is_dir()
        for file in _files(path, left_out) if folder else (path,):
            if not _is_utf8(file):
                left_out.append(f"{file}: its name is not UTF-8; rename it")
            elif folder and os.path.splitext(file)[1].lower() not in taken:
                skipped += 1
            else:
                found.setdefault(os.path.normpath(file), Source(file))
    if not found:
        raise _nothing(paths, skipped, left_out)
    return Found(tuple(found.values()), skipped, tuple(left_out))


def _files(folder: str, left_out: list[str]) -> Iterator[str]:
    """Every file below `folder` that is not hidden, sorted."""

    def note(error: OSError) -> None:
        left_out.append(f"{error.filename}: the folder cannot be listed: {error.strerror}")

    for place, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.join(place, name)


def _is_utf8(path: str) -> bool:
    """Whether a record can carry the path: JSON and SQLite hold nothing else."""
    return not any("\ud800" <= character <= "\udfff" for character in path)


def _nothing(paths: Sequence[str], skipped: int, left_out: Sequence[str]) -> UsageError:
    where = ", ".join(paths)
    if left_out:
        return UsageError(f"no document is left: {left_out[0]}")
    if skipped:
        return UsageError(
            f"no document among the {skipped} files found",
            at=where,
            hint="name a file itself to have it read whatever it is called",
        )
    return UsageError("the folder is empty", at=where, hint="name a folder that holds documents")
