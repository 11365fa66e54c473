"""Records as tables: one row a record, and a child table for every list of objects.

Columns come from the schema, so they are the same for every run under it: those of the record
(`id`, `path`, `status`, `problems`), one for each leaf with nested names joined by dots, then
`.state`, `.confidence` and `.page` for each leaf. A list of scalars is one cell, joined by "; ",
with its worst state, lowest confidence and first page. A child table has `id`, `path` and `row`
(from 1), with the rows of the lists around it before its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date, datetime, time
from typing import Final

from pydantic import JsonValue

from extractor.pointers import pointer, value_at
from extractor.record import Field, FieldState, Record
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Union

Cell = None | bool | int | float | str
Row = list[Cell]

_TRUST: Final = list(FieldState)  # declared from best to worst
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind  # of its cells; STRING where they may be anything
    companion: bool = False  # tells of another column: its state, confidence or page


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one list of the schema, or of the records themselves."""

    name: str  # "" of the records, "line_items" or "orders.lines" of a list
    columns: tuple[Column, ...]
    path: tuple[str, ...]  # property names from the root; "*" for any index
    leaves: tuple[tuple[str, ...], ...]  # property names from an item of the list

    def rows(self, record: Record) -> Iterator[Row]:
        """The rows of one record, each with a cell for every column."""
        head: Row = [clean(record.id), clean(record.source.path)]
        if not self.path:
            head += [record.status.value, clean("; ".join(record.problems))]
        for parts in _items(record.data, self.path):
            numbers = [part + 1 for part in parts if isinstance(part, int)]
            places = [pointer(*parts, *leaf) for leaf in self.leaves]
            values = [_cell(value_at(record.data, place)) for place in places]
            companions: Row = []
            for place in places:
                companions += _companions(record.fields, place)
            yield [*head, *numbers, *values, *companions]


def tables(root: Node) -> list[Table]:
    """The tables of a schema, that of the records first."""
    found: list[Table] = []
    _add_table(root, (), found, set())
    return found


@dataclass(slots=True)
class _Shape:
    """What one table is made of."""

    leaves: dict[tuple[str, ...], Kind] = default(default_factory=dict)
    lists: dict[tuple[str, ...], list[Node]] = default(default_factory=dict)


def _add_table(node: Node, path: tuple[str, ...], found: list[Table], names: set[str]) -> None:
    shape = _Shape()
    _measure(node, (), shape)
    name = _unique(re.sub(r"[^\w.-]", "_", _dotted(path)), names) if path else ""
    found.append(Table(name, tuple(_columns(shape, path)), path, tuple(shape.leaves)))
    for inner, items in shape.lists.items():
        _add_table(Union(tuple(items)), (*path, *inner, "*"), found, names)


def _measure(node: Node, path: tuple[str, ...], shape: _Shape) -> None:
    match node:
        case Leaf(kind=kind):
            known = shape.leaves.setdefault(path, kind)
            if known is not kind:
                shape.leaves[path] = Kind.STRING
        case Object(properties=properties):
            for name, child in properties.items():
                _measure(child, (*path, name), shape)
        case Union(options=options):
            for option in options:
                _measure(option, path, shape)
        case Array(items=items) if _is_scalar(items):
            shape.leaves[path] = Kind.STRING
        case Array(items=items):
            shape.lists.setdefault(path, []).append(items)


def _is_scalar(node: Node) -> bool:
    match node:
        case Leaf():
            return True
        case Union(options=options):
            return all(map(_is_scalar, options))
        case _:
            return False


def _columns(shape: _Shape, path: tuple[str, ...]) -> Iterator[Column]:
    outer = [_dotted(path[:end]) for end, part in enumerate(path) if part == "*" and end]
    taken: set[str] = set()
    for name in ("id", "path", *([] if path else ["status", "problems"])):
        yield Column(_unique(name, taken), Kind.STRING)
    for name in (*(f"{name}.row" for name in outer[:-1]), *(["row"] if path else [])):
        yield Column(_unique(name, taken), Kind.INTEGER)
    names: list[str] = []
    for leaf, kind in shape.leaves.items():
        name = _dotted(leaf) or "value"
        # The columns before these have the same names under every schema.
        names.append(_unique(f"data.{name}" if name in taken else name, taken))
        yield Column(names[-1], kind)
    for name in names:
        yield Column(_unique(f"{name}.state", taken), Kind.STRING, companion=True)
        yield Column(_unique(f"{name}.confidence", taken), Kind.NUMBER, companion=True)
        yield Column(_unique(f"{name}.page", taken), Kind.INTEGER, companion=True)


def _dotted(path: Sequence[str]) -> str:
    return clean(".".join(part for part in path if part != "*"))


def _unique(name: str, taken: set[str]) -> str:
    """`name`, numbered if it is taken already; upper and lower case are one to file systems."""
    known = {other.casefold() for other in taken}
    number, found = 1, name
    while found.casefold() in known:
        number += 1
        found = f"{name}_{number}"
    taken.add(found)
    return found


def _items(
    data: JsonValue, path: tuple[str, ...], parts: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Where the items of a list stand in `data`."""
    if not path:
        yield parts
    elif path[0] == "*":
        for index, item in enumerate(data if isinstance(data, list) else ()):
            yield from _items(item, path[1:], (*parts, index))
    elif isinstance(data, dict):
        yield from _items(data.get(path[0]), path[1:], (*parts, path[0]))


def _cell(value: JsonValue) -> Cell:
    """A scalar as it is, a list of scalars as text; nothing of what other columns hold."""
    match value:
        case str():
            return clean(value)
        case list():
            inner = [_cell(item) for item in value if item is not None]
            return "; ".join(map(cell_text, inner)) or None
        case dict():
            return None
        case _:
            return value


def _companions(fields: dict[str, Field], place: str) -> Row:
    """State, confidence and page of a leaf, or of all items of a list of scalars."""
    if place in fields:
        found = [fields[place]]
    else:
        found = [field for at, field in fields.items() if at.startswith(place + "/")]
    if not found:
        return [None, None, None]
    confidences = [field.confidence for field in found if field.confidence is not None]
    pages = [field.page for field in found if field.page is not None]
    return [
        max((field.state for field in found), key=_TRUST.index).value,
        min(confidences, default=None),
        min(pages, default=None),
    ]


def clean(text: str) -> str:
    """`text` without control characters: a terminal obeys some, a spreadsheet refuses others."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(cell: Cell) -> str:
    """A cell in words: "" for null, booleans and numbers as JSON writes them."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case _:
            return str(cell)


def typed(cell: Cell, kind: Kind) -> Cell | date | time:
    """A date or time for the text of one, where it has no offset; any other cell as it is."""
    if not isinstance(cell, str):
        return cell
    try:
        match kind:
            case Kind.DATE:
                return date.fromisoformat(cell)
            case Kind.DATETIME:
                moment = datetime.fromisoformat(cell)
                return cell if moment.tzinfo else moment
            case Kind.TIME:
                clock = time.fromisoformat(cell)
                return cell if clock.tzinfo else clock
    except ValueError:
        pass
    return cell
