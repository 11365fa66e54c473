"""The schema workshop: choose one, change it with live checking, try it, save it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, get_args

from pydantic import BaseModel
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import get_current_worker

from extractor.errors import ExtractorError, SchemaError
from extractor.outputs.files import write_text
from extractor.schema import (
    ReadySchema,
    Schema,
    as_yaml,
    describe,
    format_line,
    parse_line,
    ready_schemas,
)
from extractor.tui.bench import Bench
from extractor.tui.messages import SchemaLoaded, Trouble
from extractor.tui.rows import Ink, Rows
from extractor.tui.screens.aside import Aside
from extractor.tui.screens.dialogs import AskText
from extractor.tui.status import Ends
from extractor.tui.typed import TypedText
from extractor.tui.words import content, told

SETTLE: Final = 0.25  # seconds without a key before the text is checked
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*")


class Workshop(Aside):
    """At the left the ready schemas, at the right the one that is worked on."""

    NAME = "Schema"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "Use"),
        Binding("ctrl+r", "use", "Use", show=False),
        Binding("f5", "try", "Try on this document"),
        Binding("f2", "form", "Line or YAML"),
        Binding("ctrl+s", "save", "Save"),
        Binding("e", "edit", "Edit"),
    ]

    def __init__(self, bench: Bench, document: str | None) -> None:
        super().__init__(bench)
        self._document = document  # to try it on
        self._ready: list[ReadySchema] = []
        self._schema: Schema | None = None  # what is written at the right; None while it is wrong
        self._written = ""  # the text as it was put there, not by the person
        self._checks: list[str] = []  # of the schema that was chosen, which a text cannot hold
        self._yaml = False
        self._at = 0  # the row whose schema was shown last
        self._timer: Timer | None = None

    def compose_about(self) -> Sequence[Widget]:
        editor = TypedText(
            id="source", soft_wrap=True, show_line_numbers=False, tab_behavior="focus"
        )
        fields = VerticalScroll(Static(id="about"), id="about-scroll")
        return [Vertical(editor, Static(id="verdict"), fields, id="workshop")]

    def on_mount(self) -> None:
        super().on_mount()
        self.titles("Ready schemas", "")
        if self.bench.schema is not None:
            self._choose_from(self.bench.schema)
        self._find()

    @property
    def _source(self) -> TextArea:
        return self.query_one("#source", TextArea)

    # -- the ready ones

    @work(thread=True, exclusive=True, group="ready")
    def _find(self) -> None:
        found = ready_schemas((self.bench.settings.paths.schemas,))
        self.app.call_from_thread(self._list, found)

    def _list(self, found: list[ReadySchema]) -> None:
        self._ready = found
        names = [ready.name for ready in found]
        current = self.bench.schema.name if self.bench.schema is not None else ""
        self.titles("Ready schemas", str(len(found)), current)
        self._at = names.index(current) if current in names else 0
        self.list.show([_line(ready, current) for ready in found], self._at)

    @on(Rows.Moved, "#list")
    def _choose(self) -> None:
        """Shows the schema of the row that the person went to."""
        if self.list.cursor != self._at and self.list.cursor < len(self._ready):
            self._at = self.list.cursor
            ready = self._ready[self._at]
            try:
                self._choose_from(self.bench.load_schema(ready.name))
            except ExtractorError as error:
                self._refuse(error)

    def _choose_from(self, schema: Schema) -> None:
        """Begins with a schema as it was written by whoever made it."""
        self._checks = checks_between_fields(schema)
        self._put(schema)

    def _put(self, schema: Schema) -> None:
        """A schema at the right, in the form that says it best."""
        self._schema = schema
        self._written = as_yaml(schema) if self._yaml else _lines(schema)
        self._source.load_text(self._written)
        self._show(schema)

    # -- what is written

    @on(TextArea.Changed, "#source")
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._source.text != self._written:
            self._schema = None
            self._timer = self.set_timer(SETTLE, lambda: self._check(self._source.text))

    @work(thread=True, exclusive=True, group="check")
    def _check(self, text: str) -> None:
        worker = get_current_worker()
        try:
            schema = _parsed(text)
        except ExtractorError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._refuse, error)
        else:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._accept, schema)

    def _accept(self, schema: Schema) -> None:
        self._schema = schema
        self._show(schema)

    def _refuse(self, error: ExtractorError) -> None:
        self._schema = None
        self.query_one("#verdict", Static).update(told(error))

    def _show(self, schema: Schema) -> None:
        rows = describe(schema)
        self.query_one("#about-title", Ends).title(schema.name, f"{len(rows)} fields")
        notes: list[Ink] = [(f"\n  {note}", "muted") for note in schema.notes]
        good: list[Ink] = [("✓ ", "good"), (f"{len(rows)} fields", "plain"), *notes]
        self.query_one("#verdict", Static).update(content([*good, *self._lost(schema)]))
        width = max((len(row.path) for row in rows), default=0)
        inks: list[Ink] = []
        for row in rows:
            need = "●" if row.required else " "
            inks += [(f"{need} ", "accent"), (f"{row.path:<{width}}  ", "plain")]
            inks += [(f"{row.type:<10.24}  ", "accent"), (f"{row.origin:<9} ", "muted")]
            inks.append((f"{row.description}\n", "muted"))
        self.say(inks)

    def _lost(self, schema: Schema) -> list[Ink]:
        """What the schema that was chosen checks and this one does not."""
        held = checks_between_fields(schema)
        lost = [name.strip("_").replace("_", " ") for name in self._checks if name not in held]
        said = f"\n  ! changed, so no longer checked: {', '.join(lost)}"
        return [(said, "poor")] if lost else []

    # -- the keys

    def action_edit(self) -> None:
        """To the text."""
        self._source.focus()

    @on(Rows.Chosen, "#list")
    def action_use(self) -> None:
        """From now on this is asked."""
        self._send(trial=None)

    def action_try(self) -> None:
        """Asks it of the current document at once."""
        if self._document is None:
            self.notify("no document to try it on", timeout=2)
        else:
            self._send(trial=self._document)

    def _send(self, trial: str | None) -> None:
        schema = self._current()
        if schema is not None:
            self.app.post_message(SchemaLoaded(schema, trial))
            self.dismiss()

    def _current(self) -> Schema | None:
        """The schema as it is written now."""
        if self._source.text != self._written:
            try:
                self._schema = _parsed(self._source.text)
            except ExtractorError as error:
                self._refuse(error)
        return self._schema

    def action_form(self) -> None:
        """The other form of what is written."""
        schema = self._current()
        if schema is not None:
            self._yaml = not self._yaml
            self._put(schema)

    def action_save(self) -> None:
        """Among the user's own schemas, under a name."""
        schema = self._current()
        if schema is not None:
            hint = "a name; then --schema NAME finds it"
            if self._checks:
                hint += f"\nits {len(self._checks)} checks between fields are not saved with it"
            ask = AskText("Save this schema as", hint, "my_fields")
            self.app.push_screen(ask, lambda name: self._save(schema, name))

    def _save(self, schema: Schema, name: str | None) -> None:
        if name is None:
            return
        folder = self.bench.settings.paths.schemas
        try:
            path = save_schema(schema, name.strip(), folder)
        except ExtractorError as error:
            self.app.post_message(Trouble(error))
            return
        self.notify(f"saved: {path}", timeout=4, markup=False)
        self._find()

    def action_back(self) -> None:
        if self._source.has_focus:
            self.list.focus()
        else:
            self.dismiss()


