"""One place where the document bears a value."""

from __future__ import annotations

import json
from dataclasses import dataclass

from extractor.document import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text read as a value. Ambiguous text gives one mention for each reading."""

    json: str  # the value as JSON text: `1487.50`, `"2024-03-14"`, `"EUR"`
    span: Span  # characters of the text it was read from
    fuzzy: bool = False  # read through the confusions of OCR

    @classmethod
    def string(cls, value: str, start: int, end: int) -> Mention:
        """A mention of a JSON string."""
        return cls(json.dumps(value, ensure_ascii=False), Span(start, end))
