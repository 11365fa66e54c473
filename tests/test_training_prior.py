"""The candidate prior's samples, and that training and product compute the same."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from extractor.candidates import find_candidates
from extractor.document import Span
from extractor.prior import words
from extractor.prior.layout import Layout
from extractor.prior.network import Network
from extractor.prior.runs import find_runs
from extractor.prior.sheet import build_sheet
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin
from training import render
from training.generate import Split, sample
from training.prior_sheets import forgotten, mark, marked, stream
from training.widen import widened


def test_the_answers_options_are_marked() -> None:
    answered = listed = begun = 0
    for index in range(20):
        for one in marked(index, Split.VALUES):
            single = one.gathered.single[one.gathered.questions] > 0
            answered += int(one.right[single].sum())
            listed += int(one.right[~single].sum())
            begun += int(one.begins.sum())
            asked = np.unique(one.gathered.questions[(one.right > 0) & single])
            assert one.known[asked].all()
            assert not one.null[asked].any()
    assert answered > 40
    assert listed > 20
    assert 5 < begun < listed


def test_an_item_begins_on_the_first_line_that_bears_some_of_it() -> None:
    text = "Guests\nAnn Lee\nroom 12, 3 nights\nBo Diaz\nroom 14, 2 nights\nCy Ode\nroom 3"
    document = render.document(text.split("\n"), render.Medium.PLAIN, random.Random(0))
    name, number = Leaf(Kind.STRING, Origin.VERBATIM), Leaf(Kind.INTEGER, Origin.PARSED)
    row = Object({"guest": name, "room": number, "nights": number})
    root = Object({"stays": Array(row, "", max_items=9)})
    within = [Span(0, len(document.text))]
    sheet = build_sheet(document, find_candidates(document), root, within)
    stays = [("Ann Lee", 12, 3), ("Bo Diaz", 14, 2), ("Cy Ode", 3, None)]
    answer = [dict(zip(row.properties, stay, strict=True)) for stay in stays]
    (begins,) = mark(sheet, {"stays": answer}).begins
    assert np.flatnonzero(begins).tolist() == [1, 3, 5]


def test_a_cell_that_wraps_within_a_long_table_is_an_option() -> None:
    rows = [
        (f"{at:<6}Bracket type {at:<20}{at}.50", f"      with screws, set of {at + 30}")
        for at in range(1, 10)
    ]
    lines = ["Pos   Description                      Price", *(one for row in rows for one in row)]
    document = render.document(lines, render.Medium.PDF, random.Random(0))
    within = [Span(0, len(document.text))]
    runs = {run.text for run in find_runs(document, Layout(document, within), within)}
    assert {f"Bracket type {at} with screws, set of {at + 30}" for at in range(1, 10)} <= runs


def test_of_equal_numbers_of_a_row_the_one_in_line_with_the_others_is_marked() -> None:
    text = "Rope   2   40.00   80.00\nHook   1   20.00   20.00\nFoil   3   5.00   15.00"
    document = render.document(text.split("\n"), render.Medium.PLAIN, random.Random(0))
    name = Leaf(Kind.STRING, Origin.VERBATIM)
    number = Leaf(Kind.NUMBER, Origin.PARSED)
    row = Object({"item": name, "price": number, "amount": number})
    root = Object({"goods": Array(row, "", max_items=9)})
    sheet = build_sheet(document, find_candidates(document), root, [Span(0, len(document.text))])
    goods = [("Rope", 40, 80), ("Hook", 20, 20), ("Foil", 5, 15)]
    answer = [dict(zip(row.properties, one, strict=True)) for one in goods]
    marked_rows = mark(sheet, {"goods": answer})
    wanted = {"price": ["40.00", "20.00", "5.00"], "amount": ["80.00", "20.00", "15.00"]}
    for number_of, question in enumerate(sheet.questions):
        column = question.column[0]
        if column in wanted:
            at = np.flatnonzero(
                (marked_rows.right > 0) & (marked_rows.gathered.questions == number_of)
            )
            spans = sorted(sheet.spans[marked_rows.gathered.places[row_at]] for row_at in at)
            assert [text[one.start : one.end] for one in spans] == wanted[column]
            ends = [one.end == len(text) or text[one.end] == "\n" for one in spans]
            assert ends == [column == "amount"] * 3


def test_all_items_of_a_line_are_marked_and_where_the_list_stands() -> None:
    text = "Ann Lee, 3 years of Python\n\nTools: Python, SAP, Excel\n- Welding"
    document = render.document(text.split("\n"), render.Medium.PLAIN, random.Random(0))
    leaf = Leaf(Kind.STRING, Origin.VERBATIM)
    root = Object({"skills": Array(leaf, "", max_items=9)})
    within = [Span(0, len(document.text))]
    sheet = build_sheet(document, find_candidates(document), root, within)
    right = mark(sheet, {"skills": ["Python", "SAP", "Excel", "Welding"]}).right
    (question,) = sheet.questions
    options = sheet.options[question.reading]
    spans = sorted(sheet.spans[options.places[question.open[at]]] for at in np.flatnonzero(right))
    assert [document.text[one.start : one.end] for one in spans] == [
        *("Python", "SAP", "Excel", "Welding"),
    ]
    assert spans[0].start > text.index("Tools")


def test_documents_are_the_same_each_time_and_go_on_without_end() -> None:
    first, second = (next(stream(7, Split.TRAIN)) for _ in range(2))
    assert np.array_equal(first.right, second.right)
    assert np.array_equal(first.gathered.asked.likeness, second.gathered.asked.likeness)


def test_a_scanned_document_is_asked_about_more_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "STORE", tmp_path)
    short = 11  # number of a short document
    assert len(list(marked(short, Split.TRAIN, 2, 5))) == 2
    lines = sample(short).lines
    found = render.document(lines, render.Medium.SCAN, random.Random(1))
    assert found.media_type == render.SCANNED
    assert render.is_stored(lines)
    assert len(list(marked(short, Split.TRAIN, 2, 5))) == 5


def test_forgetting_takes_words_from_questions_alone() -> None:
    documents = (next(marked(number, Split.VALUES)) for number in range(3, 30))
    one = next(one for one in documents if one.gathered.groups[2].any())
    silent = forgotten(one, np.random.default_rng(1))
    assert np.array_equal(silent.gathered.texts, one.gathered.texts)
    for before, after in zip(one.gathered.groups, silent.gathered.groups, strict=True):
        assert ((after == before) | (after == 0)).all()
    assert (silent.gathered.groups[2] == 0).sum() > (one.gathered.groups[2] == 0).sum()


def test_network_and_product_agree() -> None:
    torch = pytest.importorskip("torch")
    from training.prior_network import PriorNetwork

    torch.manual_seed(1)
    trained = PriorNetwork().eval()
    shipped = Network({name: one.numpy() for name, one in trained.state_dict().items()})
    for index in range(3):
        one = next(marked(index, Split.KINDS))
        with torch.no_grad():
            looked = trained(one.gathered)
        weighed = shipped.weigh(one.gathered)
        assert np.allclose(weighed.rows, looked.rows[-1].numpy(), atol=1e-4)
        assert np.allclose(weighed.null, looked.null_again.numpy(), atol=1e-4)
        assert np.allclose(weighed.items, looked.items.numpy(), atol=1e-4)


def test_a_larger_network_goes_on_from_a_smaller_one() -> None:
    """Known units keep their weights for known inputs and ignore new ones."""
    small = {
        "question.name": np.arange(1.0, 5).reshape(2, 2),
        "one.covers": np.arange(1.0, 7).reshape(1, 2, 3),
        "out.bias": np.array([0.5]),
    }
    large = {
        "question.name": np.full((3, 3), 9.0),
        "one.covers": np.full((2, 2, 4), 9.0),
        "out.bias": np.array([7.0]),
        "left_out.bias": np.array([3.0]),
    }
    made = widened(small, large)
    assert np.array_equal(made["question.name"] @ [1.0, 2.0, 8.0], [5.0, 11.0, 99.0])
    assert made["one.covers"][0].tolist() == [[1.0, 2.0, 3.0, 0.0], [4.0, 5.0, 6.0, 0.0]]
    assert (made["one.covers"][1] == 9).all()
    assert (made["out.bias"], made["left_out.bias"]) == (np.array([0.5]), np.array([3.0]))


def test_with_more_buckets_every_n_gram_begins_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"buckets": np.arange(8.0).reshape(4, 2)}
    made = widened(small, {"buckets": np.full((7, 3), 9.0)})["buckets"]
    found = {}
    for buckets, table in ((4, small["buckets"]), (7, made)):
        monkeypatch.setattr(words, "BUCKETS", buckets)
        words.grams.cache_clear()
        found[buckets] = [table[number][:2].tolist() for number in words.grams("invoice")]
    words.grams.cache_clear()
    assert found[4] == found[7]
