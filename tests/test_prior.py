"""What a document's layout says of its values, before any model speaks."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from extractor.candidates import find_candidates
from extractor.document import Document, Span
from extractor.generation import Prior
from extractor.models import embedded_prior
from extractor.prior import MODEL_SAYS, weigh_windows
from extractor.prior.gathered import gather
from extractor.prior.layout import AROUND, Layout
from extractor.prior.roles import Roles
from extractor.prior.rows import Cells, Item, exclusive, find_items
from extractor.prior.runs import find_runs
from extractor.prior.sheet import build_sheet
from extractor.prior.sums import Sums
from extractor.prior.words import likeness, split
from extractor.readers.assembly import Assembly
from extractor.schema import load_schema

INVOICE = """\
Quillfeather Paper Mill
12 Sluice Lane, Harwick

Invoice No.   QP-2231
Invoice date: 14 March 2026
Due date: 13 April 2026

Item                Qty   Price   Amount
Laid paper A4         3   12.50    37.50
Deckle edge card     10    2.25    22.50

Net total           60.00
VAT 20%             12.00
Amount due          72.00
"""


def document(text: str) -> Document:
    assembly = Assembly(page_count=1)
    assembly.add_text(1, text)
    return Document("made-up.txt", "0" * 64, "text/plain", assembly.text, tuple(assembly.pages), 1)


def _whole(made: Document) -> list[Span]:
    return [Span(0, len(made.text))]


def _weighed(text: str, schema: str) -> Prior:
    made = document(text)
    root = load_schema(schema).root
    candidates = find_candidates(made)
    (prior,) = weigh_windows(embedded_prior(), made, candidates, root, [_whole(made)])
    return prior


def _likeliest(prior: Prior, at: str) -> object:
    values = prior.values[at]
    return json.loads(max(values, key=lambda text: values[text]))


def test_places_that_play_the_same_part_in_their_rows_have_the_same_role() -> None:
    made = document("Menu\n2 Fish & chips   31.00\n1 Pale ale   5.90\nTotal   36.90\n")
    layout = Layout(made, _whole(made))
    roles = Roles(layout)

    def role(text: str) -> list[int]:
        start = made.text.index(text)
        span = Span(start, start + len(text))
        cell = layout.cell_at(start)
        assert cell is not None
        return roles.of_place(span, text, cell, layout.around(span, cell))

    assert role("Fish & chips") == role("Pale ale")
    assert role("31.00") == role("5.90")
    assert role("Fish & chips")[0] != role("31.00")[0]
    assert role("36.90")[0] != role("5.90")[0]


def test_cells_between_the_same_marks_are_one_column() -> None:
    made = document(
        '"Item"; "Due"; "Net"\n"A long description"; ""; "9.50"\nBilled; paid; filed now'
    )
    layout = Layout(made, _whole(made))
    cell = layout.cell_at(made.text.index("9.50"))
    assert cell is not None
    assert layout.around(cell.span, cell).texts[AROUND.index("head")] == "Net"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            "Day    Text    Out     In\n               in EUR  in EUR\n2 May  Rent    80.00\n",
            "Out in EUR",
        ),
        ("Qty    Unit    Amount\n       Price\n2      80.00   160.00\n", "Unit Price"),
        ("Item   Unit    Net\n_____  _____   ____\nRope   80.00   160.00\n", "Unit"),
        ("│ Item │ Net │\n│ Rope │ 80.00 │\n", "Net"),
        (
            "Pay     Units   Rate   |  Less      Sum\nBasic   80.00   16.4   |  Tax     378\n",
            "Units",
        ),
        (
            "Qty   Article        Price\n                     EUR\n2     80.00 m of rope  160\n",
            "Article",
        ),
        ("No    Name\n7     Abel\nPay     Units\nBasic   80.00\n", "Units"),
    ],
)
def test_the_head_of_a_column_has_all_its_lines(text: str, head: str) -> None:
    made = document(text)
    layout = Layout(made, _whole(made))
    cell = layout.cell_at(made.text.index("80.00"))
    assert cell is not None
    assert layout.around(cell.span, cell).texts[AROUND.index("head")] == head


def test_in_every_row_the_words_that_tell_its_choice_are_on_offer() -> None:
    made = document("Test   Result\nSodium  128 mmol/L  L\nFolate  8 ng/mL  L\nZinc  9  +\n")
    flag = {"enum": ["low", "high"]}
    rows = {"type": "array", "items": {"type": "object", "properties": {"flag": flag}}}
    root = load_schema({"type": "object", "properties": {"tests": rows}}).root
    sheet = build_sheet(made, find_candidates(made), root, _whole(made))
    (question,) = sheet.questions
    spans = [sheet.spans[place] for place in sheet.options[question.reading].places]
    ends = [made.text.index(end) for end in ("  L\nF", "  L\nZ", "  +")]
    assert {Span(end + 2, end + 3) for end in ends} <= set(spans)


def test_a_mark_parts_no_line_alone() -> None:
    made = document("Paid; filed; closed\nThe rest follows * in June * or July\n")
    layout = Layout(made, _whole(made))
    assert [len(line) for line in layout.lines] == [1, 1]


def test_labels_decide_between_values_of_one_kind() -> None:
    asked = "invoice_number, invoice_date date, due_date date, net_total float, total float"
    prior = _weighed(INVOICE, asked)
    assert _likeliest(prior, "/invoice_number") == "QP-2231"
    assert _likeliest(prior, "/net_total") == 60
    assert _likeliest(prior, "/invoice_date") == "2026-03-14"
    assert _likeliest(prior, "/due_date") == "2026-04-13"
    assert _likeliest(prior, "/total") == 72


def test_what_the_document_does_not_say_is_likely_null() -> None:
    prior = _weighed(INVOICE, "invoice_number, iban, phone, delivery_date date")
    assert _likeliest(prior, "/phone") is None
    assert _likeliest(prior, "/iban") is None
    assert _likeliest(prior, "/delivery_date") is None


def test_the_lines_of_a_table_are_the_rows_of_a_list() -> None:
    prior = _weighed(INVOICE, "items [description, quantity int, amount float]")
    assert [odds > 0 for odds in prior.more["/items"]] == [True, True, False]
    assert _likeliest(prior, "/items/0/description") == "Laid paper A4"
    assert _likeliest(prior, "/items/1/quantity") == 10
    assert _likeliest(prior, "/items/1/amount") == 22.5


def test_chances_are_shares_of_one() -> None:
    prior = _weighed(INVOICE, "invoice_number, vendor, total float")
    for values in prior.values.values():
        assert sum(map(math.exp, values.values())) <= 1.001


def test_beside_the_prior_the_model_has_a_smaller_say() -> None:
    assert 0 < _weighed(INVOICE, "total float").say < 1
    assert Prior({}, {}).say == 1


def test_only_the_stretches_asked_about_are_weighed() -> None:
    made = document(INVOICE)
    first = [Span(0, INVOICE.index("Item"))]
    root = load_schema("total float").root
    (prior,) = weigh_windows(embedded_prior(), made, find_candidates(made), root, [first])
    assert "72.00" not in prior.values["/total"]


def test_what_another_window_answers_better_is_null_in_this_one() -> None:
    rest = "\n\nOther charges\n" + "Delivery   4.00\nPacking   1.50\n" * 4
    made = document(INVOICE + rest)
    cut = len(INVOICE)
    windows = [[Span(0, cut)], [Span(cut, len(made.text))]]
    root = load_schema("total float: amount due").root
    candidates = find_candidates(made)
    first, second = weigh_windows(embedded_prior(), made, candidates, root, windows)
    (alone,) = weigh_windows(embedded_prior(), made, candidates, root, windows[1:])
    assert _likeliest(first, "/total") == 72
    assert _likeliest(second, "/total") is None
    assert second.values["/total"]["null"] > alone.values["/total"]["null"]


def test_a_document_without_words_has_no_prior() -> None:
    assert _weighed("", "total float") == Prior({}, {}, MODEL_SAYS)


def test_what_stands_around_a_place() -> None:
    made = document(INVOICE)
    layout = Layout(made, _whole(made))
    start = INVOICE.index("12.50")
    cell = layout.cell_at(start)
    assert cell is not None
    around = layout.around(Span(start, start + 5), cell)
    told = dict(zip(AROUND, around.texts, strict=True))
    assert told["head"] == "Price"
    assert told["cell_left"] == "3"
    assert told["line"].startswith("Laid paper A4")
    assert told["after"] == "37.50"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ref: AB-77", "AB-77"),
        ("Total due 12.50 EUR", "12.50 EUR"),
        ("Harwick, WI 54999", "WI 54999"),
        ("signed by Renata J. Kowalczyk on Monday", "Renata J. Kowalczyk"),
        ("12 Sluice Lane\nHarwick", "12 Sluice Lane Harwick"),
        ("for a term of 24 months from today", "24 months"),
        ("Fan * Roof unit 40 cm * 3 * 12.50", "Roof unit 40 cm"),
        ("Serial: 77-K · Cause: loose belt · Seen: Monday", "loose belt"),
        ("Address: 9 Weir Road, Flat 2, Harwick", "9 Weir Road, Flat 2"),
        ("Ticket no. ________________299992", "299992"),
        ("We will charge your card **** **** **** 2608. Thanks.", "**** **** **** 2608"),
        ('Size   42" x 40" x 8"', '42" x 40" x 8"'),
        ("March 2018 to May 2021", "March 2018"),
        ("Remark: Ring the bell twice.", "Ring the bell twice."),
        ("> Head gardener", "Head gardener"),
        ("**Town:** **Harwick**", "Harwick"),
        ("Destination: Harwick, WI /", "Harwick, WI"),
        ("INVOICE Nr.2026-075-K of Monday", "2026-075-K"),
        ("K-77 Small cable 7 12.50", "Small cable"),
        ("Invoices are payable within 45 days of receipt. Late", "within 45 days of receipt"),
        ("Les parties relèvent des tribunaux de Lyon, sans appel.", "tribunaux de Lyon"),
        ("This Agreement is governed in all respects by the laws of the\nState of Ohio.", "Ohio"),
        ("The clerk is on (486) 379-7974.", "(486) 379-7974"),
        ("Address => 34 Meadow Row", "34 Meadow Row"),
        ("Claims helpline 0141 496 0188.", "0141 496 0188"),
        ("Ring +49 (0) 341 49 62 08-14 before noon", "+49 (0) 341 49 62 08-14"),
        ("either may end it upon forty-five (45) days' notice", "forty-five (45) days"),
        (
            "The company shall pay all of what it owes within ninety (90)\ndays of receipt.",
            "ninety (90) days",
        ),
        ("made by Harbor Yarn, LLC, a company of Ohio", "Harbor Yarn, LLC"),
        (
            "The premises are let for the whole of the term to Renata\nKowalczyk, who accepts.",
            "Renata Kowalczyk",
        ),
    ],
)
def test_runs_that_a_person_would_mark(text: str, value: str) -> None:
    made = document(text)
    runs = find_runs(made, Layout(made, _whole(made)), _whole(made))
    assert value in [run.text for run in runs]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The clerk is on (486) 379-7974.", "486) 379-7974"),
        ("Address => 34 Meadow Row", "=> 34 Meadow Row"),
        ('"HM-1310 1/15"; "39"; "Tea"', 'HM-1310 1/15"'),
        ("either may end it upon forty-five (45) days' notice", "five (45) days"),
    ],
)
def test_runs_that_nobody_would_mark(text: str, value: str) -> None:
    made = document(text)
    runs = find_runs(made, Layout(made, _whole(made)), _whole(made))
    assert value not in [run.text for run in runs]


def test_words_are_folded_alike_in_labels_and_names() -> None:
    assert split("invoiceDate") == split("Invoice_date") == ("invoice", "date")
    assert split("Straße Nº 12") == ("strasse", "no", "0")
    assert likeness("invoice", "invoices") > likeness("invoicing", "invoiced") > 0
    assert likeness("invoice", "voice") == 0


def _cells(*cells: tuple[str, int, int, float]) -> Cells:
    """Of (text, place, line, chance)."""
    texts, places, lines, chances = zip(*cells, strict=True)
    spans = [Span(place, place + 1) for place in places]
    return Cells(list(texts), spans, list(lines), list(chances))


def _at(*lines: int) -> list[float]:
    """Chances of the first lines of a page that an item begins there, high at `lines`."""
    return [0.9 if line in lines else 0.1 for line in range(8)]


def _told(items: list[Item], column: str) -> list[str]:
    cells = [item.row[(column,)] for item in items]
    return [max(chances, key=chances.__getitem__) for chances in cells]


def test_an_items_other_lines_are_those_with_cells_that_it_lacks() -> None:
    columns = {
        ("what",): Cells(["a", "b"], [Span(0, 1), Span(9, 10)], [1, 4], [0.9, 0.9]),
        ("sum",): _cells(("1", 2, 2, 0.9), ("2", 11, 4, 0.8), ("3", 14, 6, 0.4)),
        ("day",): _cells(("8", 3, 0, 0.6), ("9", 15, 5, 0.6)),
    }
    items = find_items(columns, _at(1, 4))
    assert _told(items, "sum") == ["1", "2"]
    assert _told(items, "day") == ["8", "9"]


def test_neighbours_that_share_no_column_are_one_item() -> None:
    columns = {
        ("what",): _cells(("a", 10, 1, 0.9), ("b", 20, 3, 0.9)),
        ("day",): _cells(("8", 12, 2, 0.9), ("9", 22, 4, 0.9)),
    }
    items = find_items(columns, _at(1, 2, 3, 4))
    assert (_told(items, "what"), _told(items, "day")) == (["a", "b"], ["8", "9"])


def test_a_line_that_is_part_of_an_item_is_no_part_of_the_next() -> None:
    columns = {
        ("what",): _cells(("a", 10, 1, 0.9), ("b", 20, 3, 0.9)),
        ("day",): _cells(("8", 12, 2, 0.9)),
    }
    items = find_items(columns, _at(1, 2, 3))
    assert (_told(items, "what"), _told(items, "day")) == (["a", "b"], ["8", "null"])


def test_a_line_where_none_begins_is_no_item_however_full() -> None:
    columns = {
        ("what",): _cells(("rent", 20, 2, 0.9), ("pay", 30, 3, 0.9), ("total", 40, 4, 0.9)),
        ("sum",): _cells(("50", 21, 2, 0.8), ("90", 31, 3, 0.8), ("140", 41, 4, 0.9)),
    }
    assert _told(find_items(columns, _at(2, 3)), "what") == ["rent", "pay"]


def test_an_item_of_which_nothing_is_known_is_none() -> None:
    columns = {("what",): _cells(("rent", 20, 2, 0.9), ("pay", 30, 3, 0.02))}
    assert _told(find_items(columns, _at(2, 3, 5)), "what") == ["rent"]


def test_words_alone_among_fuller_rows_are_a_title() -> None:
    what = _cells(("FEES", 10, 1, 0.9), ("rent", 20, 2, 0.9), ("pay", 30, 3, 0.9))
    sums = _cells(("50", 21, 2, 0.8), ("90", 31, 3, 0.8))
    more = _cells(("50", 21, 2, 0.8), ("90", 31, 3, 0.8), ("7", 41, 4, 0.8))
    titled = {("what",): replace(what, worded=True), ("sum",): sums}
    assert _told(find_items(titled, _at(1, 2, 3)), "what") == ["rent", "pay"]
    assert len(find_items(titled | {("sum",): more}, _at(2, 3, 4))) == 3  # an item without words
    assert len(find_items({("what",): replace(what, worded=True)}, _at(1, 2, 3))) == 3


def test_a_cell_is_likelier_empty_where_those_of_its_column_are() -> None:
    def chance(of_others: float) -> float:
        columns = {
            ("what",): _cells(*((name, at, at, 0.9) for at, name in enumerate("abc"))),
            ("code",): _cells(("x", 10, 0, of_others), ("y", 11, 1, 0.45), ("z", 12, 2, of_others)),
        }
        return find_items(columns, _at(0, 1, 2))[1].row[("code",)]["null"]

    assert chance(0.9) < chance(0.45) < 0.5 < chance(0.05)


def test_readings_of_one_place_stand_together_against_null() -> None:
    columns = {
        ("what",): _cells(("rent", 1, 1, 0.9)),
        ("out",): _cells(("-50", 2, 1, 0.4), ("50", 2, 1, 0.35)),
    }
    (item,) = find_items(columns, _at(1))
    assert item.row[("out",)]["-50"] > item.row[("out",)]["null"]


def test_a_place_is_the_cell_of_the_column_that_wants_it_most() -> None:
    columns = {
        ("name",): _cells(("Calder Mill", 1, 1, 0.9)),
        ("role",): _cells(("Calder Mill", 1, 1, 0.7), ("the Lessor", 2, 1, 0.3)),
    }
    (item,) = find_items(exclusive(columns), _at(1))
    assert item.row[("name",)]["Calder Mill"] > 0.8
    assert (
        item.row[("role",)]["Calder Mill"]
        < item.row[("role",)]["the Lessor"]
        < item.row[("role",)]["null"]
    )


def test_every_reading_of_an_ambiguous_date_is_an_option() -> None:
    made = document("Dated 03/04/2026")
    root = load_schema("day date").root
    sheet = build_sheet(made, find_candidates(made), root, _whole(made))
    assert sorted(sheet.options["date"].texts) == ['"2026-03-04"', '"2026-04-03"']
    gathered = gather(sheet)
    assert len(gathered.questions) == 2
    assert np.isfinite(embedded_prior().weigh(gathered).rows).all()


def test_how_numbers_add_up() -> None:
    text = (
        "Rope   2 x 40.00   80.00\nHook   1 x 20.00   20.00\nNet   100.00\nVAT 19%   19.00\n"
        "Gross   119.00\nDeposit   7.77\n"
    )
    spans = [Span(*one.span()) for one in re.finditer(r"\d+\.\d\d|(?<=   )\d(?= x)", text)]
    lines = {span: text.count("\n", 0, span.start) for span in spans}
    sums = Sums([(span, text[span.start : span.end]) for span in spans], lines)
    told = {
        text[span.start : span.end]: [
            name
            for name, so in zip(
                ("sum", "part", "column", "product", "factor"),
                sums.of(span, text[span.start : span.end]),
                strict=True,
            )
            if so
        ]
        for span in spans
    }
    assert told["119.00"] == ["sum", "column"]
    assert told["19.00"] == ["part"]
    assert told["100.00"] == ["sum", "part", "column"]
    assert told["80.00"] == ["part", "product"]
    assert told["40.00"] == told["2"] == ["factor"]
    assert told["7.77"] == []
