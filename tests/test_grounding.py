"""Where a value stands in its document, how well, and how sure that makes it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.candidates import find_candidates, fold
from extractor.document import Box, Document, Page, Span, Word
from extractor.grounding import (
    Grounding,
    Verdict,
    confidence,
    ground,
    ground_record,
    to_field,
)
from extractor.record import FieldState
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin, Union

WIDTH, HEIGHT, CHARACTER, LINE = 612.0, 792.0, 5.0, 12.0

TEXT = Leaf(Kind.STRING, Origin.VERBATIM)
DATE = Leaf(Kind.DATE, Origin.PARSED)
NUMBER = Leaf(Kind.NUMBER, Origin.PARSED)
INTEGER = Leaf(Kind.INTEGER, Origin.PARSED)


def document(
    *pages: str, blocks: tuple[tuple[int, ...], ...] = (), recognised: float | None = None
) -> Document:
    """Pages of typewriter text: every character has its place on the paper."""
    text, made = "", []
    for number, page in enumerate(pages, start=1):
        start = len(text)
        words = []
        for match in re.finditer(r"\S+", page):
            line = page.count("\n", 0, match.start())
            column = match.start() - (page.rfind("\n", 0, match.start()) + 1)
            x, y = min(column * CHARACTER, WIDTH), min(line * LINE, HEIGHT - LINE)
            box = Box(x, y, min(x + len(match.group()) * CHARACTER, WIDTH), y + LINE)
            words.append(Word(start + match.start(), start + match.end(), box, recognised))
        text += page + "\n"
        span = Span(start, start + len(page))
        made.append(Page(number, span, tuple(words), WIDTH, HEIGHT, recognised is not None, blocks))
    return Document("d.pdf", "0" * 64, "application/pdf", text, tuple(made), len(made))


def find(page: Document, leaf: Leaf, value: Any, **hints: Any) -> Grounding:
    return ground(page, leaf, value, candidates=find_candidates(page), **hints)


INVOICE = document(
    """\
ACME GmbH                    Invoice No. INV-2024-00871
Hauptstraße 12               Invoice date: 14.03.2024
10115 Berlin                 Due date: 14.04.2024   Delivery date: 14.03.2024

Qty  Description      Unit price   Amount
1    Blue widget      10.00        10.00
1    Red widget       10.00        10.00
2    Blue widget      10.00        20.00

