"""A table of a document, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from training.lexicon import Concept
from training.locales import Said

Row = dict[str, Said]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with columns in the order in which they are printed."""

    name: str  # of the list in a schema
    columns: tuple[Concept, ...]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]  # by the columns' keys; a cell may be missing
    names: tuple[str, ...]  # what a schema may call the list
    says: tuple[str, ...]
    total: Decimal | None = None
    entries: bool = False  # printed one below the other, not as a table
    hidden: dict[str, str] = field(default_factory=dict)  # a schema's name of a cell -> its key
