"""Excel workbooks: a page a sheet, a row a line, values as a person sees them."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from typing import Any

from extractor.errors import DocumentTooLarge
from extractor.readers import zipguard
from extractor.readers.assembly import Assembly, row_text
from extractor.readers.options import ReadOptions

_DECIMALS = re.compile(r"[0#]\.(0+)")


def read(data: bytes, options: ReadOptions) -> Assembly:
    """The chosen sheets with the results of their formulas; hidden sheets are kept apart."""
    zipguard.check(data, options.limits)
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return _read_sheets(book, options)
        finally:
            book.close()


def _read_sheets(book: Any, options: ReadOptions) -> Assembly:
    assembly = Assembly(page_count=len(book.worksheets))
    if len(book.worksheets) > options.limits.pages:
        raise DocumentTooLarge(
            f"{len(book.worksheets)} sheets are over the limit of {options.limits.pages}",
            hint=f"read a part with --pages 1-{options.limits.pages}",
        )
    for number, sheet in enumerate(book.worksheets, 1):
        if not options.wants(number):
            continue
        sheet.reset_dimensions()  # what a file states may be far off
        lines = (row_text(map(_shown, row)) for row in sheet.iter_rows())
        text = "\n".join([sheet.title, *filter(None, lines)])
        if sheet.sheet_state == "visible":
            assembly.add_text(number, text)
        else:
            assembly.warn(f"sheet {number} ({sheet.title}) is hidden")
            assembly.add_text(number, "", hidden=text)
    return assembly


def _shown(cell: Any) -> str:
    """A cell's value: dates in ISO form, numbers with the decimals and percent of their format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    decimals = _DECIMALS.search(number_format)
    if "%" in number_format:
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
    if decimals:
        return f"{value:.{len(decimals[1])}f}"
    return f"{value:.15g}"