Total EUR 1,487.50, payable within thirty days by bank trans-
fer to our account. The “first” rate applies."""
)


@pytest.mark.parametrize(
    ("leaf", "value", "state", "text"),
    [
        (TEXT, "INV-2024-00871", FieldState.EXACT, "INV-2024-00871"),
        (TEXT, "Acme GmbH", FieldState.NORMALISED, "ACME GmbH"),
        (TEXT, "Hauptstrasse 12", FieldState.NORMALISED, "Hauptstraße 12"),
        (TEXT, 'The "first" rate', FieldState.NORMALISED, "The “first” rate"),
        (TEXT, "bank transfer", FieldState.NORMALISED, "bank trans- fer"),
        (TEXT, "trans- fer to our", FieldState.EXACT, "trans- fer to our"),  # over a line
        (TEXT, "INV-2024-O0871", FieldState.FUZZY, "INV-2024-00871"),
        (TEXT, "Globex Corporation", FieldState.UNGROUNDED, None),
        (TEXT, "Berl", FieldState.UNGROUNDED, None),  # not a word of the document
        (NUMBER, 1487.5, FieldState.NORMALISED, "1,487.50"),
        (NUMBER, 20.0, FieldState.EXACT, "20.00"),
        (NUMBER, 30, FieldState.NORMALISED, "thirty"),
        (NUMBER, 999.0, FieldState.UNGROUNDED, None),
        (DATE, "2024-04-14", FieldState.NORMALISED, "14.04.2024"),
        (DATE, "2025-01-01", FieldState.UNGROUNDED, None),
        (TEXT, None, FieldState.ABSENT, None),
        (Leaf(Kind.BOOLEAN, Origin.INFERRED), True, FieldState.INFERRED, None),
        (Leaf(Kind.STRING, Origin.FREE), "An invoice for widgets", FieldState.INFERRED, None),
        (Leaf(Kind.STRING, Origin.PARSED, format="currency"), "EUR", FieldState.EXACT, "EUR"),
    ],
)
def test_states(leaf: Leaf, value: Any, state: FieldState, text: str | None) -> None:
    grounding = find(INVOICE, leaf, value)
    assert (grounding.state, grounding.text) == (state, text)


def test_a_literal_number_is_exact_and_a_rewritten_one_normalised() -> None:
    assert find(document("Total 1487.50"), NUMBER, 1487.5).state is FieldState.EXACT
    assert find(document("Total 1.487,50"), NUMBER, 1487.5).state is FieldState.NORMALISED


def test_ligatures_and_spacing_are_normalised() -> None:
    assert find(document("the ﬁnal oﬃce"), TEXT, "final office").state is FieldState.NORMALISED
    assert find(document("AcmeGmbH in Bonn"), TEXT, "Acme GmbH").state is FieldState.NORMALISED


def test_an_enum_is_inferred_and_still_located_where_its_words_stand() -> None:
    leaf = Leaf(Kind.ENUM, Origin.INFERRED, choices=("bank_transfer", "cash"))
    grounding = find(document("Payment: Bank transfer"), leaf, "bank_transfer")
    assert (grounding.state, grounding.text) == (FieldState.INFERRED, "Bank transfer")
    assert find(document("Payment: ?"), leaf, "cash") == Grounding(FieldState.INFERRED)


def test_a_number_read_through_confusions_is_fuzzy() -> None:
    page = document("Total 1,2S4.50", recognised=0.8)
    grounding = find(page, NUMBER, 1254.5)
    assert grounding.state is FieldState.FUZZY
    assert grounding.recognition == pytest.approx(0.8)


def test_the_label_decides_between_equal_values() -> None:
    for label, before in (("invoice_date", "Invoice date: "), ("deliveryDate", "Delivery date: ")):
        span = find(INVOICE, DATE, "2024-03-14", label=label).span
        assert span is not None
        assert INVOICE.text[: span.start].endswith(before)


def test_a_label_may_stand_above_its_value() -> None:
    page = document("Net       Gross     Tax\n19.00     19.00     0.00")
    span = find(page, NUMBER, 19.0, label="gross").span
    assert span == Span(34, 39)


def test_siblings_decide_where_no_label_does() -> None:
    page = document("Bonn\nMain Street 1\n\n\n\nOak Street 2\nBonn")
    near = [Span(page.text.index("Oak"), page.text.index("Oak") + 3)]
    span = find(page, TEXT, "Bonn", near=near).span
    assert span is not None
    assert span.start > near[0].start


def test_a_run_of_a_block_covers_every_word_of_it() -> None:
    # Words: 0 Acme 1 GmbH 2 Invoice 3 Main 4 Street 5 Copy; the left column is one block.
    page = document("Acme GmbH   Invoice\nMain Street   Copy", blocks=((0, 1, 3, 4), (2, 5)))
    grounding = find(page, TEXT, "GmbH Main Street")
    assert grounding.state is FieldState.EXACT
    assert [fold(page.text[span.start : span.end]) for span in grounding.spans] == [
        "GmbH",
        "Main Street",
    ]
    assert grounding.text == "GmbH"  # `span` and `text` are those of the first stretch
    assert len(grounding.boxes) == 2


def test_a_value_that_crosses_pages_has_the_boxes_of_its_first() -> None:
    page = document("of Acme", "Holding AG")
    grounding = find(page, TEXT, "Acme Holding")
    assert (grounding.state, grounding.page, len(grounding.boxes)) == (FieldState.EXACT, 1, 1)


def test_a_window_restricts_the_search() -> None:
    page = document("total 5.00", "total 5.00")
    span = find(page, NUMBER, 5.0, within=[page.pages[1].span]).span
    assert span is not None
    assert page.page_at(span.start).number == 2
    assert find(page, TEXT, "total total", within=[page.pages[0].span]).span is None


# -- whole records

ROW = Object(
    {"qty": INTEGER, "description": TEXT, "unit_price": NUMBER, "amount": NUMBER},
)
ROOT = Object(
    {
        "vendor": TEXT,
        "delivery_date": DATE,
        "paid": Leaf(Kind.BOOLEAN, Origin.INFERRED),
        "address": Object({"street": TEXT, "city": TEXT}),
        "items": Array(ROW),
        "notes": Array(TEXT),
        "reference": Union((INTEGER, TEXT)),
    }
)
ITEMS = [
    {"qty": 1, "description": "Blue widget", "unit_price": 10.0, "amount": 10.0},
    {"qty": 1, "description": "Red widget", "unit_price": 10.0, "amount": 10.0},
    {"qty": 2, "description": "Blue widget", "unit_price": 10.0, "amount": 20.0},
]


def grounded(data: dict[str, Any]) -> dict[str, Grounding]:
    return ground_record(INVOICE, ROOT, data, find_candidates(INVOICE))


def test_rows_of_a_list_stand_on_the_lines_of_their_table() -> None:
    found = grounded({"items": ITEMS})
    for index in range(len(ITEMS)):
        spans = [found[f"/items/{index}/{name}"].span for name in ROW.properties]
        starts = [span.start for span in spans if span]
        assert [INVOICE.text.count("\n", 0, start) for start in starts] == [5 + index] * 4
        assert starts == sorted(set(starts))  # four columns, four places


def test_every_leaf_has_an_entry_absent_ones_too() -> None:
    found = grounded({"vendor": "ACME GmbH", "items": [], "address": None, "reference": 10115})
    assert {at: one.state.value for at, one in found.items()} == {
        "/vendor": "exact",
        "/delivery_date": "absent",
        "/paid": "absent",
        "/address/street": "absent",
        "/address/city": "absent",
        "/items": "absent",
        "/notes": "absent",
        "/reference": "exact",
    }


def test_a_row_that_the_text_does_not_bear_is_ungrounded() -> None:
    found = grounded({"items": [*ITEMS, {"qty": 77, "description": "Golden goose"}]})
    assert found["/items/3/qty"].state is FieldState.UNGROUNDED
    assert found["/items/3/description"].state is FieldState.UNGROUNDED
    assert found["/items/3/amount"].state is FieldState.ABSENT


# -- properties

_WORDS = st.lists(
    st.one_of(
        st.sampled_from(["Acme", "GmbH", "(Bonn)", "1,50", "14.03.2024", "a-", "“x”", "ﬁn", "é"]),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1),
    ),
    min_size=1,
    max_size=30,
)


@st.composite
def pages_and_runs(draw: st.DrawFn) -> tuple[Document, str]:
    """Words over lines and two pages, in two interleaved blocks, and a run of them."""
    words = draw(_WORDS)
    gaps = draw(st.lists(st.sampled_from([" ", "  ", "\n", " \n "]), min_size=len(words)))
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    indexes = range(len(text.split()))
    page = document(text, blocks=(tuple(indexes[::2]), tuple(indexes[1::2])))
    reading = draw(st.sampled_from([text.split(), text.split()[::2]]))
    first = draw(st.integers(0, len(reading) - 1))
    last = draw(st.integers(first + 1, len(reading)))
    return page, " ".join(reading[first:last])


@given(pages_and_runs())
@settings(deadline=None)
def test_an_exact_span_slices_back_and_boxes_lie_in_their_page(case: tuple[Document, str]) -> None:
    page, run = case
    grounding = find(page, TEXT, run)
    assert grounding.state is FieldState.EXACT
    field = to_field(grounding, 0.5)
    assert field.span is not None
    assert fold(page.text[slice(*field.span)]) == field.text
    words = " ".join(fold(page.text[span.start : span.end]) for span in grounding.spans)
    assert words == fold(run)
    for x0, y0, x1, y1 in field.boxes:
        assert 0 <= x0 <= x1 <= WIDTH
        assert 0 <= y0 <= y1 <= HEIGHT


@given(pages_and_runs(), st.text(max_size=40))
@settings(deadline=None)
def test_whatever_is_located_slices_back(case: tuple[Document, str], value: str) -> None:
    page, run = case
    for asked in (value, run.upper(), run + "x"):
        grounding = find(page, TEXT, asked)
        assert (grounding.span is None) == (grounding.state is FieldState.UNGROUNDED)
        for span in grounding.spans[:1]:
            assert fold(page.text[span.start : span.end]) == grounding.text


# -- confidence


def test_confidence_is_the_product_of_what_is_known() -> None:
    assert confidence(FieldState.EXACT, probability=0.9, recognition=0.5) == pytest.approx(0.45)
    assert confidence(FieldState.ABSENT, probability=0.7) == pytest.approx(0.7)
    assert confidence(FieldState.EXACT, verdict=Verdict.DISPUTED) == pytest.approx(0.5)
    assert confidence(FieldState.EXACT, verdict=Verdict.REFUSED) == 0
    assert confidence(FieldState.FUZZY, similarity=0.5) == pytest.approx(0.4)


def test_a_null_is_no_surer_than_what_was_looked_through_was_recognised() -> None:
    def recognitions(page: Document, within: list[Span] | None = None) -> set[float | None]:
        root = Object({"total": NUMBER, "items": Array(TEXT)})
        candidates = find_candidates(page)
        grounded = ground_record(page, root, {"total": None, "items": []}, candidates, within)
        return {grounding.recognition for grounding in grounded.values()}

    assert recognitions(document("Total 12.50", recognised=0.5)) == {0.5}
    assert recognitions(document("Total 12.50")) == {None}
    assert recognitions(document("")) == {None}
    first, second = document("Total", recognised=0.5).pages[0], document("Total", "12.50").pages[1]
    mixed = replace(document("Total", "12.50"), pages=(first, second))
    assert recognitions(mixed) == {0.75}
    assert recognitions(mixed, [second.span]) == {None}


def test_confidence_falls_with_the_state() -> None:
    states = [FieldState.EXACT, FieldState.NORMALISED, FieldState.FUZZY, FieldState.UNGROUNDED]
    values = [confidence(state, probability=0.9) for state in [*states, FieldState.INVALID]]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


@given(
    st.sampled_from(FieldState),
    st.none() | st.floats(0, 1),
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
    st.sampled_from(Verdict),
)
def test_confidence_is_a_share(
    state: FieldState,
    probability: float | None,
    similarity: float,
    recognition: float | None,
    verdict: Verdict,
) -> None:
    assert (
        0
        <= confidence(
            state,
            probability=probability,
            similarity=similarity,
            recognition=recognition,
            verdict=verdict,
        )
        <= 1
    )
