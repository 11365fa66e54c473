"""The record as rows: every leaf of the schema with its value, how it stands, how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import JsonValue
from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType

from extractor.pointers import pointer
from extractor.record import Field, FieldState, Record
from extractor.review import pointed
from extractor.runlog import Action, Feedback
from extractor.schema.tree import Array, Node, Object, Union
from extractor.tui.rows import Ink, Rows
from extractor.tui.signs import JUDGED, STATES, Tone, meter, shown

INDENT: Final = 2
VERDICT: Final = 9  # cells at the right end of a row
METER: Final = 60  # cells of a row from which on confidence is a bar as well as a number
VERDICTS: Final = {Action.ACCEPT: "accepted", Action.EDIT: "edited", Action.NULL: "set null"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of the form."""

    pointer: str
    label: str
    depth: int
    node: Node
    value: JsonValue = None
    field: Field | None = None
    said: Feedback | None = None

    @property
    def is_heading(self) -> bool:
        return not isinstance(self.node, Array) and self.node_is_group

    @property
    def node_is_group(self) -> bool:
        return isinstance(self.node, Object | Array)


def field_rows(
    root: Object,
    data: Mapping[str, JsonValue],
    fields: Mapping[str, Field] = {},
    said: Mapping[str, Feedback] = {},
) -> list[FieldRow]:
    """The rows of a record, or of what there is of one while it is being written."""

    def walk(node: Node, value: JsonValue, path: tuple[str | int, ...]) -> Iterator[FieldRow]:
        place, label, depth = pointer(*path), _label(path), len(path) - 1
        node = _shape(node, value)
        field = pointed(place, said) or fields.get(place)
        row = FieldRow(place, label, depth, node, value, field, said.get(place))
        match node:
            case Object(properties=properties):
                if path:
                    yield row
                held = value if isinstance(value, dict) else {}
                for name, child in properties.items():
                    yield from walk(child, held.get(name), (*path, name))
            case Array(items=items):
                yield row
                for index, item in enumerate(value if isinstance(value, list) else []):
                    yield from walk(items, item, (*path, index))
            case _:
                yield row

    return list(walk(root, dict(data), ()))


def _label(path: tuple[str | int, ...]) -> str:
    if not path:
        return ""
    last = path[-1]
    return str(last + 1) if isinstance(last, int) else last


def _shape(node: Node, value: JsonValue) -> Node:
    """Of a union, the option that fits the shape of the value."""
    if not isinstance(node, Union):
        return node
    wanted = Object if isinstance(value, dict) else Array if isinstance(value, list) else None
    for option in node.options:
        if wanted is not None and isinstance(option, wanted):
            return option
    return next((one for one in node.options if not isinstance(one, Object | Array)), node)


class FieldList(Rows):
    """The form. It shows `rows`; whoever owns the record gives them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "screen.show_place", "Place", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[FieldRow] = []
        self.below = 0.5  # confidence under which a field is doubtful
        self._label_width = 0

    def show(self, rows: list[FieldRow], *, keep: bool = True) -> None:
        """Shows other rows; the cursor stays with its field where `keep` says so."""
        place = self.current.pointer if keep and self.current is not None else None
        self.rows = rows
        widths = [INDENT * row.depth + cell_len(row.label) for row in rows]
        self._label_width = max(widths, default=0)
        if place is None or not self.select(place):
            self.cursor = min(self.cursor, max(0, len(rows) - 1)) if keep else 0
        if rows and not self.selectable(self.cursor):
            self._go(self.cursor, 1)
        self.renew()

    def select(self, place: str) -> bool:
        """Puts the cursor on a field; False where there is none of that pointer."""
        for index, row in enumerate(self.rows):
            if row.pointer == place:
                self.cursor = index
                return True
        return False

    @property
    def current(self) -> FieldRow | None:
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def count(self) -> int:
        return len(self.rows)

    def selectable(self, index: int) -> bool:
        return not self.rows[index].is_heading

    def draw(self, index: int, width: int) -> Iterable[Ink]:
        row = self.rows[index]
        labels = min(self._label_width, max(12, width * 2 // 5))
        label = " " * (INDENT * row.depth) + row.label
        if row.is_heading:
            return [("   ", "plain"), (label, "muted")]
        mark, tone = _sign(row)
        right, right_tone = _right(row, bar=width >= METER)
        room = max(4, width - 3 - labels - 2 - len(right) - 2)
        text, value_tone = _value(row)
        return [
            (f" {mark} ", tone),
            (_fitted(label, labels) + "  ", "muted"),
            (_fitted(text, room), value_tone),
            (f" {right} ", right_tone),
        ]


def _right(row: FieldRow, *, bar: bool) -> tuple[str, Tone]:
    """What a person said, or how sure the model is."""
    if row.said is not None:
        return VERDICTS.get(row.said.action, ""), "accent"
    if row.field is None or row.field.state is FieldState.ABSENT:
        return " " * (VERDICT if bar else 4), "muted"
    text, tone = meter(row.field.confidence)
    return (f"{text:>{VERDICT}}" if bar else text[-4:]), tone


def _sign(row: FieldRow) -> tuple[str, Tone]:
    if row.said is not None:
        return JUDGED.mark, JUDGED.tone
    if row.field is None:
        return " ", "muted"
    sign = STATES[row.field.state]
    troubled = row.field.problem is not None and sign.tone in ("good", "plain", "muted")
    return ("!", "poor") if troubled else (sign.mark, sign.tone)


def _value(row: FieldRow) -> tuple[str, Tone]:
    if isinstance(row.node, Array):
        held = row.value if isinstance(row.value, list) else []
        return (f"{len(held)} rows" if len(held) != 1 else "1 row"), "muted"
    if row.value is None:
        return "–", "muted"
    return shown(row.value), "strong" if row.said is not None else "plain"


def _fitted(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    return set_cell_size(text, room - 1) + "…"


def draft_rows(root: Object, reply: str) -> list[FieldRow]:
    """The rows of a reply that is still being written."""
    from pydantic_core import from_json

    try:
        data = from_json(reply, allow_partial="trailing-strings")
    except ValueError:
        data = {}
    return field_rows(root, data if isinstance(data, dict) else {})


def progress_of(record: Record | None) -> str:
    """How a record came to be, in a few words."""
    if record is None:
        return ""
    seconds = "from the cache" if record.cached else f"{record.seconds.total:.1f} s"
    return f"{seconds} · {record.attempts} {'tries' if record.attempts != 1 else 'try'}"
