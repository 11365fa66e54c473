"""What all screens beside the workspace share: a title, two panes, Escape back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static

from extractor.tui.bench import Bench
from extractor.tui.rows import Ink, Lines
from extractor.tui.status import Ends, subject
from extractor.tui.words import content


class Aside(Screen[None]):
    """A list at the left, what the current row says at the right."""

    NAME: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back", key_display="Esc")]

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench

    def compose(self) -> ComposeResult:
        yield Ends(id="status")
        with Horizontal(id="aside"):
            with Vertical(id="list-pane", classes="pane"):
                yield Ends(id="list-title", classes="title")
                yield Lines(id="list")
            with Vertical(id="about-pane", classes="pane"):
                yield Ends(id="about-title", classes="title")
                yield from self.compose_about()
        yield Footer(show_command_palette=False)

    def compose_about(self) -> Sequence[Widget]:
        """The right side."""
        return [VerticalScroll(Static(id="about"), id="about-scroll")]

    def on_mount(self) -> None:
        self.query_one("#status", Ends).show(subject(self.bench), [(f"{self.NAME} ", "muted")])
        self.list.focus()

    @property
    def list(self) -> Lines:
        return self.query_one("#list", Lines)

    def titles(self, what: str, more: str, about: str = "") -> None:
        """The titles of the two panes."""
        self.query_one("#list-title", Ends).title(what, more)
        self.query_one("#about-title", Ends).title(about, "")

    def say(self, inks: Sequence[Ink] | Content) -> None:
        """What stands at the right."""
        said = inks if isinstance(inks, Content) else content(inks)
        self.query_one("#about", Static).update(said)
        self.query_one("#about-scroll").scroll_to(0, 0, animate=False)

    def action_back(self) -> None:
        self.dismiss()


def pairs(rows: Sequence[tuple[str, str]]) -> list[Ink]:
    """Names and what they say, in two columns."""
    width = max((len(name) for name, _ in rows), default=0)
    inks: list[Ink] = []
    for name, value in rows:
        inks += [(f"{name:<{width}}  ", "muted"), (f"{value}\n", "plain")]
    return inks
