"""A list of a record as a table: cells are edited, rows added and taken out, all kept at once."""

from __future__ import annotations

import copy
from typing import ClassVar

from pydantic import JsonValue
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer

from extractor.guard import printable
from extractor.review import leaf_of, problem_of
from extractor.schema import Schema
from extractor.schema.tree import Array, Leaf, Object
from extractor.tui.detail import Editor
from extractor.tui.signs import shown
from extractor.tui.status import Ends

Cells = list[JsonValue]


class Table(ModalScreen[Cells | None]):
    """Gives the changed list when it is left, None where nothing was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Keep and close"),
        Binding("e", "edit", "Edit"),
        Binding("plus", "insert", "Add row", key_display="+"),
        Binding("minus", "delete", "Take row out", key_display="-"),
        Binding("ctrl+z", "forget", "Forget changes"),
    ]

    def __init__(
        self, schema: Schema, data: dict[str, JsonValue], place: str, node: Array, rows: Cells
    ) -> None:
        super().__init__()
        self._schema, self._data, self._place, self._node = schema, data, place, node
        self._before = rows
        self._rows = copy.deepcopy(rows)
        items = node.items
        self._columns: dict[str, Leaf] = {}
        if isinstance(items, Object):
            named = {name: leaf_of(child) for name, child in items.properties.items()}
            self._columns = {name: leaf for name, leaf in named.items() if leaf is not None}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Ends(id="table-title", classes="title")
            yield DataTable(id="table", zebra_stripes=False, cursor_type="cell")
            yield Editor(id="cell-editor")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(Editor).display = False
        table = self._table
        for name in self._columns or ("value",):
            table.add_column(Text(printable(name)), key=name)
        self._fill()
        table.focus()

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#table", DataTable)

    def _fill(self, cursor: Coordinate | None = None) -> None:
        table = self._table
        table.clear()
        for index, row in enumerate(self._rows, start=1):
            table.add_row(*map(_cell, self._cells(row)), label=str(index))
        if cursor is not None and self._rows:
            table.move_cursor(row=min(cursor.row, len(self._rows) - 1), column=cursor.column)
        name = self._place.removeprefix("/")
        self.query_one("#table-title", Ends).title(name, f"{len(self._rows)} rows")

    def _cells(self, row: JsonValue) -> Cells:
        if not self._columns:
            return [row]
        held = row if isinstance(row, dict) else {}
        return [held.get(name) for name in self._columns]

    def _leaf(self, column: int) -> Leaf | None:
        if self._columns:
            return list(self._columns.values())[column]
        return leaf_of(self._node.items)

    @on(DataTable.CellSelected)
    def action_edit(self) -> None:
        """Opens the editor on the cell."""
        at = self._table.cursor_coordinate
        leaf = self._leaf(at.column)
        if self._rows and leaf is not None:
            self.query_one(Editor).edit("", leaf, self._cells(self._rows[at.row])[at.column])

    @on(Editor.Saved)
    def _saved(self, event: Editor.Saved) -> None:
        event.stop()
        at = self._table.cursor_coordinate
        changed = copy.deepcopy(self._rows)
        row = changed[at.row]
        place = f"{self._place}/{at.row}"
        if self._columns and isinstance(row, dict):
            name = list(self._columns)[at.column]
            row[name] = event.value
            place += f"/{name}"
        else:
            changed[at.row] = event.value
        whole = {**self._data}
        problem = problem_of(self._schema, whole, self._place, changed, only=place)
        if problem is not None:
            self.query_one(Editor).complain(problem)
            return
        self._rows = changed
        self._shut()
        self._fill(at)

    @on(Editor.Dropped)
    def _shut(self) -> None:
        self.query_one(Editor).close()
        self._table.focus()

    def action_insert(self) -> None:
        """An empty row below the cursor."""
        at = self._table.cursor_coordinate
        empty: JsonValue = dict.fromkeys(self._columns) if self._columns else None
        below = at.row + 1 if self._rows else 0
        self._rows.insert(below, empty)
        self._fill(Coordinate(below, 0))

    def action_delete(self) -> None:
        """Takes the row of the cursor out."""
        at = self._table.cursor_coordinate
        if self._rows:
            del self._rows[at.row]
            self._fill(at)

    def action_forget(self) -> None:
        """As it was when the table was opened."""
        self._rows = copy.deepcopy(self._before)
        self._fill(self._table.cursor_coordinate)

    def action_leave(self) -> None:
        self.dismiss(self._rows if self._rows != self._before else None)


def _cell(value: JsonValue) -> Text:
    return Text(printable(shown(value) if not isinstance(value, dict | list) else "…"))
