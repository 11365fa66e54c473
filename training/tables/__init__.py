"""Tables of a document, before they are laid out.

    columns.py      columns, and the table that rows and columns make
    shops.py        shops, and what is bought there
    goods.py        what is sold, bought, ordered, delivered or billed
    accounts.py     movements on an account
    laboratory.py   results of tests, in numbers and in words
    containers.py   containers of a load
    jobs.py         jobs and studies
    sides.py        two tables side by side: payments and deductions, assets and liabilities
    by_name.py      any of these by its name, and those that `kinds.yaml` declares
    reckoning.py    numbers that follow from others of their row

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
    told: tuple[Concept, ...] = ()  # what its cells tell besides, to be asked for as a column
    above: tuple[Row, ...] = ()  # printed like rows, and none: a balance brought forward
    below: tuple[Row, ...] = ()  # sums
    between: dict[int, tuple[Row, ...]] = field(default_factory=dict)  # before a row; are none
    hidden: dict[str, str] = field(default_factory=dict)  # a schema's name of a cell -> its key
    heading: str = ""  # of a table that stands beside another one: each has one then

    @property
    def lines(self) -> list[tuple[Row, bool]]:
        """All that is printed like rows, from top to bottom, and whether it is one."""
        lines = [(line, False) for line in self.above]
        for at, row in enumerate(self.rows):
            lines += [*((line, False) for line in self.between.get(at, ())), (row, True)]
        return [*lines, *((line, False) for line in self.below)]

    @property
    def is_pure(self) -> bool:
        """Whether its rows are all that is printed like rows."""
        return not (self.above or self.between or self.below)
