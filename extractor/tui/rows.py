"""A list of which only the lines on screen are drawn, so that its length costs nothing.

Subclasses say how many rows there are and how a row looks; text that came from a document passes
through `printable` here, in one place, before it can reach a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from extractor.guard import printable
from extractor.tui.signs import TONES, Tone

Ink = tuple[str, Tone]  # a piece of a line


class Inked(ScrollView):
    """What draws lines of tones; the colours of the tones are the style sheet's."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"tone--{tone}" for tone in TONES}

    def tone(self, tone: Tone) -> Style:
        return self.get_component_rich_style(f"tone--{tone}", partial=True)

    def strip(self, inks: Iterable[Ink], width: int, base: Style) -> Strip:
        """One line, cut or filled to `width` cells."""
        segments = [Segment(printable(text), base + self.tone(tone)) for text, tone in inks if text]
        return Strip(segments).adjust_cell_length(width, base)


class Rows(Inked, can_focus=True):
    """A vertical list with a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--cursor-blurred"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "jump(0)", "First", show=False),
        Binding("end", "jump(-1)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> Rows:
            return self.rows

    class Chosen(Message):
        """Enter, or a double click."""

        def __init__(self, rows: Rows) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> Rows:
            return self.rows

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def draw(self, index: int, width: int) -> Iterable[Ink]:
        """The pieces of a row."""
        raise NotImplementedError

    def selectable(self, index: int) -> bool:
        """Whether the cursor may stand on a row."""
        return True

    def renew(self) -> None:
        """Draws all again, after the rows changed."""
        count = self.count()
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.cursor = max(0, min(self.cursor, count - 1))
        self.refresh()

    def on_resize(self) -> None:
        self.renew()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if not 0 <= index < self.count():
            return Strip.blank(width, base)
        if index == self.cursor and self.selectable(index):
            name = "rows--cursor" if self.has_focus else "rows--cursor-blurred"
            base = base + self.get_component_rich_style(name, partial=True)
        return self.strip(self.draw(index, width), width, base)

    def watch_cursor(self, before: int, after: int) -> None:
        for index in (before, after):
            self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))
        self.show_row(after)
        self.post_message(self.Moved(self))

    def show_row(self, index: int) -> None:
        """Scrolls no more than it takes to have the row in sight."""
        width = max(1, self.scrollable_content_region.width)
        self.scroll_to_region(Region(0, index, width, 1), animate=False, force=True)

    def action_move(self, step: int) -> None:
        self._go(self.cursor + step, step)

    def action_move_page(self, direction: int) -> None:
        step = direction * max(1, self.scrollable_content_region.height - 1)
        self._go(self.cursor + step, direction)

    def action_jump(self, index: int) -> None:
        if index < 0:
            self._go(self.count() - 1, -1)
        else:
            self._go(0, 1)

    def action_choose(self) -> None:
        if self.count():
            self.post_message(self.Chosen(self))

    def _go(self, index: int, direction: int) -> None:
        """To the row, or the next one that can be stood on."""
        last = self.count() - 1
        index = max(0, min(index, last))
        step = 1 if direction > 0 else -1
        while 0 <= index <= last and not self.selectable(index):
            index += step
        if 0 <= index <= last:
            self.cursor = index

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if not 0 <= index < self.count() or not self.selectable(index):
            return
        if index == self.cursor and event.chain > 1:
            self.action_choose()
        self.cursor = index


class Lines(Rows):
    """A list whose rows are given ready-made: their pieces, and what each stands for."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Sequence[Ink]] = ()

    def show(self, lines: Sequence[Sequence[Ink]], cursor: int = 0) -> None:
        self._lines = lines
        self.cursor = cursor
        self.renew()
        self.post_message(self.Moved(self))

    def count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Iterable[Ink]:
        return self._lines[index]
