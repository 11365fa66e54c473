"""JSON: one array of all records, or a folder with a file for each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from extractor.outputs.files import Destination, WholeFiles
from extractor.outputs.jsontext import json_text
from extractor.outputs.output import Output, storage_errors
from extractor.record import Record


class JsonDocument(Output):
    """An array; or with `single` a lone record as an object, as one document is asked for."""

    def __init__(self, destination: Destination, *, single: bool, at: str) -> None:
        self._destination = destination
        self._single = single
        self._at = at
        self._texts: list[bytes] = []

    def write(self, record: Record) -> None:
        self._texts.append(json_text(record, indent=2))

    def close(self) -> None:
        text = b",\n".join(self._texts)
        if not (self._single and len(self._texts) == 1):
            text = b"[\n" + text + b"\n]" if self._texts else b"[]"
        try:
            with storage_errors(self._at):
                self._destination.open().write(text + b"\n")
            self._destination.commit()
        finally:
            self._destination.abort()

    def abort(self) -> None:
        self._destination.abort()


class JsonFolder(Output):
    """`<stem>.json` for each record, each file whole; documents of one stem are numbered.

    With `resume` the file of a record that is there already is replaced, not numbered; that of one
    that is `unlogged` gives its name to another.
    """

    def __init__(
        self, folder: Path, *, force: bool, resume: bool, unlogged: Callable[[str], bool]
    ) -> None:
        self._folder = folder
        self._force = force
        self._given_up: set[str] = set()  # names of files that are there
        self._names: dict[str, str] = {}  # of files, by record id
        self._taken: set[str] = set()  # case folded: one name to some file systems
        with storage_errors(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            if resume:
                self._read_back(unlogged)

    def write(self, record: Record) -> None:
        mine = self._names.get(record.id)
        name = mine or self._free_name(_stem(record.source.path))
        replaces = self._force or mine is not None or name in self._given_up
        files = WholeFiles(self._folder / name, force=replaces)
        try:
            with storage_errors(str(self._folder / name)):
                files.open().write(json_text(record, indent=2) + b"\n")
            files.commit()
        finally:
            files.abort()
        self._names[record.id] = name
        self._taken.add(name.casefold())

    def close(self) -> None:
        """Nothing: every file is whole already."""

    abort = close

    def _free_name(self, stem: str) -> str:
        number, name = 1, f"{stem}.json"
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}-{number}.json"
        return name

    def _read_back(self, unlogged: Callable[[str], bool]) -> None:
        for path in sorted(self._folder.glob("*.json")):
            try:
                record = str(json.loads(path.read_bytes())["id"])
            except (ValueError, TypeError, KeyError):
                record = None  # not one of ours: its name is taken all the same
            if record is not None and unlogged(record):
                self._given_up.add(path.name)
                continue
            self._taken.add(path.name.casefold())
            if record is not None:
                self._names[record] = path.name


def _stem(path: str) -> str:
    """Of "mail/offer.eml#terms.pdf": "offer.eml#terms"."""
    stem = Path(path).name.rpartition(".")[0] or Path(path).name
    return "stdin" if stem == "-" else stem[:200]
