"""A prior as a bias: over whole values it is the prior again, whatever the tokens are."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.generation import Prior
from extractor.steering import Steering


def _weights(steering: Steering, pieces: list[bytes]) -> list[float]:
    bias = steering.bias(np.arange(len(pieces)), pieces.__getitem__)
    assert bias is not None
    return [round(math.exp(one), 3) for one in bias]


def _begun(prior: Prior, text: str) -> Steering:
    steering = Steering(prior)
    steering.advance(text.encode())
    return steering


def _values(table: dict[str, dict[str, float]]) -> Prior:
    logs = {at: {text: math.log(p) for text, p in one.items()} for at, one in table.items()}
    return Prior(values=logs, more={})


def test_a_token_weighs_what_all_values_that_go_on_with_it_weigh() -> None:
    prior = _values({"/total": {"12": 0.6, "125": 0.1, "7": 0.2, "null": 0.1}})
    steering = _begun(prior, '{"total":')
    assert _weights(steering, [b"1", b"12", b"7", b"n", b"9"]) == [0.7, 0.7, 0.2, 0.1, 0.0]
    steering.advance(b"12")
    assert _weights(steering, [b"5", b",", b"}"]) == [0.143, 0.857, 0.857]


def test_strings_end_with_their_quote_and_spaces_before_a_value_are_none_of_it() -> None:
    prior = _values({"/a/b~1c": {'"x, y"': 0.5, '"x"': 0.25, "null": 0.25}})
    steering = _begun(prior, '{"a": {"b/c": ')
    assert _weights(steering, [b'"x', b' "x', b' "x"}', b"null"]) == [0.75, 0.75, 0.25, 0.25]
    steering.advance(b'"x, ')
    assert _weights(steering, [b"y", b'y"}', b"z"]) == [1.0, 1.0, 0.0]


def test_where_the_prior_is_silent_there_is_no_bias() -> None:
    prior = _values({"/a": {"1": 1.0}})
    tokens = [b"1", b"2"]
    assert _begun(prior, '{"b":').bias(np.arange(2), tokens.__getitem__) is None
    assert _begun(prior, '{"a":2').bias(np.arange(2), tokens.__getitem__) is None
    assert _begun(prior, '{"a":1,"b":{"a":').bias(np.arange(2), tokens.__getitem__) is None


def test_the_model_tells_values_apart_and_the_prior_whether_there_is_one() -> None:
    prior = replace(_values({"/total": {"12": 0.3, "7": 0.3, "null": 0.4}}), say=0.5)
    pieces = [b"1", b"7", b"n"]
    model = np.log([0.4, 0.1, 0.5])
    joined = _begun(prior, '{"total":').join(model, np.arange(3), pieces.__getitem__)
    shares = np.exp(joined) / np.exp(joined).sum()
    assert shares[2] == pytest.approx(0.4, abs=1e-3)
    assert shares[0] / shares[1] == pytest.approx(2.0)


def test_the_length_of_a_list() -> None:
    prior = Prior(values={}, more={"/items": [2.0, 0.0, -2.0]})
    likely, unlikely = round(1 / (1 + math.exp(-2)), 3), round(1 / (1 + math.exp(2)), 3)
    steering = _begun(prior, '{"items":')
    assert _weights(steering, [b"[", b'[{"', b"null"]) == [likely, likely, unlikely]
    steering.advance(b'[{"a":[1]}')
    assert _weights(steering, [b",", b"]", b"],"]) == [0.5, 0.5, 0.5]
    steering.advance(b',{"a":null}')
    assert _weights(steering, [b",", b"]}"]) == [unlikely, likely]


def test_a_number_that_a_token_ends_together_with_its_list() -> None:
    prior = Prior(values={"/n/1": {"5": 0.0}}, more={"/n": [9.0, 9.0, -1.0]})
    steering = _begun(prior, '{"n":[4,')
    steering.advance(b"5")
    going_on, ending = _weights(steering, [b",", b"]"])
    assert going_on == pytest.approx(0.269, abs=0.001)
    assert ending == pytest.approx(0.731, abs=0.001)


_VALUES: st.SearchStrategy[Any] = (
    st.none() | st.integers(-999, 999) | st.text(min_size=1, max_size=6) | st.just('a"\\b')
)


@given(st.lists(_VALUES, min_size=1, max_size=6, unique_by=json.dumps), st.data())
def test_the_shares_of_a_value_multiply_to_its_weight(values: list[Any], data: Any) -> None:
    texts = [json.dumps(one, ensure_ascii=False) for one in values]
    prior = _values({"/x": dict.fromkeys(texts, 1 / len(texts))})
    whole = texts[0].encode() + b"}"
    steering, total, at = _begun(prior, '{"x":'), 0.0, 0
    while at < len(whole):
        end = data.draw(st.integers(at + 1, len(whole)))
        pieces = [whole[at:end]]
        bias = steering.bias(np.arange(1), pieces.__getitem__)
        total += 0.0 if bias is None else float(bias[0])
        steering.advance(pieces[0])
        at = end
    assert total == pytest.approx(math.log(1 / len(texts)), abs=0.01)
