"""What a maker of documents hands over: a file, and what a careful reader would find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One document with the record it should give."""

    schema: str  # name of a ready schema, and of the folder
    file: str  # slug and suffix
    content: bytes = field(repr=False)
    data: Mapping[str, Any]  # what the document says; what is left out, it does not say
    pages: int | Mapping[str, int] | None = None  # of a PDF: one page for all, or by JSON Pointer;
    # an entry holds for everything under its pointer, the longest wins
