"""The lines that say where things stand: the status line, the tabs, the titles of the panes."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from extractor.tui.bench import Bench
from extractor.tui.rows import Ink
from extractor.tui.signs import STATUSES
from extractor.tui.words import content

BAR = 16  # cells of the progress bar


class Note(Static):
    """Words that change often; only what has changed costs a paint, and a layout only `show`."""

    said: Content | None = None

    def say(self, words: Content) -> None:
        """Other words in the same place."""
        if self.said is None or not words.is_same(self.said):
            self.said = words
            self.update(words, layout=False)

    def show(self, words: Content | None) -> None:
        """Other words, or none and no place for them."""
        if words is not None and not (self.said and words.is_same(self.said)):
            self.said = words
            self.update(words)
        if self.display != (words is not None):
            self.display = words is not None


class Ends(Static):
    """A line with something at each end; the right end gives way where there is no room."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: list[Ink] = []
        self._right: list[Ink] = []

    def show(self, left: list[Ink], right: list[Ink]) -> None:
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def title(self, what: str, more: str) -> None:
        """What a pane shows, and how much of it."""
        self.show([(f" {what}", "strong")], [(f"{more} ", "muted")])

    def render(self) -> Content:
        width = self.size.width
        used = sum(cell_len(text) for text, _ in self._left)
        wanted = sum(cell_len(text) for text, _ in self._right)
        if used + wanted + 1 > width:
            return content(self._left)
        return content([*self._left, (" " * (width - used - wanted), "plain"), *self._right])


def subject(bench: Bench) -> list[Ink]:
    """What is asked, and by which model."""
    schema = bench.schema.name if bench.schema is not None else "no schema"
    return [
        (" extractor ", "strong"),
        (" ", "plain"),
        (schema, "accent"),
        (" by ", "muted"),
        (bench.settings.model.rpartition("/")[2], "plain"),
    ]


def progress(bench: Bench) -> list[Ink]:
    """How many documents ended how, and how far a run has come."""
    counts, total = bench.desk.counts(), len(bench.desk.entries)
    inks: list[Ink] = []
    for status, count in counts.items():
        sign = STATUSES[status]
        inks += [(f"{sign.mark} ", sign.tone), (f"{count}  ", "plain")]
    if bench.conductor.running and total:
        done = sum(counts.values())
        full = BAR * done // total
        inks += [
            ("━" * full, "accent"),
            ("╌" * (BAR - full), "muted"),
            (f" {done}/{total} ", "plain"),
        ]
    return inks


class Tabs(Note):
    """The panes, for a terminal that has room for one; a click goes to one."""

    LABELS: ClassVar = (("left", " 1 Documents "), ("middle", " 2 Page "), ("right", " 3 Fields "))

    def mark(self, shown: str) -> None:
        """Which pane is seen."""
        self.say(
            content((label, "here" if pane == shown else "muted") for pane, label in self.LABELS)
        )

    async def on_click(self, event: events.Click) -> None:
        end = 0
        for pane, label in self.LABELS:
            end += cell_len(label)
            if event.x < end:
                await self.run_action(f"screen.pane('{pane}')")
                return
