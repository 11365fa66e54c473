"""From a file to a `Document`; the type is decided by content, not by name.

`read_document` and `read_bytes` read in the calling process. `ReaderPool` reads in worker
processes with time and memory limits: PDFium is not thread-safe, and a hostile file may only
kill its own worker.
"""

from __future__ import annotations

from extractor.readers.options import Limits, ReadOptions, parse_pages
from extractor.readers.reading import read_bytes, read_document
from extractor.readers.worker import ReaderPool

__all__ = ["Limits", "ReadOptions", "ReaderPool", "parse_pages", "read_bytes", "read_document"]
