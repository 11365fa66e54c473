"""What stands below the form: all that is known of the current field, and its editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import JsonValue
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from extractor.document import Document, Span
from extractor.errors import UsageError
from extractor.guard import printable
from extractor.review import parse_value
from extractor.schema.tree import Array, Kind, Leaf, Object
from extractor.tui.fields import VERDICTS, FieldRow
from extractor.tui.rows import Ink
from extractor.tui.signs import STATES, shown
from extractor.tui.typed import TypedLine
from extractor.tui.words import content

AROUND = 90  # characters of the document before and after a value


def explain(row: FieldRow | None, document: Document | None) -> Content:
    """The current field in words: what it is, how it stands, what is wrong, where it is."""
    if row is None:
        return Content("")
    return content([*_heading(row), *_state(row), *_excerpt(row, document)])


def _heading(row: FieldRow) -> Iterator[Ink]:
    yield row.pointer.removeprefix("/").replace("/", " › "), "strong"
    if isinstance(row.node, Leaf):
        yield f"  {_kind(row.node)}", "muted"
    if row.node.required:
        yield "  required", "muted"
    if row.node.description:
        yield f"\n{row.node.description}", "muted"


def _kind(leaf: Leaf) -> str:
    return str(leaf.format or leaf.kind)


def _state(row: FieldRow) -> Iterator[Ink]:
    if row.said is not None:
        who = f" by {row.said.who}" if row.said.who else ""
        yield f"\n● {VERDICTS.get(row.said.action, '')}{who}", "accent"
        if row.said.old != row.said.new:
            yield f", was {_short(row.said.old)}", "muted"
        if row.said.place is not None:
            yield f", found on page {row.said.place.page}", "muted"
        if row.said.note:
            yield f"\n  {row.said.note}", "plain"
    elif row.field is not None:
        sign = STATES[row.field.state]
        yield f"\n{sign.mark} ", sign.tone
        yield sign.words, "plain"
        if row.field.confidence is not None:
            yield f", {row.field.confidence:.0%} sure", "muted"
        if row.field.page is not None:
            yield f", page {row.field.page}", "muted"
    if row.field is not None and row.field.problem and row.said is None:
        yield f"\n! {row.field.problem}", "poor"


def _short(value: JsonValue) -> str:
    if isinstance(value, list):
        return f"{len(value)} rows"
    return shown(value) if not isinstance(value, dict) else "an object"


def _excerpt(row: FieldRow, document: Document | None) -> Iterator[Ink]:
    if row.field is None or row.field.span is None or document is None:
        return
    start, end = row.field.span
    if end > len(document.text):
        return
    page = document.page_at(start).span
    before = document.text[max(page.start, start - AROUND) : start]
    after = document.text[end : min(page.end, end + AROUND)]
    yield "\n", "plain"
    yield " ".join(["…", *before.split()][-9:]) + " ", "muted"
    yield " ".join(document.text[start:end].split()), "mark"
    yield " " + " ".join(after.split()[:9]) + " …", "muted"


class Editor(Vertical):
    """Changes one value: typed, or chosen where the schema gives the choices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "Leave as it was", show=False)
    ]

    class Saved(Message):
        """A value to be kept; it has not been checked against the schema."""

        def __init__(self, place: str, value: JsonValue) -> None:
            super().__init__()
            self.place = place
            self.value = value

    class Dropped(Message):
        """Editing was given up."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._place = ""
        self._leaf: Leaf | None = None

    def compose(self) -> ComposeResult:
        yield TypedLine(id="value", select_on_focus=False)
        yield OptionList(id="choices")
        yield Static(id="complaint")

    def edit(self, place: str, leaf: Leaf, value: JsonValue) -> None:
        """Opens on a value."""
        self._place, self._leaf = place, leaf
        choices = _choices(leaf)
        entry, options = self.query_one("#value", Input), self.query_one("#choices", OptionList)
        entry.display, options.display = not choices, bool(choices)
        self.display = True
        self.complain("")
        if choices:
            options.clear_options()
            options.add_options([Option(Content(printable(shown(one)))) for one in choices])
            options.highlighted = choices.index(value) if value in choices else 0
            options.focus()
        else:
            entry.placeholder = _wanted(leaf)
            entry.value = printable("" if value is None else str(value))
            entry.cursor_position = len(entry.value)
            entry.focus()

    def complain(self, problem: str) -> None:
        """Says what is wrong with what was typed; it stays open."""
        inks: list[Ink] = [(problem, "bad")] if problem else [(_KEYS, "muted")]
        self.query_one("#complaint", Static).update(content(inks))

    def close(self) -> None:
        self.display = False

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        assert self._leaf is not None
        try:
            value = parse_value(self._leaf, event.value)
        except UsageError as error:
            self.complain(error.message)
            return
        self.post_message(self.Saved(self._place, value))

    @on(Input.Changed)
    def _forget_complaint(self, event: Input.Changed) -> None:
        event.stop()
        self.complain("")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        assert self._leaf is not None
        self.post_message(self.Saved(self._place, _choices(self._leaf)[event.option_index]))

    def action_drop(self) -> None:
        self.close()
        self.post_message(self.Dropped())


_KEYS = "Enter keeps it, Esc leaves it as it was; nothing typed is null"


def _choices(leaf: Leaf) -> list[JsonValue]:
    if leaf.kind is Kind.BOOLEAN:
        return [True, False, None]
    return [*leaf.choices, None] if leaf.kind is Kind.ENUM else []


def _wanted(leaf: Leaf) -> str:
    match leaf.kind:
        case Kind.DATE:
            return "2024-03-14"
        case Kind.TIME:
            return "13:05:00"
        case Kind.DATETIME:
            return "2024-03-14T13:05:00"
        case Kind.INTEGER:
            return "a whole number"
        case Kind.NUMBER:
            return "a number, as 1487.50"
        case _:
            return leaf.format or "text"


def span_of(row: FieldRow | None) -> Span | None:
    """Where the current value stands in the document."""
    if row is None or row.field is None or row.field.span is None:
        return None
    return Span(*row.field.span)


def editable(row: FieldRow | None) -> Leaf | None:
    """The leaf of a row that has one."""
    if row is None or isinstance(row.node, Object | Array):
        return None
    return row.node if isinstance(row.node, Leaf) else None
