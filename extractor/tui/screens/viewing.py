"""Documents on the left, the page in the middle, the fields on the right."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Footer

from extractor.events import DocumentStarted, Event, TextArrived
from extractor.tui.bench import Bench
from extractor.tui.desk import Entry, Order
from extractor.tui.detail import Editor, explain, span_of
from extractor.tui.fields import FieldList, draft_rows, field_rows, progress_of
from extractor.tui.messages import Opened
from extractor.tui.page import PageText
from extractor.tui.picture import PagePicture
from extractor.tui.queue import QueueList, ReviewList, ReviewRow
from extractor.tui.rows import Rows
from extractor.tui.screens.paging import Paging
from extractor.tui.status import Ends, Note, Tabs, progress, subject
from extractor.tui.terminal import Terminal
from extractor.tui.typed import TypedLine
from extractor.tui.words import content, told

PANES: Final = ("left", "middle", "right")
SETTLE: Final = 0.06  # seconds on a document before it is read
FLAGS: Final = 3  # warnings of a document that are shown above its fields
FRAME: Final = 0.1  # seconds between two pictures of what the model writes


class Viewing(Paging):
    """Shows what is on the bench; `Finding` adds searching, `Workspace` judging."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "app.start", "Start"),
        Binding("X", "app.again", "Extract this document anew", show=False),
        Binding("c", "cancel", "Cancel this document", show=False),
        Binding("1", "pane('left')", "Documents", show=False),
        Binding("2", "pane('middle')", "Page", show=False),
        Binding("3", "pane('right')", "Fields", show=False),
    ]

    def __init__(self, bench: Bench, terminal: Terminal) -> None:
        super().__init__(bench)
        self._terminal = terminal
        self.reviewing = False
        self.order = Order.ADDED
        self.wanted = ""  # filter of the queue
        self._settling: Timer | None = None
        self._stale = False  # the model has written since the last frame
        self._changed = False  # documents have changed since the last frame

    def compose(self) -> ComposeResult:
        yield Ends(id="status")
        yield Tabs(id="tabs")
        with Horizontal(id="panes"):
            with Vertical(id="left", classes="pane"):
                yield Ends(id="left-title", classes="title")
                yield Note(id="left-note", classes="note")
                yield QueueList(id="queue")
                yield ReviewList(id="review")
                yield TypedLine(placeholder="words of the name or state", id="filter")
            with Vertical(id="middle", classes="pane"):
                yield Ends(id="middle-title", classes="title")
                yield Note(id="middle-note", classes="note")
                yield PageText(id="page")
                yield PagePicture(self._terminal, id="picture")
                yield TypedLine(placeholder="words on the page", id="find")
            with Vertical(id="right", classes="pane"):
                yield Ends(id="right-title", classes="title")
                yield Note(id="right-note", classes="note")
                yield FieldList(id="fields")
                yield Note(id="detail")
                yield Editor(id="editor")
        yield Footer(show_command_palette=False, compact=False)

    def on_mount(self) -> None:
        self.query_one(FieldList).below = self.bench.settings.review_below
        for name in ("#review", "#filter", "#find", "#editor", "#picture"):
            self.query_one(name).display = False
        self.action_pane("left")
        self.set_interval(FRAME, self._frame)
        self.renew()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The title of the pane that has the focus stands out."""
        for pane in self.query(".pane"):
            pane.set_class(pane in event.widget.ancestors, "current")

    # -- the parts

    @property
    def queue(self) -> QueueList:
        return self.query_one("#queue", QueueList)

    @property
    def editor(self) -> Editor:
        return self.query_one("#editor", Editor)

    def review_rows(self) -> list[ReviewRow]:
        """What is left to review; nothing where nobody reviews."""
        return []

    # -- showing

    def renew(self) -> None:
        """Everything anew: documents, schema or records have changed."""
        self.renew_queue()
        if self.path is None or self.path not in self.bench.desk.entries:
            current = self.queue.current
            self.open(current.path if current is not None else None)
        else:
            self.show_fields()

    def renew_queue(self) -> None:
        """The left side anew."""
        queue, reviews = self.queue, self.bench.reviews
        queue.left = {
            record.source.path: len(reviews.doubts(record)) if reviews else 0
            for record in self.bench.desk.records()
        }
        queue.passed_over = [] if self.wanted else self.bench.desk.passed_over
        queue.show(self.bench.desk.view(self.wanted, self.order))
        self.query_one("#review", ReviewList).show(self.review_rows())
        self.titles()

    def open(self, path: str | None) -> None:
        """Shows a document: its fields at once, its page as soon as it is read."""
        if self.path != path or path is None:
            self.path = path
            self.page.show(None)
            self.editor.close()
        self.show_fields(keep=False)
        if path is None:
            self.note_page(_EMPTY_PAGE)
        elif (document := self.document) is not None:
            self.show_page(document)
        else:
            self.note_page(content([("reading …", "muted")]))
            self.app.post_message(Opened(path, None))

    def opened(self, message: Opened) -> None:
        """A document has been read."""
        if message.path != self.path:
            return
        if message.error is not None:
            self.note_page(told(message.error))
        elif message.document is not None:
            self.show_page(message.document)
            self.show_detail()

    def show_fields(self, *, keep: bool = True) -> None:
        """The form anew: of the record, or of what the model has written of it."""
        entry, schema, fields = self.entry, self.bench.schema, self.fields
        note = self._fields_note()
        self.query_one("#right-note", Note).show(note or self._flags())
        fields.display = note is None
        if note is not None:
            fields.show([])
        elif schema is not None and entry is not None:
            record, reviews = entry.record, self.bench.reviews
            if record is None or entry.working or reviews is None:
                self._show_draft(entry, keep=keep)
            else:
                said = reviews.said(record)
                data = reviews.data(record)
                fields.show(field_rows(schema.root, data, record.fields, said), keep=keep)
        self.show_detail()
        self.titles()

    def _flags(self) -> Content | None:
        """What is wrong with the document as a whole, above its fields."""
        record = self.entry.record if self.entry is not None else None
        if record is None:
            return None
        said = [*([record.error] if record.error else []), *record.warnings]
        more = [f"and {len(said) - FLAGS} more: see the runs (l)"] if len(said) > FLAGS else []
        lines = "\n! ".join([*said[:FLAGS], *more])
        return content([(f"! {lines}", "poor")]) if said else None

    def _show_draft(self, entry: Entry, *, keep: bool = True) -> None:
        if self.bench.schema is not None:
            self.fields.show(draft_rows(self.bench.schema.root, entry.reply), keep=keep)

    def _fields_note(self) -> Content | None:
        """What stands in the place of the form where there is none to show."""
        entry = self.entry
        if self.bench.schema is None:
            return _LOADING if self.bench.choosing else _NO_SCHEMA
        if entry is None:
            return content([("The fields of a document appear here.", "muted")])
        if entry.record is not None and entry.record.data is None and not entry.working:
            said = entry.record.error or "no data"
            return content([("✗ failed\n\n", "bad"), (said, "plain"), _AGAIN])
        return None

    def show_detail(self) -> None:
        """The current field in words, and its place on the page."""
        row = self.fields.current if self.fields.display else None
        detail = self.query_one("#detail", Note)
        detail.display = row is not None and not self.editor.display
        detail.say(explain(row, self.document))
        self.mark()

    def titles(self) -> None:
        """The lines at the top and over the panes."""
        bench, page = self.bench, self.page
        self.query_one("#status", Ends).show(subject(bench), progress(bench))
        self.query_one(Tabs).mark(self._shown_pane())
        left = self.query_one("#review", ReviewList)
        if self.reviewing:
            what, more = "To review", f"{len(left.rows)} fields"
        else:
            listed, known = len(self.queue.entries), len(bench.desk.entries)
            what = "Documents"
            more = f"{listed} of {known}" if listed != known else f"{known}"
            if self.order is not Order.ADDED:
                more += f", {self.order}"
        self._title("left", what, more)
        count = len(page.document.pages) if page.document is not None else 0
        entry = self.entry
        self._title(
            "middle",
            entry.name if entry else "Page",
            f"page {page.index + 1}/{count}" if count else "",
        )
        self._title("right", "Fields", progress_of(entry.record) if entry else "")
        empty = not (left.rows if self.reviewing else self.queue.entries)
        why = _NOTHING_LEFT if self.reviewing else _NO_MATCH if self.wanted else _EMPTY_DESK
        self.query_one("#left-note", Note).show(why if empty else None)

    def _title(self, pane: str, what: str, more: str) -> None:
        self.query_one(f"#{pane}-title", Ends).title(what, more)

    # -- while a run goes on

    def happened(self, entry: Entry | None, event: Event) -> None:
        """Something of the run: what changes often is shown with the next frame."""
        self._stale = True
        if isinstance(event, TextArrived):
            return
        self._changed = True
        if entry is not None and entry.path == self.path:
            self.show_fields(keep=not isinstance(event, DocumentStarted))

    def _frame(self) -> None:
        """Draws what the run has changed, at most so many times a second."""
        if not self._stale:
            return
        entry = self.entry
        if entry is not None and entry.working:
            self._show_draft(entry)
        if self._changed:
            self.renew_queue()
        self._stale = self._changed = False

    # -- moving about

    @on(Rows.Moved, "#queue")
    def _other_document(self) -> None:
        current = self.queue.current
        if current is not None and current.path != self.path and not self.reviewing:
            self._settle(current.path)

    def _settle(self, path: str) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE, lambda: self.open(path))

    @on(Rows.Moved, "#fields")
    def _other_field(self) -> None:
        document = self.document
        here = span_of(self.fields.current)
        if document is not None and here is not None and self.page.document is document:
            index = self.page_of_field(document)
            if index != self.page.index:
                self.turn_to(document, index)
        self.show_detail()

    @on(PageText.Touched)
    def _to_value(self, event: PageText.Touched) -> None:
        """To the field whose value was clicked on the page."""
        for row in self.fields.rows:
            span = span_of(row)
            if span is not None and span.touches(event.span) and not row.is_heading:
                self.fields.select(row.pointer)
                return

    @on(Rows.Chosen, "#queue")
    def _to_fields(self) -> None:
        self.action_pane("right")

    def action_pane(self, pane: str) -> None:
        """Goes to a pane; where there is room for one only, it is the one shown."""
        for name in PANES:
            self.set_class(name == pane, f"-{name}")
        {
            "left": self.query_one("#review") if self.reviewing else self.queue,
            "middle": self.sheet,
            "right": self.fields,
        }[pane].focus()
        self.titles()

    def _shown_pane(self) -> str:
        return next((name for name in PANES if self.has_class(f"-{name}")), "left")

    def action_cancel(self) -> None:
        """Stops the current document."""
        if self.path is not None:
            self.bench.conductor.cancel(self.path)

    def action_remove(self) -> None:
        """Takes the current document off the desk; the file stays."""
        current = self.queue.current
        if current is not None and not current.working:
            self.bench.desk.remove(current.path)
            self.path = None
            self.renew()


_AGAIN: Final = ("\n\nx tries it again, with what else is waiting", "muted")
_EMPTY_DESK: Final = content(
    [("No documents yet\n\n", "strong"), ("o", "accent"), (" opens a file or a folder", "muted")]
)
_NO_MATCH: Final = content([("No document has these words.", "muted")])
_NOTHING_LEFT: Final = content(
    [
        *(("✓ ", "good"), ("Nothing left to review\n\n", "strong")),
        *(("r", "accent"), (" goes back to the documents", "muted")),
    ]
)
_EMPTY_PAGE: Final = content([("The page of the current document appears here.", "muted")])
_LOADING: Final = content([("…", "muted")])
_NO_SCHEMA: Final = content(
    [("No schema chosen\n\n", "strong"), ("s", "accent"), (" chooses what to look for", "muted")]
)
