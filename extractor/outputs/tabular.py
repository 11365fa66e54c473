"""Records collected as rows, handed to the writer of a format when the run ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.outputs.files import Destination
from extractor.outputs.flat import Row, Table, tables
from extractor.outputs.output import Output, storage_errors
from extractor.record import Record
from extractor.schema.tree import Node

Sheets = Sequence[tuple[Table, Sequence[Row]]]  # the records' own first
Writer = Callable[[Sheets, Destination], None]


class Tabular(Output):
    def __init__(self, destination: Destination, root: Node, writer: Writer, *, at: str) -> None:
        self._destination = destination
        self._writer = writer
        self._at = at
        self._sheets: list[tuple[Table, list[Row]]] = [(table, []) for table in tables(root)]

    def write(self, record: Record) -> None:
        for table, rows in self._sheets:
            rows.extend(table.rows(record))

    def close(self) -> None:
        try:
            with storage_errors(self._at):
                self._writer(self._sheets, self._destination)
            self._destination.commit()
        finally:
            self._destination.abort()

    def abort(self) -> None:
        self._destination.abort()
