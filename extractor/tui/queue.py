"""The left side: the documents, and the fields of all of them that are left to review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType

from extractor.record import Field
from extractor.review import Doubt
from extractor.tui.desk import Entry
from extractor.tui.rows import Ink, Rows
from extractor.tui.signs import STATES


class QueueList(Rows):
    """The documents: sign, name, pages and how many fields are left to review; below them what was
    left out of the folders.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "screen.remove", "Take off the desk", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []
        self.left: dict[str, int] = {}  # doubtful fields by path
        self.passed_over: list[str] = []

    def show(self, entries: list[Entry]) -> None:
        """Shows other entries; the cursor stays with its document."""
        current = self.current
        self.entries = entries
        if current is not None and current in entries:
            self.cursor = entries.index(current)
        self.renew()

    @property
    def current(self) -> Entry | None:
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def select(self, path: str) -> bool:
        for index, entry in enumerate(self.entries):
            if entry.path == path:
                self.cursor = index
                return True
        return False

    def count(self) -> int:
        return len(self.entries) + len(self.passed_over)

    def selectable(self, index: int) -> bool:
        return index < len(self.entries)

    def draw(self, index: int, width: int) -> Iterable[Ink]:
        if not self.selectable(index):
            yield f" – {self.passed_over[index - len(self.entries)]}", "muted"
            return
        entry = self.entries[index]
        sign = entry.sign
        doubts, pages = "", ""
        if entry.record is not None and not entry.working:
            left = self.left.get(entry.path, 0)
            doubts = f" {left} ?" if left else ""
            pages = f" {entry.record.source.pages:>2} p " if entry.record.source.pages else " "
        elif entry.working:
            pages = f" {entry.doing} "
        room = max(8, width - 3 - len(doubts) - len(pages))
        yield f" {sign.mark} ", sign.tone
        yield middle_cut(entry.name, room), "plain"
        yield doubts, "fair"
        yield pages, "accent" if entry.working else "muted"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One doubtful field of one document."""

    path: str
    name: str
    doubt: Doubt


class ReviewList(Rows):
    """What is left to review over all documents, the worst first."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[ReviewRow] = []

    def show(self, rows: list[ReviewRow]) -> None:
        self.rows = rows
        self.renew()

    @property
    def current(self) -> ReviewRow | None:
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def select(self, path: str, place: str) -> None:
        for index, row in enumerate(self.rows):
            if (row.path, row.doubt.pointer) == (path, place):
                self.cursor = index

    def count(self) -> int:
        return len(self.rows)

    def draw(self, index: int, width: int) -> Iterable[Ink]:
        row = self.rows[index]
        label = row.doubt.pointer.removeprefix("/").replace("/", ".")
        half = max(8, (width - 6) * 3 // 5)
        yield _why(row.doubt.field)
        yield middle_cut(label, half), "plain"
        yield f" {middle_cut(row.name, max(4, width - 6 - half))}", "muted"


def _why(field: Field) -> Ink:
    """Why a field is doubted, in five cells: how it stands, or how little sure it is."""
    sign = STATES[field.state]
    if sign.tone in ("bad", "poor"):
        return f"  {sign.mark}  ", sign.tone
    if field.problem is not None or field.confidence is None:
        return "  !  ", "poor"
    return f" {field.confidence:>3.0%} ", "fair"


def middle_cut(text: str, room: int) -> str:
    """The text in `room` cells; its end, which tells files apart, is kept."""
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    tail = max(1, room // 2)
    return set_cell_size(set_cell_size(text, room - tail - 1) + "…" + text[-tail:], room)
