"""The workspace: what is seen, and one key each for what a person may say about a field."""

from __future__ import annotations

from typing import ClassVar

from pydantic import JsonValue
from textual import on
from textual.binding import Binding, BindingType

from extractor.errors import ExtractorError, UsageError
from extractor.guard import printable
from extractor.record import Field
from extractor.review import problem_of
from extractor.runlog import Action
from extractor.schema.tree import Array
from extractor.tui.detail import Editor, editable, span_of
from extractor.tui.fields import FieldRow
from extractor.tui.messages import Trouble
from extractor.tui.page import PageText
from extractor.tui.pointing import found_at, value_of_words
from extractor.tui.queue import ReviewList, ReviewRow
from extractor.tui.rows import Rows
from extractor.tui.screens.dialogs import AskChoice, AskText, Choice
from extractor.tui.screens.finding import Finding


class Workspace(Finding):
    """Where documents are extracted and reviewed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "review", "Review"),
        Binding("a", "accept", "Accept"),
        Binding("e", "edit", "Edit"),
        Binding("d", "set_null", "Absent"),
        Binding("p", "point", "Point"),
        Binding("n", "next", "Next", show=False),
        Binding("m", "note", "Note", show=False),
        Binding("w", "write", "Write", show=False),
        Binding("C", "app.cancel_all", "Cancel all", show=False),
        Binding("l", "app.runs", "Runs", show=False),
        Binding("f", "app.figures", "Figures", show=False),
        Binding("g", "app.models", "Models", show=False),
        Binding("t", "app.toggle_theme", "Dark or light", show=False),
        Binding("u", "undo", "Undo"),
        Binding("question_mark", "app.help", "Help", key_display="?"),
        Binding("q", "app.quit", "Quit"),
        Binding("o", "app.open", "Open"),
        Binding("s", "app.schema", "Schema"),
    ]

    def review_rows(self) -> list[ReviewRow]:
        """What is left to review, the worst of all documents first."""
        reviews = self.bench.reviews
        if reviews is None or not self.reviewing:
            return []
        rows = [
            ReviewRow(entry.path, entry.name, doubt)
            for entry in self.bench.desk.entries.values()
            if entry.record is not None
            for doubt in reviews.doubts(entry.record)
        ]
        return sorted(rows, key=lambda row: row.doubt.rank)

    def action_review(self) -> None:
        """Between the documents and the fields that are left to review."""
        self.reviewing = not self.reviewing
        self.queue.display = not self.reviewing
        self.query_one("#review").display = self.reviewing
        self.set_class(self.reviewing, "-reviewing")
        self.renew_queue()
        self.action_pane("left")
        if self.reviewing:
            self._go_to(self._review.current)
        elif self.path is not None:
            self.queue.select(self.path)

    @property
    def _review(self) -> ReviewList:
        return self.query_one("#review", ReviewList)

    @on(Rows.Moved, "#review")
    def _other_doubt(self) -> None:
        if self.reviewing and self._review.has_focus:
            self._go_to(self._review.current)

    @on(Rows.Chosen, "#review")
    def _to_doubt(self) -> None:
        self.action_pane("right")

    def _go_to(self, row: ReviewRow | None) -> None:
        if row is None:
            return
        if row.path != self.path:
            self.open(row.path)
        self.fields.select(row.doubt.pointer)

    # -- the keys

    def action_accept(self) -> None:
        """The value is right."""
        self._say(Action.ACCEPT)

    def action_set_null(self) -> None:
        """The document does not say."""
        self._say(Action.NULL)

    def action_edit(self) -> None:
        """Opens the editor on the current field, or the table on a list."""
        row, entry = self.fields.current, self.entry
        if row is None or entry is None or entry.record is None or entry.working:
            return
        leaf = editable(row)
        if leaf is None:
            self.edit_list(row)
            return
        self.action_pane("right")
        self.editor.edit(row.pointer, leaf, row.value)
        self.query_one("#detail").display = False

    def edit_list(self, row: FieldRow) -> None:
        """Opens a list as a table; what was changed there is one edit of the list."""
        from extractor.tui.screens.table import Table

        entry, schema, reviews = self.entry, self.bench.schema, self.bench.reviews
        if entry is None or entry.record is None or schema is None or reviews is None:
            return
        if not isinstance(row.node, Array):
            return
        rows = row.value if isinstance(row.value, list) else []
        table = Table(schema, reviews.data(entry.record), row.pointer, row.node, rows)

        def keep(changed: list[JsonValue] | None) -> None:
            if changed is not None:
                self.fields.select(row.pointer)
                self._keep(row.pointer, changed)

        self.app.push_screen(table, keep)

    def action_note(self) -> None:
        """Says something about the current field; the value is accepted with it."""
        row = self.fields.current
        if row is None or self.entry is None or self.entry.record is None:
            return
        before = row.said.note if row.said is not None else ""
        ask = AskText("A note on this field", "Enter keeps it", before)
        self.app.push_screen(ask, self._noted)

    def _noted(self, note: str | None) -> None:
        row = self.fields.current
        if note is None or row is None:
            return
        action = row.said.action if row.said is not None else Action.ACCEPT
        self._say(action, row.value, note)

    # -- writing results

    def action_write(self) -> None:
        """Writes what was extracted and corrected."""
        choices = [
            Choice("one", "expected.json of this document", "beside it; gold for evaluation"),
            Choice("all", "expected.json of every document with a judgement", "beside each"),
            Choice("data", "all records, corrected", "JSON Lines, JSON, CSV or Excel, by name"),
        ]
        self.app.push_screen(AskChoice("Write", choices), self._write)

    def _write(self, key: str | None) -> None:
        entry, reviews = self.entry, self.bench.reviews
        if key is None or reviews is None:
            return
        if key == "data":
            ask = AskText(
                "Write all records to",
                "a name that ends in .xlsx, .csv, .jsonl …",
                "records.xlsx",
                path=True,
            )
            self.app.push_screen(ask, self._write_records)
            return
        if key == "one":
            records = [entry.record] if entry is not None and entry.record is not None else []
        else:
            records = [one for one in self.bench.desk.records() if reviews.said(one)]
        try:
            written = [self.bench.write_gold(one) for one in records if one.data is not None]
        except ExtractorError as error:
            self.app.post_message(Trouble(error))
            return
        where = str(written[0]) if len(written) == 1 else f"{len(written)} files"
        self.notify(f"written: {where}", timeout=4, markup=False)

    def _write_records(self, path: str | None) -> None:
        if not path:
            return
        try:
            count = self.bench.write_records(path)
        except ExtractorError as error:
            self.app.post_message(Trouble(error))
            return
        self.notify(f"{count} records written: {path}", timeout=4, markup=False)

    @on(Rows.Chosen, "#fields")
    def _edit(self) -> None:
        self.action_edit()

    def action_next(self) -> None:
        """To the next doubtful field: of the whole review, or of this document."""
        if self.reviewing:
            review = self._review
            if review.rows and self._is_at(review.current):
                review.cursor = (review.cursor + 1) % len(review.rows)
            self._go_to(review.current)
            return
        entry, reviews = self.entry, self.bench.reviews
        if entry is None or entry.record is None or reviews is None:
            return
        left = {doubt.pointer for doubt in reviews.doubts(entry.record)}
        rows, start = self.fields.rows, self.fields.cursor + 1
        for row in [*rows[start:], *rows[:start]]:
            if row.pointer in left:
                self.fields.select(row.pointer)
                return
        self.notify("nothing left to review in this document", timeout=2)

    def _is_at(self, row: ReviewRow | None) -> bool:
        current = self.fields.current
        at = (self.path, current.pointer if current is not None else None)
        return row is not None and (row.path, row.doubt.pointer) == at

    def action_undo(self) -> None:
        """Takes back what was said last."""
        reviews = self.bench.reviews
        try:
            last = reviews.undo() if reviews is not None else None
        except ExtractorError as error:
            self.app.post_message(Trouble(error))
            return
        if last is None:
            self.notify("nothing to undo", timeout=2)
            return
        self.renew_queue()
        for entry in self.bench.desk.entries.values():
            if entry.record is not None and entry.record.source.sha256 == last.sha256:
                self.open(entry.path)
                self.fields.select(last.pointer)
                self._review.select(entry.path, last.pointer)

    # -- pointing at the right place

    def action_point(self) -> None:
        """Selects words of the page as the value of the current field."""
        row, entry = self.fields.current, self.entry
        if editable(row) is None or entry is None or entry.record is None:
            self.notify("choose a field with a single value first", timeout=2)
            return
        if self.page.document is None:
            self.notify("the page is not read yet", timeout=2)
            return
        if self._pictured:
            self.action_view()
        self.action_pane("middle")
        self.page.point(span_of(row))
        self.notify("arrows move, Shift extends, Enter takes the words, Esc leaves", timeout=4)

    @on(PageText.Left)
    def _no_pointing(self) -> None:
        self.action_pane("right")

    @on(PageText.Pointed)
    def _pointed(self, event: PageText.Pointed) -> None:
        row, document = self.fields.current, self.page.document
        leaf = editable(row)
        if row is None or leaf is None or document is None:
            return
        self.action_pane("right")
        try:
            value = value_of_words(document, leaf, event.span)
        except UsageError:
            words = printable(" ".join(document.text[event.span.start : event.span.end].split()))
            self.editor.edit(row.pointer, leaf, words)
            self.editor.complain(f"no {leaf.kind} is read from these words: write it")
            return
        self._keep(row.pointer, value, found_at(document, event.span, value))

    # -- keeping

    @on(Editor.Saved)
    def _saved(self, event: Editor.Saved) -> None:
        self._keep(event.place, event.value)

    @on(Editor.Dropped)
    def _dropped(self) -> None:
        self.fields.focus()
        self.show_detail()

    def _keep(self, place: str, value: JsonValue, found: Field | None = None) -> None:
        """Keeps a value if the schema lets it be; else the editor says why not."""
        entry, schema, reviews = self.entry, self.bench.schema, self.bench.reviews
        row = self.fields.current
        if entry is None or entry.record is None or schema is None or reviews is None:
            return
        problem = problem_of(schema, reviews.data(entry.record), place, value)
        if problem is not None:
            leaf = editable(row)
            if leaf is not None and not self.editor.display:
                self.editor.edit(place, leaf, value)
            self.editor.complain(problem)
            return
        self.editor.close()
        self.fields.focus()
        self._say(Action.NULL if value is None else Action.EDIT, value, found=found)

    def _say(
        self,
        action: Action,
        value: JsonValue = None,
        note: str = "",
        found: Field | None = None,
    ) -> None:
        """Keeps a judgement of the current field and goes on to the next."""
        row, entry, reviews = self.fields.current, self.entry, self.bench.reviews
        if row is None or entry is None or entry.record is None or reviews is None:
            return
        if entry.working or row.is_heading:
            return
        try:
            reviews.say(entry.record, row.pointer, action, value, note=note, found=found)
        except ExtractorError as error:
            self.app.post_message(Trouble(error))
            return
        at = self._review.cursor if self.reviewing else 0
        self.renew_queue()
        self.show_fields()
        if not self.reviewing:
            self._below(row.pointer)
            return
        self._review.cursor = min(at, max(0, len(self._review.rows) - 1))
        self._go_to(self._review.current)

    def _below(self, place: str) -> None:
        """The cursor on the field after `place`."""
        if self.fields.select(place):
            self.fields.action_move(1)
