"""CSV (RFC 4180, UTF-8, lines end in "\\n"): a file for the records and one for each list."""

from __future__ import annotations

import csv
import io
from typing import Final

from extractor.outputs.files import Destination
from extractor.outputs.flat import Cell, cell_text
from extractor.outputs.tabular import Sheets

# A spreadsheet takes a cell that begins so for a formula; the wide forms count in some locales.
_FORMULA: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def write_csv(sheets: Sheets, destination: Destination) -> None:
    for table, rows in sheets:
        file = destination.open(table.name)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        try:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow([_safe(column.name) for column in table.columns])
            writer.writerows([_safe(cell) for cell in row] for row in rows)
        finally:
            text.detach()  # the file is the destination's to close


def _safe(cell: Cell) -> str:
    """The cell in words; an apostrophe before text keeps a spreadsheet from running it."""
    text = cell_text(cell)
    # White space before the sign does not stop every program; numbers are no text.
    risky = isinstance(cell, str) and (text.lstrip().startswith(_FORMULA) or text[:1] in "\t\n")
    return "'" + text if risky and text else text
