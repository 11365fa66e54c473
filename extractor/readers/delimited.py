"""CSV and its kin: delimiter and encoding are found, rows read like the rows of a page."""

from __future__ import annotations

import csv
import io

from extractor.readers.assembly import Assembly, row_text
from extractor.readers.options import ReadOptions
from extractor.readers.text import decode

DELIMITERS = ",;\t|"


def read(data: bytes, options: ReadOptions) -> Assembly:
    """One page, a row a line."""
    assembly = Assembly()
    text, encoding = decode(data)
    if encoding != "utf-8":
        assembly.warn(f"read as {encoding}")
    assembly.page_count = 1
    if options.wants(1):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        try:
            assembly.add_text(1, "\n".join(row_text(row) for row in rows))
        except csv.Error:  # a stray quote swallowed the rest: the plain lines lose nothing
            assembly.warn("not regular CSV, read as plain text")
            assembly.add_text(1, text)
    return assembly


def _delimiter(text: str) -> str:
    """The delimiter that gives the most even rows."""
    sample = text[:16_384].rsplit("\n", 1)[0]
    try:
        return csv.Sniffer().sniff(sample, DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=sample.count)
