"""Files that appear whole or not at all, and the stream that stands in for them on stdout."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from extractor.errors import OutputError, StorageError
from extractor.outputs.output import is_full, storage_errors


class Destination(Protocol):
    """Where a collected output goes."""

    def open(self, part: str = "") -> BinaryIO:
        """A file to write to; `part` names a child table, "" the main file."""

    def commit(self) -> None:
        """Gives the files that were opened their names."""

    def abort(self) -> None:
        """Removes them."""


class WholeFiles:
    """Files beside their final names until `commit` renames them, the main file last."""

    def __init__(self, target: Path, *, force: bool) -> None:
        self._target = target
        self._force = force
        self._open: dict[Path, tuple[Path, BinaryIO]] = {}  # final path: temporary path and file

    def open(self, part: str = "") -> BinaryIO:
        # A rename would put a file in the place of a link; its own place is where it points.
        final = Path(os.path.realpath(part_path(self._target, part)))
        temporary = _beside(final)
        with storage_errors(str(self._target)):
            file = temporary.open("xb")
            self._open[final] = (temporary, file)
            if final.exists():
                shutil.copymode(final, temporary)
        return file

    def commit(self) -> None:
        with storage_errors(str(self._target)):
            for _, file in self._open.values():
                file.flush()
                os.fsync(file.fileno())
                file.close()
            for final in self._open:
                refuse_existing(final, force=self._force)
            for final, (temporary, _) in reversed(self._open.items()):
                temporary.rename(final)
            for folder in {final.parent for final in self._open}:
                _sync_folder(folder)
        self._open.clear()

    def abort(self) -> None:
        for temporary, file in self._open.values():
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        self._open.clear()


class OpenStream:
    """A stream of the caller's, such as stdout; it stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def open(self, part: str = "") -> BinaryIO:
        return self._stream

    def commit(self) -> None:
        with storage_errors(stream_name(self._stream)):
            self._stream.flush()

    def abort(self) -> None:
        """Nothing: what a stream has taken is gone."""


def part_path(target: Path, part: str) -> Path:
    """`out.csv` and "line_items" make `out.line_items.csv`."""
    return target.with_name(f"{target.stem}.{part}{target.suffix}") if part else target


def stream_name(stream: BinaryIO) -> str:
    name = getattr(stream, "name", "stdout")
    return name if isinstance(name, str) else "stdout"


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises OutputError if `path` may not be written: it exists, or is no ordinary file."""
    if path.exists() and not path.is_file():
        raise OutputError("not an ordinary file", at=str(path), hint="name a file, or leave -o out")
    if path.exists() and not force:
        raise OutputError(
            "exists already", at=str(path), hint="use --force to replace it, or name another file"
        )


@contextmanager
def output_errors(at: str) -> Iterator[None]:
    """Turns an OSError into an OutputError, where it is found before anything is done."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        said = "a file stands where a folder should be"
        raise OutputError(said, at=at, hint="name another place") from error
    except OSError as error:
        hint = "free some space" if is_full(error) else "name another place"
        said = error.strerror or str(error)
        raise OutputError(f"cannot be written: {said}", at=at, hint=hint) from error


def try_file(path: Path) -> None:
    """Raises OSError unless a file can be written at `path`. What is there stays as it is."""
    place = Path(os.path.realpath(path))
    try:
        place.open("xb").close()
    except FileExistsError:
        place.open("ab").close()
    else:
        place.unlink()


def try_folder(folder: Path) -> None:
    """Raises OSError unless files can be written in `folder`, which may be still to be made."""
    if folder.is_dir():
        try_file(_beside(folder / "file"))
        return
    missing = next(one for one in (*reversed(folder.parents), folder) if not one.exists())
    missing.mkdir()
    missing.rmdir()


def write_text(path: Path, text: str, *, force: bool = False) -> None:
    """Writes a file that is there whole or not at all; its folder is made if it is missing.

    Raises OutputError.
    """
    files = WholeFiles(path, force=force)
    try:
        with output_errors(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            files.open().write(text.encode())
        files.commit()
    except StorageError as error:
        raise OutputError(error.message, at=error.at, hint=error.hint) from error
    finally:
        files.abort()


def _beside(path: Path) -> Path:
    """A name for the time until the file has its own."""
    return path.with_name(f".extractor-{secrets.token_hex(4)}.tmp")


def _sync_folder(folder: Path) -> None:
    """Makes renames in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
