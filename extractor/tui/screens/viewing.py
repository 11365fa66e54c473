"""Documents on the left, the page in the middle, the fields on the right: looking, not judging."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input, Static

from extractor.document import Document, Span
from extractor.events import DocumentStarted, Event, TextArrived
from extractor.tui.bench import Bench
from extractor.tui.desk import Entry, Order
from extractor.tui.detail import Editor, explain, span_of
from extractor.tui.fields import FieldList, draft_rows, field_rows, progress_of
from extractor.tui.messages import Opened
from extractor.tui.page import Highlight, PageText
from extractor.tui.queue import QueueList, ReviewList, ReviewRow
from extractor.tui.rows import Rows
from extractor.tui.status import Ends, progress, subject, tabs_line
from extractor.tui.words import content, told

PANES: Final = ("left", "middle", "right")
SETTLE: Final = 0.06  # seconds on a document before it is read
FRAME: Final = 0.1  # seconds between two pictures of what the model writes


class Viewing(Screen[None]):
    """Shows what is on the bench; `Workspace` adds what a person may say about it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "app.start", "Start"),
        Binding("X", "app.again", "Extract this document anew", show=False),
        Binding("c", "cancel", "Cancel this document", show=False),
        Binding("slash", "search", "Filter documents or search the page", show=False),
        Binding("comma", "sort", "Sort", show=False),
        Binding("left_square_bracket", "turn(-1)", "Page before", show=False),
        Binding("right_square_bracket", "turn(1)", "Page after", show=False),
        Binding("plus", "zoom(1)", "Larger", show=False),
        Binding("minus", "zoom(-1)", "Smaller", show=False),
        Binding("1", "pane('left')", "Documents", show=False),
        Binding("2", "pane('middle')", "Page", show=False),
        Binding("3", "pane('right')", "Fields", show=False),
    ]

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.path: str | None = None  # of the document that is shown
        self.reviewing = False
        self._order = Order.ADDED
        self._wanted = ""  # filter of the queue
        self._settling: Timer | None = None
        self._stale = False  # the model has written since the last frame
        self._changed = False  # documents have changed since the last frame
        self._found: list[Span] = []  # what the search on the page found

    def compose(self) -> ComposeResult:
        yield Ends(id="status")
        yield Static(id="tabs")
        with Horizontal(id="panes"):
            with Vertical(id="left", classes="pane"):
                yield Ends(id="left-title", classes="title")
                yield Static(id="left-note", classes="note")
                yield QueueList(id="queue")
                yield ReviewList(id="review")
                yield Input(placeholder="words of the name or state", id="filter")
            with Vertical(id="middle", classes="pane"):
                yield Ends(id="middle-title", classes="title")
                yield Static(id="middle-note", classes="note")
                yield PageText(id="page")
                yield Input(placeholder="words on the page", id="find")
            with Vertical(id="right", classes="pane"):
                yield Ends(id="right-title", classes="title")
                yield Static(id="right-note", classes="note")
                yield FieldList(id="fields")
                yield Static(id="detail")
                yield Editor(id="editor")
        yield Footer(show_command_palette=False, compact=False)

    def on_mount(self) -> None:
        self.query_one(FieldList).below = self.bench.settings.review_below
        for name in ("#review", "#filter", "#find", "#editor"):
            self.query_one(name).display = False
        self.action_pane("left")
        self.set_interval(FRAME, self._frame)
        self.renew()

    # -- the parts

    @property
    def queue(self) -> QueueList:
        return self.query_one("#queue", QueueList)

    @property
    def fields(self) -> FieldList:
        return self.query_one("#fields", FieldList)

    @property
    def page(self) -> PageText:
        return self.query_one("#page", PageText)

    @property
    def editor(self) -> Editor:
        return self.query_one("#editor", Editor)

    @property
    def entry(self) -> Entry | None:
        """The document that is shown."""
        return self.bench.desk.entries.get(self.path) if self.path is not None else None

    @property
    def document(self) -> Document | None:
        return self.bench.library.kept(self.path) if self.path is not None else None

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
        queue.show(self.bench.desk.view(self._wanted, self._order))
        self.query_one("#review", ReviewList).show(self.review_rows())
        self._titles()

    def open(self, path: str | None) -> None:
        """Shows a document: its fields at once, its page as soon as it is read."""
        if self.path != path or path is None:
            self.path = path
            self.page.show(None)
            self.editor.close()
        self.show_fields(keep=False)
        if path is None:
            self._note_page(_EMPTY_PAGE)
        elif (document := self.document) is not None:
            self.show_page(document)
        else:
            self._note_page(content([("reading …", "muted")]))
            self.app.post_message(Opened(path, None))

    def opened(self, message: Opened) -> None:
        """A document has been read."""
        if message.path != self.path:
            return
        if message.error is not None:
            self._note_page(told(message.error))
        elif message.document is not None:
            self.show_page(message.document)
            self.show_detail()

    def show_page(self, document: Document) -> None:
        """Shows the page of the current field, or the first."""
        self._note_page(None)
        self.page.show(document, self._page_of_field(document))
        self._mark()
        self._titles()

    def _note_page(self, note: Content | None) -> None:
        shown = self.query_one("#middle-note", Static)
        shown.display, self.page.display = note is not None, note is None
        if note is not None:
            shown.update(note)

    def show_fields(self, *, keep: bool = True) -> None:
        """The form anew: of the record, or of what the model has written of it."""
        entry, schema, fields = self.entry, self.bench.schema, self.fields
        note = self._fields_note()
        shown = self.query_one("#right-note", Static)
        shown.display, fields.display = note is not None, note is None
        if note is not None:
            shown.update(note)
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
        self._titles()

    def _show_draft(self, entry: Entry, *, keep: bool = True) -> None:
        if self.bench.schema is not None:
            self.fields.show(draft_rows(self.bench.schema.root, entry.reply), keep=keep)

    def _fields_note(self) -> Content | None:
        """What stands in the place of the form where there is none to show."""
        entry = self.entry
        if self.bench.schema is None:
            return _NO_SCHEMA
        if entry is None:
            return content([("The fields of a document appear here.", "muted")])
        if entry.record is not None and entry.record.data is None and not entry.working:
            said = entry.record.error or "no data"
            return content([("✗ failed\n\n", "bad"), (said, "plain"), _AGAIN])
        return None

    def show_detail(self) -> None:
        """The current field in words, and its place on the page."""
        row = self.fields.current if self.fields.display else None
        detail = self.query_one("#detail", Static)
        detail.display = row is not None and not self.editor.display
        detail.update(explain(row, self.document))
        self._mark()

    def _mark(self) -> None:
        """Highlights every located value of the page, the current one on top."""
        here = span_of(self.fields.current)
        rows = self.fields.rows
        spans = [span for row in rows if (span := span_of(row)) is not None]
        marks = [Highlight(span, "mark") for span in [*spans, *self._found]]
        if here is not None:
            marks.append(Highlight(here, "here"))
        self.page.highlight(marks)
        if here is not None:
            self.page.bring(here)

    def _page_of_field(self, document: Document) -> int:
        here = span_of(self.fields.current)
        if here is None or here.end > len(document.text):
            return 0
        return document.pages.index(document.page_at(here.start))

    def _titles(self) -> None:
        """The lines at the top and over the panes."""
        bench, page = self.bench, self.page
        self.query_one("#status", Ends).show(subject(bench), progress(bench))
        self.query_one("#tabs", Static).update(tabs_line(self._shown_pane()))
        left = self.query_one("#review", ReviewList)
        if self.reviewing:
            what, more = "To review", f"{len(left.rows)} fields"
        else:
            listed, known = len(self.queue.entries), len(bench.desk.entries)
            what = "Documents"
            more = f"{listed} of {known}" if listed != known else f"{known}"
            if self._order is not Order.ADDED:
                more += f", {self._order}"
        self._title("left", what, more)
        count = len(page.document.pages) if page.document is not None else 0
        entry = self.entry
        self._title(
            "middle",
            entry.name if entry else "Page",
            f"page {page.index + 1}/{count}" if count else "",
        )
        self._title("right", "Fields", progress_of(entry.record) if entry else "")
        note = self.query_one("#left-note", Static)
        note.display = not (left.rows if self.reviewing else self.queue.entries)
        note.update(_NOTHING_LEFT if self.reviewing else _NO_MATCH if self._wanted else _EMPTY_DESK)

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
            index = self._page_of_field(document)
            if index != self.page.index:
                self.page.show(document, index)
                self._titles()
        self.show_detail()

    @on(Rows.Chosen, "#queue")
    def _to_fields(self) -> None:
        self.action_pane("right")

    def action_pane(self, pane: str) -> None:
        """Goes to a pane; where there is room for one only, it is the one shown."""
        for name in PANES:
            self.set_class(name == pane, f"-{name}")
        {
            "left": self.query_one("#review") if self.reviewing else self.queue,
            "middle": self.page,
            "right": self.fields,
        }[pane].focus()
        self._titles()

    def _shown_pane(self) -> str:
        return next((name for name in PANES if self.has_class(f"-{name}")), "left")

    def action_turn(self, step: int) -> None:
        document = self.page.document
        if document is not None and 0 <= self.page.index + step < len(document.pages):
            self.page.show(document, self.page.index + step)
            self._mark()
            self._titles()

    def action_zoom(self, step: int) -> None:
        self.page.zoom(step)

    def action_sort(self) -> None:
        orders = list(Order)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.renew_queue()

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

    # -- filter and search

    def action_search(self) -> None:
        """Filters the documents, or searches the page where that has the focus."""
        name = "#find" if self.page.has_focus else "#filter"
        entry = self.query_one(name, Input)
        entry.display = True
        entry.focus()

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        self._wanted = event.value
        self.renew_queue()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        event.input.display = bool(event.value)
        self.queue.focus()

    @on(Input.Submitted, "#find")
    def _search(self, event: Input.Submitted) -> None:
        """Goes to the next page that has the words, and marks them there."""
        document, words = self.page.document, " ".join(event.value.lower().split())
        event.input.display = bool(words)
        self._found = _finds(document, words) if document is not None and words else []
        if not self._found or document is None:
            self.notify("not on these pages" if words else "search ended", timeout=2)
            self.page.focus()
            self._mark()
            return
        after = document.pages[self.page.index].span.end if event.input.has_class("again") else 0
        span = next((one for one in self._found if one.start >= after), self._found[0])
        self.page.show(document, document.pages.index(document.page_at(span.start)))
        self._mark()
        self.page.bring(span)
        self._titles()
        event.input.add_class("again")


def _finds(document: Document, words: str) -> list[Span]:
    """Every place of some words, however they are spaced."""
    import re

    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    return [Span(*found.span()) for found in pattern.finditer(document.text)]


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
_NO_SCHEMA: Final = content(
    [("No schema chosen\n\n", "strong"), ("s", "accent"), (" chooses what to look for", "muted")]
)
