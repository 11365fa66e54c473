"""The grammar of a reply: what it holds, and what it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import llguidance
import pytest

from extractor.candidates import verbatim_pieces
from extractor.engine.llama import LlamaEngine
from extractor.engine.loading import constraint_tokenizer, load_model
from extractor.generation import LoadOptions
from extractor.grammar import Offer, Repair, Style, compose
from extractor.models import EMBEDDED_FILE
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin, Union

TEXT = 'Invoice INV-7 from Acme "Tools" GmbH, due 14.03.2024, total 1.487,50 EUR'
NAME = Leaf(Kind.STRING, Origin.VERBATIM)
DUE = Leaf(Kind.DATE, Origin.PARSED)
TOTAL = Leaf(Kind.NUMBER, Origin.PARSED)
PAID = Leaf(Kind.BOOLEAN, Origin.INFERRED)
STATUS = Leaf(Kind.ENUM, Origin.INFERRED, choices=("open", "closed", None))
OFFER = Offer(
    pieces=verbatim_pieces(TEXT),
    values=lambda leaf: {Kind.DATE: ['"2024-03-14"'], Kind.NUMBER: ["1487.50"]}.get(leaf.kind, []),
)


@pytest.fixture(scope="module")
def tokenizer() -> Iterator[llguidance.LLTokenizer]:
    model = load_model(EMBEDDED_FILE, "", LoadOptions(context=64))
    yield constraint_tokenizer(model.vocab)
    model.free()


def accepts(tokenizer: llguidance.LLTokenizer, grammar: str, reply: str) -> bool:
    matcher = llguidance.LLMatcher(tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar))
    assert not matcher.is_error(), matcher.get_error()
    tokens = tokenizer.tokenize_str(reply)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def one(leaf: Leaf, offer: Offer | None = OFFER, repair: Repair | None = None) -> str:
    return compose(Object({"v": leaf}), Style(",", ":"), offer, repair)


@pytest.mark.parametrize(
    "value", ["Acme", "INV-7", 'Acme "Tools" GmbH', "GmbH, due 14.03.2024", "1.487,50 EUR", None]
)
def test_a_verbatim_field_takes_any_run_of_words_or_null(tokenizer, value):
    assert accepts(tokenizer, one(NAME), json.dumps({"v": value}, separators=(",", ":")))


@pytest.mark.parametrize(
    "value", ["Acme Inc", "INV", "487,50", "GmbH Acme", "", " Acme", "Acme ", "acme"]
)
def test_and_nothing_that_is_not_one(tokenizer, value):
    assert not accepts(tokenizer, one(NAME), json.dumps({"v": value}, separators=(",", ":")))


def test_dates_and_numbers_are_those_that_the_document_offers(tokenizer):
    assert accepts(tokenizer, one(DUE), '{"v":"2024-03-14"}')
    assert not accepts(tokenizer, one(DUE), '{"v":"2024-03-15"}')
    assert accepts(tokenizer, one(TOTAL), '{"v":1487.50}')
    assert not accepts(tokenizer, one(TOTAL), '{"v":1487.5}')


def test_without_a_candidate_the_field_is_null_unasked(tokenizer):
    nothing = Offer(pieces=[], values=lambda _leaf: [])
    grammar = one(DUE, nothing)
    assert accepts(tokenizer, grammar, '{"v":null}')
    matcher = llguidance.LLMatcher(tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar))
    assert matcher.compute_ff_bytes() == b'{"v":null}'


def test_booleans_and_enums_take_the_schemas_own_values(tokenizer):
    for reply in ('{"v":true}', '{"v":null}'):
        assert accepts(tokenizer, one(PAID), reply)
    assert accepts(tokenizer, one(STATUS), '{"v":"closed"}')
    assert not accepts(tokenizer, one(STATUS), '{"v":"paid"}')


def test_length_limits_hold_for_runs(tokenizer):
    short = Leaf(Kind.STRING, Origin.VERBATIM, min_length=5, max_length=6)
    assert accepts(tokenizer, one(short), '{"v":"INV-7"}')
    assert not accepts(tokenizer, one(short), '{"v":"Acme"}')
    assert not accepts(tokenizer, one(short), '{"v":"Invoice"}')


def test_a_model_without_words_of_its_own_leaves_free_text_null(tokenizer):
    summary = Leaf(Kind.STRING, Origin.FREE)
    grammar = one(summary, replace(OFFER, own_words=False))
    assert accepts(tokenizer, one(summary), '{"v":"an invoice"}')
    assert not accepts(tokenizer, grammar, '{"v":"an invoice"}')
    assert accepts(tokenizer, grammar, '{"v":null}')
    assert accepts(tokenizer, one(NAME, replace(OFFER, own_words=False)), '{"v":"Acme"}')


def test_free_decoding_allows_what_the_schema_allows(tokenizer):
    assert accepts(tokenizer, one(NAME, None), '{"v":"Somebody Else"}')
    assert accepts(tokenizer, one(DUE, None), '{"v":"1999-12-31"}')
    assert not accepts(tokenizer, one(DUE, None), '{"v":"31.12.1999"}')


ROW = Object({"name": NAME, "price": TOTAL})


def test_rows_of_a_list_always_say_something(tokenizer):
    grammar = compose(Object({"rows": Array(ROW)}), Style(",", ":"), OFFER)
    assert accepts(tokenizer, grammar, '{"rows":null}')
    assert accepts(tokenizer, grammar, '{"rows":[{"name":null,"price":1487.50}]}')
    assert accepts(
        tokenizer, grammar, '{"rows":[{"name":"Acme","price":null},{"name":"INV-7","price":null}]}'
    )
    assert not accepts(tokenizer, grammar, '{"rows":[{"name":null,"price":null}]}')
    assert not accepts(tokenizer, grammar, '{"rows":[]}')


def test_a_list_ends_at_its_maximum(tokenizer):
    grammar = compose(Object({"v": Array(NAME, max_items=2)}), Style(",", ":"), OFFER)
    assert accepts(tokenizer, grammar, '{"v":["Acme","GmbH"]}')
    assert not accepts(tokenizer, grammar, '{"v":["Acme","GmbH","EUR"]}')


def test_nor_do_lists_in_lists_hold_nulls(tokenizer):
    grammar = compose(Object({"v": Array(Array(TOTAL))}), Style(",", ":"), OFFER)
    assert accepts(tokenizer, grammar, '{"v":[[1487.50],[1487.50]]}')
    assert not accepts(tokenizer, grammar, '{"v":[[1487.50],null]}')
    closed = compose(Object({"v": Array(TOTAL, max_items=0)}), Style(",", ":"), OFFER)
    assert not accepts(tokenizer, closed, '{"v":[1487.50]}')


def test_a_row_may_have_many_columns(tokenizer):
    columns = {f"c{number}": NAME for number in range(120)}
    grammar = compose(Object({"rows": Array(Object(columns))}), Style(",", ":"), OFFER)
    last_only = dict.fromkeys(columns) | {"c119": "Acme"}
    for row, fits in ((last_only, True), (dict.fromkeys(columns), False)):
        reply = json.dumps({"rows": [row]}, separators=(",", ":"))
        assert accepts(tokenizer, grammar, reply) is fits


@pytest.mark.parametrize(
    "limits",
    [
        {"min_length": 5000},
        {"min_length": 300},
        {"min_length": 9, "max_length": 3},
        {"max_length": 0},
        {"min_length": 1, "max_length": 1},
    ],
)
def test_where_no_run_keeps_to_the_limits_the_field_is_null(tokenizer, limits):
    offer = Offer(verbatim_pieces("Acme Tools GmbH"), lambda _leaf: [])
    grammar = one(Leaf(Kind.STRING, Origin.VERBATIM, **limits), offer)
    matcher = llguidance.LLMatcher(tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar))
    assert matcher.compute_ff_bytes() == b'{"v":null}'


def test_and_where_every_run_was_refused(tokenizer):
    offer = Offer(verbatim_pieces("Acme\nTools"), lambda _leaf: [])
    refused = frozenset({'"Acme"', '"Tools"'})
    grammar = one(NAME, offer, Repair({"v": "Acme"}, {"/v": refused}))
    assert accepts(tokenizer, grammar, '{"v":null}')
    assert not accepts(tokenizer, grammar, '{"v":"Acme"}')


def test_a_union_takes_either_shape(tokenizer):
    grammar = compose(Object({"v": Union((TOTAL, NAME))}), Style(",", ":"), OFFER)
    assert accepts(tokenizer, grammar, '{"v":1487.50}')
    assert accepts(tokenizer, grammar, '{"v":"Acme"}')


def test_repair_dictates_what_was_good_and_refuses_what_was_not(tokenizer):
    root = Object({"name": NAME, "paid": PAID, "rows": Array(ROW)})
    data = {"name": "Acme", "paid": True, "rows": [{"name": "INV-7", "price": 1487.5}]}
    repair = Repair(data, {"/rows/0/name": frozenset({'"INV-7"'})})
    grammar = compose(root, Style(",", ":"), OFFER, repair)
    kept = '{"name":"Acme","paid":true,"rows":[{"name":%s,"price":1487.5}]}'
    assert accepts(tokenizer, grammar, kept % '"GmbH"')
    assert accepts(tokenizer, grammar, kept % "null")
    assert not accepts(tokenizer, grammar, kept % '"INV-7"')
    assert not accepts(tokenizer, grammar, kept.replace("Acme", "GmbH") % '"GmbH"')


def test_repair_refuses_enums_dates_and_free_text_alike(tokenizer):
    for leaf, refused, other in (
        (STATUS, '"open"', '"closed"'),
        (PAID, "true", "false"),
        (DUE, '"2024-03-14"', "null"),
        (Leaf(Kind.STRING, Origin.FREE), '"a b"', '"a c"'),
    ):
        repair = Repair({"v": json.loads(refused)}, {"/v": frozenset({refused})})
        grammar = one(leaf, OFFER, repair)
        assert not accepts(tokenizer, grammar, f'{{"v":{refused}}}'), leaf
        assert accepts(tokenizer, grammar, f'{{"v":{other}}}'), leaf


def test_a_document_may_hold_quotes_and_backslashes(tokenizer):
    text = 'C:\\temp 3/4" pipe'
    offer = Offer(verbatim_pieces(text), lambda _leaf: [])
    for value in ('3/4"', "C:\\temp", '3/4" pipe'):
        assert accepts(
            tokenizer, one(NAME, offer), json.dumps({"v": value}, separators=(",", ":"))
        ), value


def test_every_grammar_compiles_in_the_engine(engine: LlamaEngine):
    root = Object({"name": NAME, "due": DUE, "rows": Array(ROW), "status": STATUS})
    engine.check_grammar(compose(root, Style(), OFFER))
    engine.check_grammar(compose(root, Style(), None))
