"""Tables of a document, before they are laid out.

    columns.py  columns, and the table that rows and columns make
    shops.py    shops, and what is bought there
    goods.py    what is sold, bought, ordered, delivered or billed
    records.py  movements on an account, results of tests, containers of a load
    jobs.py     jobs and studies
    by_name.py  any of these by its name, and those that `kinds.yaml` declares

A row holds what is printed of it: layouts take out the cells that they leave out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from training.material.lexicon import Concept
from training.material.locales import Said

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
