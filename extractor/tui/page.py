"""A page as text, in its layout, with the places of values highlighted; and pointing at words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from extractor.document import Document, Page, Span
from extractor.tui.layout import Line, Piece, Sheet, lay_out
from extractor.tui.rows import Ink, Inked
from extractor.tui.signs import Tone

MARGIN = 2  # cells left of the page
ZOOMS = (0.6, 0.8, 1.0, 1.25, 1.6, 2.0)


@dataclass(frozen=True, slots=True)
class Highlight:
    """A place on the page and how it is drawn."""

    span: Span
    tone: Tone


class PageText(Inked, can_focus=True):
    """One page of a document. In pointing mode a cursor of words selects a value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1, 0)", "Up", show=False),
        Binding("down", "step(1, 0)", "Down", show=False),
        Binding("left", "step(0, -1)", "Left", show=False),
        Binding("right", "step(0, 1)", "Right", show=False),
        Binding("shift+up", "step(-1, 0, True)", "Extend", show=False),
        Binding("shift+down", "step(1, 0, True)", "Extend", show=False),
        Binding("shift+left", "step(0, -1, True)", "Extend", show=False),
        Binding("shift+right", "step(0, 1, True)", "Extend", show=False),
        Binding("enter", "take", "Take these words", show=False),
        Binding("escape", "leave", "Leave", show=False),
    ]

    class Pointed(Message):
        """Words were selected for the current field."""

        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span

    class Touched(Message):
        """A word was clicked while nobody points."""

        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span

    class Left(Message):
        """Pointing was given up."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document: Document | None = None
        self.index = 0  # of the page among those that were read
        self.highlights: Sequence[Highlight] = ()
        self.pointing = False
        self._zoom = ZOOMS.index(1.0)
        self._sheet = Sheet((), 0)
        self._anchor = 0  # offsets of the words where a selection begins and where it has come to
        self._head = 0
        self._drag = False
        self._wanted: Span | None = None  # to be kept in sight

    # -- what is shown

    @property
    def page(self) -> Page | None:
        if self.document is None or not self.document.pages:
            return None
        return self.document.pages[min(self.index, len(self.document.pages) - 1)]

    def show(self, document: Document | None, index: int = 0) -> None:
        """Another document or page; highlights are given anew."""
        self.document, self.index = document, index
        self.highlights = ()
        self.pointing = False
        self._wanted = None
        self._lay_out()
        self.scroll_to(0, 0, animate=False, force=True, immediate=True)

    def highlight(self, highlights: Sequence[Highlight]) -> None:
        self.highlights = highlights
        self.refresh()

    def zoom(self, step: int) -> None:
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + step))
        self._lay_out()

    def bring(self, span: Span | None) -> None:
        """Scrolls so that `span` is in sight, with some lines around it; also after a resize."""
        self._wanted = span
        if span is None:
            return
        rows = list(self._sheet.rows_of(span))
        if not rows:
            return
        piece = next(p for p in self._sheet.lines[rows[0]] if p.end > span.start)
        width = self.scrollable_content_region.width
        end = MARGIN + piece.column + min(span.end - span.start, width // 2) + 1
        region = Region(self.scroll_offset.x, max(0, rows[0] - 3), 1, rows[-1] - rows[0] + 7)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)
        left = 0 if end <= width else end - width + width // 4
        self.scroll_to(x=left, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        self._lay_out()
        self.bring(self._wanted)

    def _lay_out(self) -> None:
        width = self.size.width - MARGIN - 2
        page = self.page
        if self.document is None or page is None or width <= 0:
            self._sheet = Sheet((), 0)
        else:
            self._sheet = lay_out(self.document, page, width, ZOOMS[self._zoom])
        self.virtual_size = Size(self._sheet.width + MARGIN + 1, len(self._sheet.lines) + 1)
        self.refresh()

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        row = y + self.scroll_offset.y
        if self.document is None or row >= len(self._sheet.lines):
            return Strip.blank(width, base)
        line = self._sheet.lines[row]
        marks = self._marks_of(line)
        strip = self.strip(self._inks(line, marks), self._sheet.width + MARGIN + 1, base)
        left = self.scroll_offset.x
        return strip.crop(left, left + width).adjust_cell_length(width, base)

    def _marks_of(self, line: Line) -> list[Highlight]:
        if not line:
            return []
        start, end = line[0].start, line[-1].end
        marks = [one for one in self.highlights if one.span.start < end and start < one.span.end]
        if self.pointing:
            marks.append(Highlight(self.selection, "here"))
        return marks

    def _inks(self, line: Line, marks: Sequence[Highlight]) -> Iterable[Ink]:
        assert self.document is not None
        text = self.document.text
        yield " " * MARGIN, "plain"
        column, last = 0, 0
        for piece in line:
            if piece.column > column:
                joined = _tone(marks, last, piece.start + 1) if piece.column == column + 1 else None
                yield " " * (piece.column - column), joined or "plain"
            for start, end in _cuts(piece, marks):
                yield text[start:end], _tone(marks, start, end) or "plain"
            column, last = piece.column + cell_len(text[piece.start : piece.end]), piece.end - 1

    # -- pointing

    @property
    def selection(self) -> Span:
        """The words from where the selection begins to where it has come."""
        first, last = sorted((self._anchor, self._head))
        return Span(first, self._word_end(last))

    def _word_end(self, start: int) -> int:
        assert self.document is not None
        found = re.compile(r"\S+").match(self.document.text, start)
        return found.end() if found else start

    def point(self, near: Span | None) -> None:
        """Begins pointing at `near`, or at the first word in sight."""
        lines = [line for line in self._sheet.lines[self.scroll_offset.y :] if line]
        if near is None or not list(self._sheet.rows_of(near)):
            near = Span(lines[0][0].start, lines[0][0].end) if lines else None
        if near is None:
            return
        self.pointing = True
        row = next(self._sheet.rows_of(near))
        inside = [p for p in self._sheet.lines[row] if p.end > near.start]
        self._anchor = self._head = inside[0].start
        self.bring(self.selection)
        self.focus()
        self.refresh()

    def action_step(self, down: int, right: int, extend: bool = False) -> None:
        if not self.pointing:
            self.scroll_relative(x=right * 4, y=down, animate=False)
            return
        self._head = self._moved(down, right)
        if not extend:
            self._anchor = self._head
        self.bring(Span(self._head, self._word_end(self._head)))
        self.refresh()

    def _moved(self, down: int, right: int) -> int:
        """The word that lies in a direction from the head; the head where there is none."""
        row = next(self._sheet.rows_of(Span(self._head, self._head + 1)), 0)
        line = self._sheet.lines[row]
        at = next(i for i, piece in enumerate(line) if piece.end > self._head)
        if right:
            flat = [piece for one in self._sheet.lines for piece in one]
            index = max(0, min(len(flat) - 1, flat.index(line[at]) + right))
            return flat[index].start
        row += down
        while 0 <= row < len(self._sheet.lines):
            piece = self._sheet.piece_at(row, line[at].column)
            if piece is not None:
                return piece.start
            row += down
        return self._head

    def action_take(self) -> None:
        if self.pointing:
            span = self.selection
            self.pointing = False
            self.refresh()
            self.post_message(self.Pointed(span))

    def action_leave(self) -> None:
        self.pointing = False
        self.refresh()
        self.post_message(self.Left())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        piece = self._piece_under(event)
        if piece is None:
            return
        if not self.pointing:
            self.post_message(self.Touched(Span(piece.start, piece.end)))
        else:
            self._anchor = self._head = piece.start
            self._drag = True
            self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        piece = self._piece_under(event) if self._drag else None
        if piece is not None:
            self._head = piece.start
            self.refresh()

    def on_mouse_up(self) -> None:
        self._drag = False

    def _piece_under(self, event: events.MouseEvent) -> Piece | None:
        row = event.y + self.scroll_offset.y
        return self._sheet.piece_at(row, event.x + self.scroll_offset.x - MARGIN)


def _cuts(piece: Piece, marks: Sequence[Highlight]) -> Iterable[tuple[int, int]]:
    """A piece cut where a highlight begins or ends."""
    edges = {piece.start, piece.end}
    for mark in marks:
        edges |= {at for at in (mark.span.start, mark.span.end) if piece.start < at < piece.end}
    ordered = sorted(edges)
    return pairwise(ordered)


def _tone(marks: Sequence[Highlight], start: int, end: int) -> Tone | None:
    """Of the last highlight that holds all of a stretch: the current one is given last."""
    holding = [one.tone for one in marks if one.span.start <= start and end <= one.span.end]
    return holding[-1] if holding else None
