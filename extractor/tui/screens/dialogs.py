"""Small questions over the workspace: what to open, where to write, whether to leave."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from extractor.guard import printable
from extractor.tui.typed import TypedLine
from extractor.tui.words import content


class PathSuggester(Suggester):
    """Completes the path of a file or folder that exists."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        folder, begun = os.path.split(value)
        try:
            names = sorted(os.listdir(os.path.expanduser(folder) or "."))
        except OSError:
            return None
        for name in names:
            if name.startswith(begun) and (begun or not name.startswith(".")):
                path = os.path.join(folder, name)
                return path + os.sep if os.path.isdir(os.path.expanduser(path)) else path
        return None


class AskText(ModalScreen[str | None]):
    """Asks for one line; None where it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Leave", show=False)]

    def __init__(self, title: str, hint: str, value: str = "", *, path: bool = False) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._path = title, hint, value, path

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content([(self._title, "strong")]))
            yield TypedLine(self._value, suggester=PathSuggester() if self._path else None)
            yield Static(content([(self._hint, "muted")]))

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        self.dismiss(os.path.expanduser(event.value.strip()) if self._path else event.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question."""

    key: str
    label: str
    more: str = ""


class AskChoice(ModalScreen[str | None]):
    """Asks for one of a few answers; gives its key, None where it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Leave", show=False)]

    def __init__(self, title: str, choices: Sequence[Choice], more: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._more = title, choices, more

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content([(self._title, "strong")]))
            if self._more:
                yield Static(content([(self._more, "muted")]))
            yield OptionList(*(Option(_line(choice)) for choice in self._choices))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].key)


def _line(choice: Choice) -> Content:
    more = f"\n{printable(choice.more)}" if choice.more else ""
    return content([(choice.label, "plain"), (more, "muted")])
