"""Records against gold: which fields are right, which were missed, which were made up.

Gold is an `*.expected.json` beside its document: `{"data": {...}, "pages": {"/total": 1}}`. A field
is right when its value is equal: numbers as numbers, text with whitespace folded, nothing looser.
Rows of lists are compared in order; a row too many or too few counts as wrong fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.pointers import scalars
from extractor.record import Record

GOLD_SUFFIX = ".expected.json"


@dataclass(frozen=True, slots=True)
class Gold:
    """What a document is known to say."""

    data: Mapping[str, Any]
    pages: Mapping[str, int]  # by JSON Pointer, where it is known


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One leaf of one document."""

    pointer: str
    expected: Any
    found: Any
    confidence: float | None

    @property
    def right(self) -> bool:
        return equal(self.expected, self.found)

    @property
    def invented(self) -> bool:
        """The document does not say, and yet there is a value."""
        return self.expected is None and self.found is not None

    @property
    def missed(self) -> bool:
        """The document says it, and the record does not."""
        return self.expected is not None and self.found is None


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over the fields of some documents."""

    fields: int = 0
    right: int = 0
    present: int = 0  # fields that the documents bear
    present_right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def exact(self) -> float:
        """Share of all fields that are right; 0 where there are none."""
        return self.right / self.fields if self.fields else 0.0

    @property
    def recall(self) -> float:
        """Share of the fields that the documents bear which are right."""
        return self.present_right / self.present if self.present else 0.0

    @property
    def invention(self) -> float:
        """Share of the absent fields that were given a value."""
        absent = self.fields - self.present
        return self.invented / absent if absent else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.fields + other.fields,
            self.right + other.right,
            self.present + other.present,
            self.present_right + other.present_right,
            self.invented + other.invented,
            self.missed + other.missed,
        )


def gold_path(document: Path) -> Path:
    """Where the gold of `document` is kept."""
    return document.with_name(document.stem + GOLD_SUFFIX)


def load_gold(path: Path) -> Gold:
    """Reads an `*.expected.json`. Raises UsageError."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return Gold(content["data"], content.get("pages", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"not a gold file: {error}", at=str(path), hint='it holds {"data": {...}}'
        ) from None


def compare(record: Record, gold: Gold) -> list[FieldScore]:
    """Every leaf of the gold and of the record, in the gold's order.

    An empty cell of a row that only one of them has says nothing, and is left out.
    """
    found = dict(scalars(record.data or {}))
    expected = dict(scalars(dict(gold.data)))
    told = [
        place
        for place in dict.fromkeys([*expected, *found])
        if (place in expected and place in found)
        or expected.get(place) is not None
        or found.get(place) is not None
    ]
    return [
        FieldScore(
            pointer=place,
            expected=expected.get(place),
            found=found.get(place),
            confidence=record.fields[place].confidence if place in record.fields else None,
        )
        for place in told
    ]


def score(fields: Iterable[FieldScore]) -> Score:
    """The counts over `fields`."""
    total = Score()
    for one in fields:
        present = one.expected is not None
        total += Score(
            fields=1,
            right=one.right,
            present=present,
            present_right=present and one.right,
            invented=one.invented,
            missed=one.missed,
        )
    return total


def equal(expected: Any, found: Any) -> bool:
    """Whether two JSON scalars say the same."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) < 1e-6
    if isinstance(expected, str) and isinstance(found, str):
        return expected.split() == found.split()
    return bool(expected == found)
