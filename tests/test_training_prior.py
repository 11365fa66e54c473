"""The candidate prior's samples, and that training and product compute the same."""

from __future__ import annotations

import random

import numpy as np
import pytest

from extractor.candidates import find_candidates
from extractor.document import Span
from extractor.prior.looks import ALIKE
from extractor.prior.network import Network
from extractor.prior.sheet import build_sheet
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin
from training import render
from training.generate import Split
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


def test_a_wider_network_goes_on_from_a_narrower_one() -> None:
    """Known inputs keep their weights wherever they move to; known units ignore new inputs."""
    codes = 4
    narrow = {
        "buckets.weight": np.arange(12.0).reshape(6, 2),
        "question.weight": np.arange(2.0 * (3 * 2 + codes)).reshape(2, -1) + 1,
        "out.bias": np.array([0.5]),
    }
    wide = {
        "buckets.weight": np.full((6, 3), 9.0),
        "question.weight": np.full((3, 3 * 3 + codes), 9.0),
        "out.bias": np.array([7.0]),
        "left_out.bias": np.array([3.0]),
    }
    made = widened(narrow, wide)
    vectors = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])  # of the three groups of a question
    marks = np.array([1.0, 0.0, 2.0, 5.0])
    before = narrow["question.weight"] @ np.concatenate([vectors.ravel(), marks])
    grown = np.concatenate([vectors, [[8.0], [8.0], [8.0]]], axis=1)
    after = made["question.weight"] @ np.concatenate([grown.ravel(), marks])
    assert np.array_equal(after[:2], before)
    assert np.array_equal(made["buckets.weight"][:, :2], narrow["buckets.weight"])
    assert (made["buckets.weight"][:, 2] == 9).all()
    assert (made["out.bias"], made["left_out.bias"]) == (np.array([0.5]), np.array([3.0]))


def test_what_grows_between_other_inputs_is_found_again() -> None:
    """New traits stand before the vectors of words; a look's own inputs before those of roles."""
    width, wider = 2, 3
    vectors = [f"v{part}{at}" for part in range(4) for at in range(width)]
    before = ["mark", "trait", *vectors]
    after = ["mark", "trait", "new"]
    after += [f"v{part}{at}" for part in range(4) for at in range(wider)]
    alike = [f"alike{at}" for at in range(ALIKE)]
    narrow = {
        "buckets.weight": np.zeros((6, width)),
        "one.weight": np.arange(1.0, len(before) + 1)[None],
        "again_one.weight": np.arange(1.0, 2 + ALIKE + 1)[None],
    }
    wide = {
        "buckets.weight": np.zeros((6, wider)),
        "one.weight": np.full((1, len(after)), 9.0),
        "again_one.weight": np.full((1, 3 + ALIKE), 9.0),
    }
    made = widened(narrow, wide)
    found = dict(zip(after, made["one.weight"][0], strict=True))
    expected = dict(zip(before, narrow["one.weight"][0], strict=True))
    assert found == {name: expected.get(name, 0.0) for name in after}
    looks = dict(zip(["a", "b", "new", *alike], made["again_one.weight"][0], strict=True))
    assert (looks["a"], looks["b"], looks["new"]) == (1.0, 2.0, 0.0)
    assert [looks[name] for name in alike] == list(narrow["again_one.weight"][0, 2:])
