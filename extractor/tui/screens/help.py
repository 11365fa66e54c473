"""What every key does."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from extractor.tui.rows import Ink
from extractor.tui.signs import JUDGED, STATES, STATUSES, Sign
from extractor.tui.words import content

KEYS: Final = (
    (
        "Documents",
        (
            ("o", "open files or a folder, also while a run goes on"),
            ("x", "start extracting; again to pause after this document"),
            ("X", "extract this document anew"),
            ("c  C", "cancel this document, cancel all"),
            ("/  ,", "filter by words of name or state; change the order"),
            ("Del", "take a document off the desk"),
        ),
    ),
    (
        "Review",
        (
            ("r", "the doubtful fields of all documents, the worst first"),
            ("a", "accept the value"),
            ("e  Enter", "edit it; on a list, as a table"),
            ("d", "set it null: the document does not say"),
            ("p", "point at the right words on the page"),
            ("n", "next doubtful field"),
            ("u", "undo"),
            ("m", "add a note"),
            ("w", "write results: corrected values, expected.json, tables"),
        ),
    ),
    (
        "Page",
        (
            ("[  ]", "page before, page after"),
            ("v", "the page as text or as a picture"),
            ("+  -", "larger, smaller"),
            ("/", "search, when the page has the focus"),
        ),
    ),
    (
        "Elsewhere",
        (
            ("1 2 3  Tab", "documents, page, fields"),
            ("s", "schema: choose, edit, try"),
            ("l  f  g", "runs, figures, models"),
            ("t", "dark or light"),
            ("Ctrl+P", "all commands"),
            ("q", "quit"),
        ),
    ),
)


class Help(ModalScreen[None]):
    """Keys and signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close", show=False)
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(_keys())
            yield Static(_signs())


def _keys() -> Content:
    inks: list[Ink] = []
    for heading, keys in KEYS:
        inks.append((f"{heading}\n", "strong"))
        for key, words in keys:
            inks += [(f"  {key:<11}", "accent"), (f"{words}\n", "plain")]
        inks.append(("\n", "plain"))
    return content(inks)


def _signs() -> Content:
    inks: list[Ink] = [("Signs of a value\n", "strong")]
    inks += [ink for sign in STATES.values() for ink in _line(sign)]
    inks += [("  !  ", "poor"), ("has a problem\n", "plain"), *_line(JUDGED)]
    inks.append(("\nSigns of a document\n", "strong"))
    inks += [ink for sign in STATUSES.values() for ink in _line(sign)]
    return content(inks)


def _line(sign: Sign) -> tuple[Ink, Ink]:
    return (f"  {sign.mark}  ", sign.tone), (f"{sign.words}\n", "plain")
