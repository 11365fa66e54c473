"""Pages as cells: every word once, in order, where the paper has it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box, Document, Page, Span, Word
from extractor.tui.layout import lay_out


def placed(*words: tuple[str, float, float]) -> Document:
    """A page of words at points (x, y), ten points high, five a letter."""
    text, made, row = "", [], None
    for word, x, y in words:
        text += "" if row is None else "\n" if y != row else " "
        made.append(Word(len(text), len(text) + len(word), Box(x, y, x + 5 * len(word), y + 10)))
        text, row = text + word, y
    page = Page(1, Span(0, len(text)), tuple(made), 600, 800)
    return Document("a.pdf", "0", "application/pdf", text, (page,), 1)


def plain(text: str) -> Document:
    words = tuple(Word(*match.span()) for match in re.finditer(r"\S+", text))
    page = Page(1, Span(0, len(text)), words)
    return Document("a.txt", "0", "text/plain", text, (page,), 1)


def drawn(document: Document, width: int) -> list[str]:
    lines = []
    for line in lay_out(document, document.pages[0], width).lines:
        cells = ""
        for piece in line:
            cells = cells.ljust(piece.column) + document.text[piece.start : piece.end]
        lines.append(cells)
    return lines


def test_words_stand_in_their_columns() -> None:
    document = placed(
        ("Item", 0, 0), ("Price", 200, 0), ("Hammer", 0, 12), ("20.00", 200, 12), ("Total", 0, 60)
    )
    assert drawn(document, 80) == [
        "Item                                    Price",
        "Hammer                                  20.00",
        "",
        "Total",
    ]


def test_a_wide_page_is_drawn_narrower() -> None:
    document = placed(("Item", 0, 0), ("Price", 500, 0))
    assert max(map(len, drawn(document, 40))) <= 40


def test_words_without_places_keep_their_lines() -> None:
    assert drawn(plain("Item      Price\n  Hammer  20.00"), 80) == [
        "Item      Price",
        "  Hammer  20.00",
    ]


def test_long_lines_are_wrapped_under_their_beginning() -> None:
    document = plain("  one two three four five six seven")
    assert drawn(document, 20) == ["  one two three four", "  five six seven"]


@given(st.text(st.characters(codec="ascii", categories=("L", "Zs", "Cc")), max_size=200))
def test_every_character_is_drawn_once(text: str) -> None:
    document = plain(text)
    sheet = lay_out(document, document.pages[0], 24)
    shown = "".join(text[piece.start : piece.end] for line in sheet.lines for piece in line)
    assert shown == "".join(text.split())


def test_a_span_is_found_on_its_lines() -> None:
    document = plain("one two\nthree four")
    sheet = lay_out(document, document.pages[0], 80)
    assert list(sheet.rows_of(Span(4, 13))) == [0, 1]
    piece = sheet.piece_at(1, 8)
    assert piece is not None
    assert document.text[piece.start : piece.end] == "four"
