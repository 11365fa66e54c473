"""Excel: a sheet for the records and one for each list, cells typed, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from extractor.errors import OutputError
from extractor.outputs.files import Destination
from extractor.outputs.flat import Cell, Column, Row, Table, typed
from extractor.outputs.tabular import Sheets
from extractor.schema.tree import Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_MAX_ROWS: Final = 1_048_576
_MAX_CHARACTERS: Final = 32_767  # of a cell
_EXACT: Final = 10**15  # Excel shows 15 digits of an integer and zeros after them
_FIRST_YEAR: Final = 1901  # Excel counts from 1900, with a 29 February that never was
_SAMPLE: Final = 200  # rows that decide the widths
_MIN_WIDTH, _MAX_WIDTH = 8, 48  # characters


def write_xlsx(sheets: Sheets, destination: Destination) -> None:
    """Raises OutputError if a table is longer than a worksheet may be."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        styles = _styles(book)
        taken = {"history"}  # Excel keeps that title for itself
        for table, rows in sheets:
            if len(rows) >= _MAX_ROWS:
                raise OutputError(
                    f"{len(rows):,} rows of '{table.name or 'records'}' do not fit in a worksheet",
                    hint=f"it holds {_MAX_ROWS:,}; use csv or parquet",
                )
            _write_sheet(book.add_worksheet(_title(table, taken)), table, rows, styles)
    destination.open().write(content.getbuffer())


def _styles(book: Workbook) -> dict[str, Format]:
    header = {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
    return {
        "header": book.add_format({**header, "bg_color": "#1F3A5F"}),
        "companion": book.add_format({**header, "bg_color": "#7F8FA6"}),
        "text": book.add_format({"quote_prefix": True}),  # still text after somebody edits it
        "confidence": book.add_format({"num_format": "0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "time": book.add_format({"num_format": "hh:mm:ss"}),
    }


def _write_sheet(
    sheet: Worksheet, table: Table, rows: Sequence[Row], styles: dict[str, Format]
) -> None:
    sheet.freeze_panes(1, 2)  # the header, and which document it is
    sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)
    sheet.outline_settings(symbols_right=False)
    for x, column in enumerate(table.columns):
        fold = {"level": 1} if column.companion else {}
        sheet.set_column(x, x, _width(column, [row[x] for row in rows[:_SAMPLE]]), None, fold)
        style = styles["companion" if column.companion else "header"]
        sheet.write_string(0, x, _fitting(column.name), style)
        _write_column(sheet, x, column, [row[x] for row in rows], styles)


def _write_column(
    sheet: Worksheet, x: int, column: Column, cells: Sequence[Cell], styles: dict[str, Format]
) -> None:
    """Writes each cell by its own type: nothing is guessed from how a text looks."""
    number = styles["confidence"] if column.companion and column.kind is Kind.NUMBER else None
    for y, cell in enumerate(cells, start=1):
        match typed(cell, column.kind):
            case None:
                pass
            case bool() as content:
                sheet.write_boolean(y, x, content)
            case float() as content:
                sheet.write_number(y, x, content, number)
            case int() as content if abs(content) < _EXACT:
                sheet.write_number(y, x, content)
            case time() as content:
                sheet.write_datetime(y, x, content, styles["time"])
            case datetime() as content if content.year >= _FIRST_YEAR:
                sheet.write_datetime(y, x, content, styles["datetime"])
            case date() as content if content.year >= _FIRST_YEAR:
                sheet.write_datetime(y, x, content, styles["date"])
            case _:
                sheet.write_string(y, x, _fitting(str(cell)), styles["text"])


def _fitting(text: str) -> str:
    """Text that a cell can hold; a mark at its end tells that more stands in the other formats."""
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 1] + "…"


def _width(column: Column, cells: Sequence[Cell]) -> int:
    longest = max((len(line) for cell in cells for line in str(cell).split("\n")), default=0)
    return min(max(longest, len(column.name) + 3, _MIN_WIDTH), _MAX_WIDTH)  # 3: the filter's arrow


def _title(table: Table, taken: set[str]) -> str:
    """Excel allows 31 characters and compares them without case."""
    number, title = 1, (table.name or "records")[:31]
    while title.casefold() in taken:
        number += 1
        title = f"{(table.name or 'records')[: 30 - len(str(number))]}~{number}"
    taken.add(title.casefold())
    return title
