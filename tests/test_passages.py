"""Windows of long documents: nothing lost, nothing too long, the right ones chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document, Page, Span
from extractor.passages import Window, choose, pages_read, rank, window_text, windows
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin


def document(pages: Sequence[str], separator: str = "\n\n") -> Document:
    text, spans = "", []
    for content in pages:
        text += separator if text else ""
        spans.append(Span(len(text), len(text) + len(content)))
        text += content
    return Document(
        path="long.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        text=text,
        pages=tuple(Page(number, span, ()) for number, span in enumerate(spans, 1)),
        page_count=len(pages),
    )


def count(text: str) -> int:
    """Stands in for a tokenizer: a token for each four characters of a word."""
    return sum(-(-len(word) // 4) for word in text.split())


def leaf(description: str = "") -> Leaf:
    return Leaf(Kind.STRING, Origin.VERBATIM, description)


PAGE = "\n\n".join(f"Section {n}.\n" + "the parties agree as follows\n" * 3 for n in range(5))

texts = st.text(alphabet="ab c\n.", max_size=300)


def test_a_document_that_fits_is_one_window() -> None:
    doc = document(["first page", "second page"])
    (window,) = windows(doc, 100, count)
    assert window.number == 1
    assert window.pages == (1, 2)
    assert window_text(doc, window) == doc.text
    assert window.tokens == count(doc.text)


def test_cuts_fall_between_pages_where_pages_fit() -> None:
    doc = document([PAGE] * 6)
    found = windows(doc, 2 * count(PAGE) + 1, count, overlap=0)
    assert [window.pages for window in found] == [(1, 2), (3, 4), (5, 6)]


def test_a_page_too_long_is_cut_between_sections() -> None:
    doc = document([PAGE])
    found = windows(doc, count(PAGE) // 2, count, overlap=0)
    assert len(found) > 1
    assert all(window_text(doc, window).startswith("Section") for window in found)


def test_the_last_lines_are_read_again_in_the_next_window() -> None:
    lines = [f"row {n} of the table" for n in range(40)]
    doc = document(["\n".join(lines)])
    found = windows(doc, 120, count, overlap=2)
    for before, after in pairwise(found):
        last_two = window_text(doc, before).rstrip().split("\n")[-2:]
        assert window_text(doc, after).split("\n")[:2] == last_two


@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 4))
def test_every_character_lies_in_a_window(pages: list[str], budget: int, overlap: int) -> None:
    doc = document(pages)
    found = windows(doc, budget, count, overlap=overlap)
    covered = {i for window in found for span in window.spans for i in range(span.start, span.end)}
    assert covered >= {i for i, char in enumerate(doc.text) if not char.isspace()}
    assert [window.number for window in found] == list(range(1, len(found) + 1))


@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 4))
def test_no_window_is_over_the_budget(pages: list[str], budget: int, overlap: int) -> None:
    doc = document(pages)
    for window in windows(doc, budget, count, overlap=overlap):
        assert count(window_text(doc, window)) <= window.tokens <= budget


@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 4))
def test_spans_of_a_window_are_adjacent_and_advance(
    pages: list[str], budget: int, overlap: int
) -> None:
    doc = document(pages)
    found = windows(doc, budget, count, overlap=overlap)
    for window in found:
        assert len(window.spans) == len(window.pages)
        for before, after in pairwise(window.spans):
            assert before.end == after.start
    for before, after in pairwise(found):
        assert before.spans[0].start < after.spans[0].start
        assert before.spans[-1].end < after.spans[-1].end


def test_counting_is_linear_in_the_text() -> None:
    doc = document([PAGE] * 300)
    counted = 0

    def counting(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return count(text)

    windows(doc, count(PAGE) // 3, counting)
    assert counted < 8 * len(doc.text)


def test_one_endless_word_is_cut_all_the_same() -> None:
    doc = document(["x" * 1000])
    found = windows(doc, 50, count)
    assert "".join(window_text(doc, window) for window in found) == doc.text


def test_a_window_needs_room() -> None:
    with pytest.raises(ValueError, match="room"):
        windows(document(["text"]), 0, count)


# Choosing

SCHEMA = Object(
    {
        "due_date": leaf("when the invoice must be paid"),
        "items": Array(Object({"amount": leaf("amount of the line")})),
    }
)
FILLER = "weather was fine and nothing else is said here\n" * 4


def pages_with(place: int, content: str, size: int = 12) -> list[str]:
    return [content if n == place else FILLER for n in range(size)]


def chosen_pages(found: Sequence[Window]) -> list[int]:
    return [page for window in found for page in window.pages]


def test_the_window_that_speaks_of_the_fields_ranks_first() -> None:
    doc = document(pages_with(7, "The invoice must be paid by the due date\n" * 4))
    found = windows(doc, count(FILLER), count, overlap=0)
    assert rank(doc, found, SCHEMA)[0].pages == (8,)


def test_windows_alike_keep_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    doc = document([FILLER] * 5)
    found = windows(doc, count(FILLER), count, overlap=0)
    assert rank(doc, found, SCHEMA) == found
    assert capfd.readouterr() == ("", "")  # no progress bars


def test_a_document_without_words_ranks_in_order() -> None:
    doc = document([". . . .", ". . . ."])
    found = windows(doc, 4, count, overlap=0)
    assert rank(doc, found, SCHEMA) == found


def test_few_windows_are_all_read() -> None:
    doc = document([FILLER] * 5)
    found = windows(doc, count(FILLER), count, overlap=0)
    choice = choose(doc, found, SCHEMA, limit=5)
    assert choice.read == tuple(found)
    assert choice.warning is None


def test_of_many_windows_the_best_the_first_and_the_last_are_read() -> None:
    doc = document(pages_with(7, "The amount of the line and its due date\n" * 4))
    found = windows(doc, count(FILLER), count, overlap=0)
    choice = choose(doc, found, SCHEMA, limit=3)
    assert chosen_pages(choice.read) == [1, 8, 12]
    assert choice.warning == (
        "windows 2-7, 9-11 of 12 not read (text of pages 2-7, 9-11); "
        "raise windows_limit to read them"
    )


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_limit_holds(limit: int) -> None:
    doc = document([FILLER] * 9)
    choice = choose(doc, windows(doc, count(FILLER), count, overlap=0), SCHEMA, limit=limit)
    assert len(choice.read) == limit
    assert len(choice.read) + len(choice.unread) == 9


def test_pages_read_are_those_read_whole() -> None:
    doc = document([FILLER, FILLER, "", FILLER])
    found = windows(doc, count(FILLER) * 2 // 3, count, overlap=0)
    assert pages_read(doc, found) == [1, 2, 3, 4]
    assert pages_read(doc, found[:3]) == [1, 3]  # page 2 only in part; page 3 has no text
    assert not re.search(r"\S", doc.text[doc.pages[2].span.start : doc.pages[2].span.end])