def save_schema(schema: Schema, name: str, folder: Path) -> Path:
    """Writes a schema as `NAME.yaml`; an older one of the name is kept.

    Raises SchemaError or OutputError.
    """
    if not _NAME.fullmatch(name):
        raise SchemaError(f"'{name}' is no name", hint="letters, digits, - and _, as in my_invoice")
    path = folder / f"{name}.yaml"
    if path.exists():
        raise SchemaError("exists already", at=str(path), hint="choose another name")
    write_text(path, as_yaml(schema))
    return path


def checks_between_fields(schema: Schema) -> list[str]:
    """The names of what a pydantic schema checks beyond single fields: totals that add up."""
    found: dict[str, None] = {}
    models: list[Any] = [schema.model]
    seen: set[Any] = set()
    while models:
        model = models.pop(0)
        if model in seen:
            continue
        seen.add(model)
        for name, check in model.__pydantic_decorators__.model_validators.items():
            if not check.func.__module__.startswith("extractor."):  # not what every schema has
                found[name] = None
        for field in model.model_fields.values():
            models += _models_in(field.annotation)
    return list(found)


def _models_in(annotation: Any) -> list[Any]:
    """The models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _parsed(text: str) -> Schema:
    """The schema of a text in either form. Raises SchemaError with the place."""
    from extractor.schema.load import from_json_schema

    if not re.match(r"\s*(\{|[\w$\"']+:(\s|$))", text) or "properties" not in text:
        return from_json_schema(parse_line(text), "fields", at="schema ")
    import yaml

    try:
        return from_json_schema(yaml.safe_load(text), "fields")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        raise SchemaError(f"not YAML: {error.problem}", at=at) from error
    except yaml.YAMLError as error:
        raise SchemaError(f"not YAML: {error}") from error


def _lines(schema: Schema) -> str:
    """The one-line form with a field on each line."""
    return "\n".join(_top_level(format_line(schema.root)))


def _top_level(line: str) -> list[str]:
    """The fields of a line; commas inside brackets and quotes part none."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, character in enumerate(line):
        if character == '"' and line[at - 1 : at] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += (character in "[({") - (character in "])}")
        if character == "," and depth == 0:
            parts.append(line[start:at].strip())
            start = at + 1
    return [*parts, line[start:].strip()]


def _line(ready: ReadySchema, current: str) -> list[Ink]:
    used = ready.name == current
    return [(" ● " if used else "   ", "accent"), (ready.name, "plain")]
