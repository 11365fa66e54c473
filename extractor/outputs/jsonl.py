"""JSON Lines: a record a line, each on its way to the disk before the next is asked for."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from extractor.errors import OutputError, StorageError
from extractor.outputs.files import refuse_existing, stream_name
from extractor.outputs.jsontext import json_text
from extractor.outputs.output import Output, storage_errors
from extractor.record import Record


class JsonLinesStream(Output):
    """Lines on a stream of the caller's, such as stdout."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        with storage_errors(stream_name(self._stream)):
            self._stream.write(json_text(record) + b"\n")
            self._stream.flush()

    def close(self) -> None:
        """Nothing: every line has been flushed."""

    abort = close


class JsonLinesFile(Output):
    """Lines in a file; also after `abort` it holds every record written, in whole lines.

    With `resume` an earlier file is continued: a torn last line is cut off, and what begins with a
    record that is `unlogged`. A record that is there then is not written again, so a resumed run
    may hand over all its records.
    """

    def __init__(
        self, path: Path, *, force: bool, resume: bool, unlogged: Callable[[str], bool]
    ) -> None:
        self._path = path
        self._unlogged = unlogged
        self._replaces = force or resume
        self._earlier: set[str] = set()  # ids of records that were there already
        self._size = 0  # bytes of whole lines
        self._file: io.FileIO | None = None
        if not resume:
            refuse_existing(path, force=force)
        elif path.exists():
            refuse_existing(path, force=True)
            self._read_back()

    def write(self, record: Record) -> None:
        if record.id in self._earlier:
            return
        with storage_errors(str(self._path)):
            file = self._opened()
            line = memoryview(json_text(record) + b"\n")
            try:
                while line:
                    line = line[file.write(line) :]
            except BaseException:
                file.truncate(self._size)
                raise
            self._size = file.tell()

    def close(self) -> None:
        with storage_errors(str(self._path)), self._opened() as file:
            os.fsync(file.fileno())

    def abort(self) -> None:
        if self._file is not None:
            with suppress(StorageError):
                self.close()

    def _opened(self) -> io.FileIO:
        """The file at the end of its whole lines; an earlier one is cut when a record is there."""
        if self._file is None:
            # Unbuffered: a line that `write` returned from is the kernel's.
            earlier = self._replaces and self._path.exists()
            place = os.path.realpath(self._path)  # also that of a link to nothing yet
            self._file = io.FileIO(place, "r+" if earlier else "x")
            self._file.truncate(self._size)
            self._file.seek(self._size)
        return self._file

    def _read_back(self) -> None:
        with storage_errors(str(self._path)), self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    break
                try:
                    record = str(json.loads(line)["id"])
                except (ValueError, TypeError, KeyError):
                    raise OutputError(
                        f"line {number} is no record: this is not the output of the run",
                        at=str(self._path),
                        hint="name another file, or use --force without --resume",
                    ) from None
                if self._unlogged(record):
                    break
                self._earlier.add(record)
                self._size += len(line)
