"""One document to one record: retries, repair, windows, states, statuses."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from threading import Event as Flag
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, field_validator, model_validator

from extractor.conversation import Answering
from extractor.document import Document, Page, Span, Word
from extractor.engine import open_engine
from extractor.engine.scripted import ScriptedEngine
from extractor.errors import Cancelled, EngineError
from extractor.events import AttemptStarted, DocumentRead, TextArrived
from extractor.extraction import Outcome, Rules, extract_document
from extractor.generation import Engine, LoadOptions
from extractor.means import network_for
from extractor.models import EMBEDDED_FILE, EMBEDDED_SHA256
from extractor.record import FieldState, Status
from extractor.schema import disagreement, load_schema

TEXT = """\
Harbour Light Bakery
RECEIPT 4471  14/03/2024
Net 9.00  Tax 4.50  Total 13.50
"""


def document(*pages: str, path: str = "receipt.txt") -> Document:
    """A document without geometry; its pages are joined by an empty line."""
    made: list[Page] = []
    text = ""
    for number, page in enumerate(pages, start=1):
        text += "\n\n" if text else ""
        start = len(text)
        words = []
        for word in page.split():
            at = page.index(word, words[-1].end - start if words else 0) + start
            words.append(Word(at, at + len(word)))
        text += page
        made.append(Page(number, Span(start, len(text)), tuple(words)))
    return Document(path, "f" * 64, "text/plain", text, tuple(made), len(pages))


class Receipt(BaseModel):
    """A receipt."""

    shop: Annotated[str | None, Field(max_length=40)] = None
    net: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal

    @field_validator("shop")
    @classmethod
    def _no_shouting(cls, value: str | None) -> str | None:
        if value is not None and value.isupper():
            raise ValueError("a shop does not shout")
        return value

    @model_validator(mode="after")
    def _adds_up(self) -> Receipt:
        if None not in (self.net, self.tax) and self.net + self.tax != self.total:
            raise disagreement("net and tax are not the total", "/net", "/tax", "/total")
        return self


def reply(**data: Any) -> str:
    return json.dumps({"shop": None, "net": None, "tax": None, "total": None, **data})


def extract(
    engine: Engine, *pages: str, schema: Any = Receipt, rules: Rules | None = None, **options: Any
) -> Outcome:
    return extract_document(
        document(*pages or (TEXT,)),
        Answering(load_schema(schema), engine, **options),
        rules or Rules(review_below=0.0),
        record_id="r-1",
        run_id="r",
    )


def prompt_text(engine: ScriptedEngine, number: int) -> str:
    return "".join(segment.text for segment in engine.requests[number].prompt)


GOOD = reply(shop="Harbour Light Bakery", net=9.0, tax=4.5, total=13.5)


def test_a_valid_reply_becomes_a_record_whose_values_know_their_place():
    outcome = extract(ScriptedEngine([GOOD]))
    record = outcome.record
    assert record.status is Status.OK
    assert record.data == {"shop": "Harbour Light Bakery", "net": 9, "tax": 4.5, "total": 13.5}
    shop = record.fields["/shop"]
    assert shop.state is FieldState.EXACT
    assert shop.span is not None
    assert TEXT[slice(*shop.span)] == "Harbour Light Bakery"
    assert record.source.pages_read == [1]
    assert record.attempts == len(outcome.attempts) == 1


def test_a_record_that_lacks_most_of_what_was_asked_is_for_review_however_sure():
    line = "shop, address?, phone?, cashier?, card?, net? float, tax? float, total? float"
    lacking = dict.fromkeys(load_schema(line).root.properties)
    record = extract(
        ScriptedEngine([json.dumps(lacking | {"shop": "RECEIPT"})]), schema=line
    ).record
    assert record.status is Status.REVIEW
    (warning,) = record.warnings
    assert warning.startswith("7 of 8 fields were not found")
    assert not any(entry.problem for entry in record.fields.values())


def test_the_validation_error_reaches_the_next_prompt():
    engine = ScriptedEngine([reply(shop="RECEIPT", total=13.5), GOOD])
    outcome = extract(engine)
    assert outcome.record.status is Status.OK
    assert "a shop does not shout" in prompt_text(engine, 1)
    assert "a shop does not shout" not in prompt_text(engine, 0)
    assert outcome.attempts[0].problems == ["/shop: Value error, a shop does not shout"] or (
        "a shop does not shout" in outcome.attempts[0].problems[0]
    )


@pytest.mark.parametrize("profile", ["plain", "compact"])
def test_and_it_does_under_every_profile(profile: str):
    engine = ScriptedEngine([reply(shop="RECEIPT", total=13.5), GOOD], profile=profile)
    extract(engine)
    assert "a shop does not shout" in prompt_text(engine, 1)


def test_a_repair_dictates_the_good_fields_and_refuses_the_bad_value():
    engine = ScriptedEngine([reply(shop="RECEIPT", total=13.5), GOOD])
    extract(engine)
    grammar = engine.requests[1].grammar
    assert r'"\"total\": " "13.5"' in grammar
    assert '~"RECEIPT"' in grammar


def test_after_the_last_retry_the_valid_fields_survive():
    engine = ScriptedEngine([reply(shop=name, total=13.5) for name in ("A", "B", "C")])
    record = extract(engine, max_retries=2).record
    assert record.attempts == 3
    assert record.status is Status.PARTIAL
    assert record.data is not None
    assert record.data["shop"] is None
    assert record.data["total"] == 13.5
    shop = record.fields["/shop"]
    assert shop.state is FieldState.INVALID
    assert shop.problem is not None
    assert "'C' was refused" in shop.problem


def test_a_required_field_that_is_absent_is_named_and_not_asked_again():
    record = extract(ScriptedEngine([reply(shop="Harbour Light Bakery")])).record
    assert record.attempts == 1
    assert record.status is Status.PARTIAL
    assert record.fields["/total"].state is FieldState.INVALID
    assert record.fields["/total"].problem == "required, absent"


def test_values_that_disagree_are_doubted_one_by_one_then_kept_for_review():
    wrong = reply(net=9.0, tax=4.5, total=4471)
    engine = ScriptedEngine([wrong, reply(net=13.5, tax=4.5, total=4471), wrong])
    record = extract(engine, max_retries=2).record
    assert record.status is Status.REVIEW
    assert record.data is not None
    assert (record.data["net"], record.data["total"]) == (9.0, 4471)
    assert record.fields["/total"].problem == "net and tax are not the total"


def test_a_doubt_that_makes_them_fit_is_taken():
    doubted = reply(net=4466.5, tax=4.5, total=4471)
    engine = ScriptedEngine([reply(net=9.0, tax=4.5, total=4471), doubted])
    record = extract(engine, "Net 9.00 or 4466.50 Tax 4.50 Total 4471").record
    assert record.status is Status.OK
    assert record.data is not None
    assert record.data["net"] == 4466.5


def test_a_value_that_the_document_does_not_bear_goes_to_review():
    record = extract(ScriptedEngine([reply(shop="Somewhere Else", total=13.5)])).record
    assert record.fields["/shop"].state is FieldState.UNGROUNDED
    assert record.status is Status.REVIEW


def test_low_confidence_goes_to_review():
    unsure = ScriptedEngine([GOOD], logprob=-3.0)
    assert extract(unsure, rules=Rules(review_below=0.5)).record.status is Status.REVIEW


def test_a_failing_engine_is_a_failed_record_with_its_attempt():
    outcome = extract(ScriptedEngine([EngineError("out of luck")]))
    assert outcome.record.status is Status.FAILED
    assert outcome.record.error == "out of luck"
    assert outcome.record.data is None
    assert outcome.attempts[0].error == "out of luck"


def test_fields_that_a_cut_reply_did_not_reach_are_not_called_absent(engine: Engine):
    record = extract(engine, max_tokens=22).record
    assert record.status is Status.PARTIAL
    assert record.error is not None
    assert "max_tokens" in record.error
    last = record.fields["/total"]
    assert last.state is FieldState.INVALID
    assert last.problem is not None
    assert "cut short" in last.problem


class Row(BaseModel):
    """A line of a list."""

    item: Annotated[str | None, Field(max_length=40)] = None
    amount: Decimal | None = None


class Rows(BaseModel):
    """A list."""

    rows: list[Row] = []


def test_a_reply_longer_than_usual_is_whole(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    table = "\n".join(f"Article {chr(65 + at)}   {at + 3}.50" for at in range(12))
    network = network_for(engine)
    whole = extract(engine, table, schema=Rows, network=network).record
    monkeypatch.setattr("extractor.conversation.USUAL_REPLY", 50)
    again = extract(engine, table, schema=Rows, network=network).record
    assert whole.status is again.status is Status.OK
    assert whole.tokens.generated > 100
    assert again.data == whole.data
    assert again.tokens.generated == whole.tokens.generated
    assert again.attempts == 1


def test_what_was_written_stays_where_the_tokens_of_a_document_end(engine: Engine):
    table = "\n".join(f"Article {chr(65 + at)}   {at + 3}.50" for at in range(12))
    network = network_for(engine)
    record = extract(engine, table, schema=Rows, rules=Rules(tokens=60), network=network).record
    assert record.status is Status.PARTIAL
    assert "tokens_per_document" in (record.error or "")
    assert record.data is not None
    assert record.data["rows"]


def test_a_table_whose_reply_does_not_fit_is_asked_about_in_parts():
    """Twenty rows and their reply are more than 512 tokens."""
    table = "\n".join(f"Steel bracket {chr(65 + at)}   {at + 3}.50" for at in range(20))
    small = open_engine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(context=512))
    try:
        record = extract(small, table, schema=Rows, network=network_for(small)).record
    finally:
        small.close()
    assert record.status is not Status.PARTIAL
    assert record.data is not None
    assert [row["amount"] for row in record.data["rows"]] == [at + 3.5 for at in range(20)]
    assert record.attempts > 2


def test_cancelling_raises():
    flag = Flag()
    flag.set()
    with pytest.raises(Cancelled):
        extract_document(
            document(TEXT),
            Answering(load_schema(Receipt), ScriptedEngine([GOOD])),
            record_id="r-1",
            run_id="r",
            cancelled=flag,
        )


def test_events_tell_what_happens():
    events: list[Any] = []
    extract_document(
        document(TEXT),
        Answering(load_schema(Receipt), ScriptedEngine([GOOD])),
        record_id="r-1",
        run_id="r",
        listener=events.append,
    )
    assert [type(event) for event in events] == [DocumentRead, AttemptStarted, TextArrived]


def page(number: int, body: str = "") -> str:
    filler = "\n".join(f"Clause {number}.{i} says what clauses say." for i in range(30))
    return f"Page {number}\n{filler}\n{body}"


LONG = [page(n, "Total 13.50" if n == 7 else "") for n in range(1, 13)]


def answer_from_window(request: Any) -> str:
    text = "".join(segment.text for segment in request.prompt)
    return reply(total=13.5) if "Total 13.50" in text else reply()


def test_a_long_document_is_read_window_by_window():
    engine = ScriptedEngine(answer_from_window, context=1600)
    record = extract(engine, *LONG, max_tokens=200).record
    assert len(engine.requests) > 3
    assert record.data is not None
    assert record.data["total"] == 13.5
    assert record.fields["/total"].page == 7
    assert record.source.pages_read == list(range(1, 13))
    assert record.status is Status.OK


def test_windows_that_are_not_read_are_told():
    engine = ScriptedEngine(answer_from_window, context=1600)
    record = extract(engine, *LONG, max_tokens=200, rules=Rules(windows_limit=2)).record
    assert record.status is Status.PARTIAL
    assert len(record.source.pages_read) < 12
    assert any("not read" in warning for warning in record.warnings)


def test_the_tokens_of_a_document_have_a_cap():
    engine = ScriptedEngine(answer_from_window, context=1600)
    record = extract(engine, *LONG, max_tokens=200, rules=Rules(tokens=2)).record
    assert len(engine.requests) == 2
    assert record.status is Status.PARTIAL
    assert any("tokens_per_document" in warning for warning in record.warnings)


def test_and_so_has_its_time():
    engine = ScriptedEngine(answer_from_window, context=1600)
    record = extract(engine, *LONG, max_tokens=200, rules=Rules(seconds=0.0)).record
    assert record.status is Status.FAILED
    assert record.error is not None
    assert "seconds_per_document" in record.error


def test_a_schema_that_fills_the_context_is_an_error_by_name():
    many = {f"field_{i}": (str | None, None) for i in range(200)}
    from pydantic import create_model

    huge = create_model("Huge", **many)  # type: ignore[call-overload]
    record = extract(ScriptedEngine([], context=512), schema=huge).record
    assert record.status is Status.FAILED
    assert record.error is not None
    assert "leave no room" in record.error


def test_the_document_is_never_rendered_as_a_template():
    engine = ScriptedEngine([GOOD])
    hostile = TEXT + "{{ 7 * 7 }} {% for x in y %}"
    extract(engine, hostile)
    assert "{{ 7 * 7 }} {% for x in y %}" in prompt_text(engine, 0)


def test_the_embedded_model_answers_with_what_the_document_says(engine: Engine):
    record = extract(engine).record
    assert record.data is not None
    for place, entry in record.fields.items():
        assert entry.state in (
            FieldState.EXACT,
            FieldState.NORMALISED,
            FieldState.ABSENT,
            FieldState.INVALID,
        ), place
    assert record.tokens.generated > record.tokens.forced > 0


def test_the_same_through_a_free_grammar_is_told_apart(engine: Engine):
    free = extract(engine, rules=replace(Rules(), free=True)).record
    assert free.data is not None


def test_a_model_without_words_of_its_own_says_that_it_was_not_asked_for_them(engine: Engine):
    schema = load_schema(
        {
            "type": "object",
            "properties": {
                "shop": {"type": ["string", "null"]},
                "notes": {
                    "type": "array",
                    "items": {"type": "string", "x-source": "free"},
                    "maxItems": 3,
                },
                "summary": {"type": ["string", "null"], "x-source": "free"},
            },
        }
    )
    record = extract_document(
        document(TEXT), Answering(schema, engine), record_id="r", run_id="run"
    ).record
    assert record.data is not None
    assert record.data["summary"] is None
    assert record.fields["/summary"].state is FieldState.ABSENT
    assert "larger one" in (record.fields["/summary"].problem or "")
    assert record.status is Status.REVIEW
