"""Parquet: a file for the records and one for each list, their types from the schema."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from extractor.errors import OutputError
from extractor.outputs.files import Destination
from extractor.outputs.flat import Cell, Column, cell_text, typed
from extractor.outputs.tabular import Sheets
from extractor.schema.tree import Kind


def require_pyarrow() -> None:
    """Raises OutputError where the extra is not installed."""
    if find_spec("pyarrow") is None:
        raise OutputError(
            "Parquet needs pyarrow, which is not installed",
            hint="pip install 'extractor[parquet]'",
        )


def write_parquet(sheets: Sheets, destination: Destination) -> None:
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    for table, rows in sheets:
        columns = zip(*rows, strict=True) if rows else [()] * len(table.columns)
        arrays = [
            _array(column, cells) for column, cells in zip(table.columns, columns, strict=True)
        ]
        names = [column.name for column in table.columns]
        content = pyarrow.Table.from_arrays(arrays, names=names)
        parquet.write_table(content, destination.open(table.name))


def _array(column: Column, cells: Sequence[Cell]) -> Any:
    """Cells in the type of their column, or as text where one of them does not fit it."""
    import pyarrow

    wanted = {
        Kind.INTEGER: pyarrow.int64(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.BOOLEAN: pyarrow.bool_(),
        Kind.DATE: pyarrow.date32(),
    }.get(column.kind)
    if wanted is not None:
        try:
            return pyarrow.array([typed(cell, column.kind) for cell in cells], wanted)
        except (pyarrow.ArrowException, OverflowError):
            pass
    texts = [None if cell is None else cell_text(cell) for cell in cells]
    return pyarrow.array(texts, pyarrow.string())
