"""Finding: documents by words and in another order, words on the pages."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from extractor.document import Document, Span
from extractor.tui.desk import Order
from extractor.tui.screens.viewing import Viewing


class Finding(Viewing):
    """The part of the workspace that filters, sorts and searches."""

    _hit = 0  # which of the places found is in sight

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Filter documents or search the page", show=False),
        Binding("comma", "sort", "Sort", show=False),
        Binding("escape", "end_search", "End the search", show=False),
    ]

    def action_sort(self) -> None:
        """As added, worst first, by name, and round again."""
        orders = list(Order)
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.renew_queue()

    def action_search(self) -> None:
        """Filters the documents, or searches the page where that has the focus."""
        name = "#find" if self.page.has_focus else "#filter"
        entry = self.query_one(name, Input)
        entry.display = True
        entry.focus()

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        self.wanted = event.value
        self.renew_queue()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        event.input.display = bool(event.value)
        self.queue.focus()

    @on(Input.Submitted, "#find")
    def _search(self, event: Input.Submitted) -> None:
        """Marks the words on all pages and goes to the first place, then to the next ones."""
        document, words = self.page.document, " ".join(event.value.lower().split())
        found = _finds(document, words) if document is not None and words else []
        if document is None or not found:
            self.notify("not on these pages", timeout=2)
            return
        self._hit = (self._hit + 1) % len(found) if found == self.found else 0
        self.found = found
        index = document.pages.index(document.page_at(found[self._hit].start))
        if index != self.page.index:
            self.turn_to(document, index)
        self.mark()
        self.page.bring(found[self._hit])

    def action_end_search(self) -> None:
        """Shows all documents again, and no words."""
        filtering, finding = self.query_one("#filter", Input), self.query_one("#find", Input)
        back = self.queue if filtering.has_focus else self.sheet if finding.has_focus else None
        for entry in (filtering, finding):
            entry.value = ""
            entry.display = False
        self.wanted, self.found = "", []
        self.renew_queue()
        self.show_detail()
        if back is not None:
            back.focus()


def _finds(document: Document, words: str) -> list[Span]:
    """Every place of some words, however they are spaced."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    return [Span(*found.span()) for found in pattern.finditer(document.text)]
