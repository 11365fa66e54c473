"""A raw reply as data: places, probabilities, cut replies, echoes."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.generation import Completion, Finish, Prior, Token
from extractor.pointers import value_at
from extractor.reply import goes_in_circles, read_reply, tidied
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin

STRING = Leaf(Kind.STRING, Origin.VERBATIM)
NUMBER = Leaf(Kind.NUMBER, Origin.PARSED)


def completion(text: str, *, logprob: float = -0.5, forced: str = "") -> Completion:
    """One token a character; those in `forced` were dictated."""
    ends = [0]
    for character in text:
        ends.append(ends[-1] + len(character.encode()))
    tokens = tuple(
        Token(a, b, 0.0 if character in forced else logprob, character in forced, ord(character))
        for character, (a, b) in zip(text, pairwise(ends), strict=True)
    )
    return Completion(text, tokens, Finish.STOP, 1, 0, 0.0, 0.0)


scalars = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.text(max_size=5), values, max_size=4))
def test_any_json_is_read_back_with_the_place_of_each_leaf(data):
    text = json.dumps(data, ensure_ascii=False)
    reply = read_reply(completion(text))
    assert reply.complete
    assert reply.data == data
    for place, leaf in reply.texts.items():
        assert json.loads(leaf) == value_at(data, place)


@given(st.dictionaries(st.text(max_size=5), values, max_size=4), st.data())
def test_a_reply_cut_anywhere_keeps_what_was_complete(data, draw):
    text = json.dumps(data, ensure_ascii=False)
    cut = text[: draw.draw(st.integers(0, len(text) - 1))]
    reply = read_reply(completion(cut))
    assert not reply.complete
    for place, leaf in reply.texts.items():
        assert json.loads(leaf) == value_at(data, place)


def test_the_probability_of_a_leaf_is_that_of_its_chosen_tokens():
    reply = read_reply(completion('{"a": "éx", "b": 12}', logprob=-0.5, forced='"'))
    assert reply.probabilities["/a"] == pytest.approx(math.exp(-0.5 * 2))
    assert reply.probabilities["/b"] == pytest.approx(math.exp(-0.5 * 2))


ROOT = Object(
    {
        "names": Array(STRING),
        "rows": Array(Object({"name": STRING, "n": NUMBER})),
        "party": Object({"name": STRING, "city": STRING}, nullable=True),
    }
)


def test_what_a_prior_says_of_a_value_counts_twice_beside_how_surely_it_was_chosen():
    text = '{"total": 12, "paid": null, "seal": "X"}'
    known = {"/total": {"12": math.log(0.9), "null": math.log(0.1)}, "/paid": {"null": 0.0}}
    reply = read_reply(completion(text), Prior(known, {}))
    chosen = math.exp(-0.5 * len("12"))
    assert reply.probabilities["/total"] == pytest.approx((chosen * 0.9**2) ** (1 / 3))
    assert reply.probabilities["/paid"] == pytest.approx(math.exp(-0.5 * len("null")) ** (1 / 3))
    assert reply.probabilities["/seal"] == pytest.approx(math.exp(-0.5 * len('"X"')))


def test_a_value_of_an_item_is_no_surer_than_the_item():
    prior = Prior(
        values={
            "/lines/1/amount": {"3": 0.0},
            "/lines/12/amount": {"3": 0.0},
            "/linesman": {"3": 0.0},
        },
        more={},
        items={"/lines": [1.0, 0.6]},
    )
    assert prior.probability("/lines/1/amount", "3") == 0.6
    assert prior.probability("/lines/12/amount", "3") == 1
    assert prior.probability("/linesman", "3") == 1
    assert prior.probability("/lines/1/amount", "4") is None


def test_null_lists_are_empty_and_silent_objects_null():
    reply = read_reply(completion('{"names": null, "rows": null, "party": {"name": null}}'))
    assert tidied(reply, ROOT, "").data == {"names": [], "rows": [], "party": None}


def test_rows_that_echo_the_row_before_are_left_out():
    row = '{"name": "Bolt", "n": 2}'
    text = f'{{"names": [], "rows": [{row}, {row}, {row}, {{"name": "Nut", "n": 1}}]}}'
    reply = tidied(read_reply(completion(text)), ROOT, "2 Bolt, 2 Bolt and 1 Nut")
    assert [entry["name"] for entry in reply.data["rows"]] == ["Bolt", "Bolt", "Nut"]
    assert reply.texts["/rows/2/name"] == '"Nut"'
    assert "/rows/3/name" not in reply.texts


@pytest.mark.parametrize(
    ("row", "text", "kept"),
    [
        ('{"name": null, "n": 32.285}', "once 32.285", 1),
        ('{"name": null, "n": 1487.5}', "1.487,50 and 1.487,50", 2),
        ('{"name": "2024-03-14", "n": 5}', "14/03/2024 5.00\n14/03/2024 5.00", 2),
        ('{"name": "2024-03-14", "n": null}', "14/03/2024 and 14/03/2024", 3),
    ],
)
def test_rows_are_counted_by_what_the_document_bears_in_their_own_form(row, text, kept):
    reply = read_reply(completion(f'{{"names": [], "rows": [{row}, {row}, {row}]}}'))
    assert len(tidied(reply, ROOT, text).data["rows"]) == kept


def test_a_reply_that_says_the_same_again_and_again_goes_in_circles() -> None:
    row = '{"item": "Tea", "amount": 2.50}, '
    told = "".join(f'{{"item": "Tea", "amount": {at}.50}}, ' for at in range(40))
    assert goes_in_circles('{"rows": [' + 9 * row)
    assert goes_in_circles('{"rows": [' + 9 * row + '{"item": "Tea", ')  # cut anywhere
    assert not goes_in_circles('{"rows": [' + told)
    assert not goes_in_circles('{"rows": [' + 3 * row)
    assert not goes_in_circles('{"account": "100000000')
