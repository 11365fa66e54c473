"""The page of the current document: as text or as a picture, with the places of its values."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from extractor.document import Box, Document, Span
from extractor.tui.bench import Bench
from extractor.tui.desk import Entry
from extractor.tui.detail import span_of
from extractor.tui.fields import FieldList
from extractor.tui.messages import Drawn, PictureWanted
from extractor.tui.page import Highlight, PageText
from extractor.tui.picture import PagePicture
from extractor.tui.status import Note
from extractor.tui.words import told


class Paging(Screen[None]):
    """Turns pages; `Viewing` has the panes around them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "turn(-1)", "Page before", show=False),
        Binding("right_square_bracket", "turn(1)", "Page after", show=False),
        Binding("v", "view", "Text or picture", show=False),
        Binding("plus", "zoom(1)", "Larger", show=False),
        Binding("minus", "zoom(-1)", "Smaller", show=False),
    ]

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.path: str | None = None  # of the document that is shown
        self.found: list[Span] = []  # what a search on the pages found
        self._pictured = False  # pages are shown as pictures

    @property
    def fields(self) -> FieldList:
        return self.query_one("#fields", FieldList)

    @property
    def page(self) -> PageText:
        return self.query_one("#page", PageText)

    @property
    def picture(self) -> PagePicture:
        return self.query_one("#picture", PagePicture)

    @property
    def sheet(self) -> Widget:
        """What shows the page: its text or its picture."""
        return self.picture if self._pictured else self.page

    @property
    def entry(self) -> Entry | None:
        """The document that is shown."""
        return self.bench.desk.entries.get(self.path) if self.path is not None else None

    @property
    def document(self) -> Document | None:
        return self.bench.library.kept(self.path) if self.path is not None else None

    def titles(self) -> None:
        """The lines over the panes."""
        raise NotImplementedError

    def show_page(self, document: Document) -> None:
        """Shows the page of the current field, or the first."""
        record = self.entry.record if self.entry is not None else None
        if record is not None and record.source.sha256 not in (None, document.sha256):
            self.notify("the file has changed since: X extracts it anew", severity="warning")
        self.note_page(None)
        self.turn_to(document, self.page_of_field(document))

    def turn_to(self, document: Document, index: int) -> None:
        """Shows another page."""
        self.page.show(document, index)
        self.mark()
        self.titles()
        self._ask_picture()

    def note_page(self, note: Content | None) -> None:
        """Words in the place of the page, or the page."""
        self.query_one("#middle-note", Note).show(note)
        self.page.display = note is None and not self._pictured
        self.picture.display = note is None and self._pictured

    def mark(self) -> None:
        """Highlights every located value of the page, the current one on top."""
        here = span_of(self.fields.current)
        rows = self.fields.rows
        spans = [span for row in rows if (span := span_of(row)) is not None]
        marks = [Highlight(span, "mark") for span in [*spans, *self.found]]
        if here is not None:
            marks.append(Highlight(here, "here"))
        self.page.highlight(marks)
        if self._pictured:
            self.picture.mark(self._boxes())
        if here is not None:
            self.page.bring(here)

    def _boxes(self) -> list[tuple[Box, bool]]:
        """The boxes of the values that stand on the page."""
        page, current = self.page.page, self.fields.current
        return [
            (Box(*box), row is current)
            for row in self.fields.rows
            if page is not None and row.field is not None and row.field.page == page.number
            for box in row.field.boxes
        ]

    def action_view(self) -> None:
        """Between the page's text and its picture."""
        focused = self.sheet.has_focus
        self._pictured = not self._pictured
        self.note_page(None)
        self._ask_picture()
        if focused:
            self.sheet.focus()

    def _ask_picture(self) -> None:
        document, page = self.page.document, self.page.page
        if self._pictured and document is not None and page is not None:
            self.app.post_message(PictureWanted(document, page.number))

    def drawn(self, message: Drawn) -> None:
        """A page has been drawn."""
        page = self.page.page
        if not self._pictured or page is None or self.page.document is not message.document:
            return
        if message.error is not None:
            self.note_page(told(message.error))
        elif message.picture is not None and page.number == message.page:
            self.note_page(None)
            self.picture.show(message.picture, page.width, self._boxes())

    def page_of_field(self, document: Document) -> int:
        """The index of the page where the current field stands; the first where it does not."""
        here = span_of(self.fields.current)
        if here is None or here.end > len(document.text):
            return 0
        return document.pages.index(document.page_at(here.start))

    def action_turn(self, step: int) -> None:
        document = self.page.document
        if document is not None and 0 <= self.page.index + step < len(document.pages):
            self.turn_to(document, self.page.index + step)

    def action_zoom(self, step: int) -> None:
        if self._pictured:
            self.picture.zoom(step)
        else:
            self.page.zoom(step)
