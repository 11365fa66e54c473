"""Feedback applied to a record: what stands, what is left to look at, what becomes gold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from extractor.errors import UsageError
from extractor.pointers import pointer_parts
from extractor.record import (
    Field,
    FieldState,
    Named,
    PromptVersion,
    Record,
    SourceFile,
    Status,
)
from extractor.review import (
    corrected,
    gold,
    parse_value,
    problem_of,
    reviewed,
    standing,
    to_review,
    undone,
)
from extractor.runlog import Action, Feedback
from extractor.schema import load_schema
from extractor.schema.tree import Leaf, leaves

SCHEMA = load_schema(
    "number, issued date, count int, paid bool, status (open|paid), address {town}, "
    "lines [item, amount float]"
)
DATA: dict[str, JsonValue] = {
    "number": "A-1",
    "issued": "2024-03-14",
    "count": 2,
    "address": None,
    "lines": [{"item": "Saw", "amount": 15.5}],
}


def said(
    place: str,
    action: Action,
    new: JsonValue = None,
    minute: int = 0,
    found: Field | None = None,
) -> Feedback:
    return Feedback(
        sha256="d",
        schema_sha256=SCHEMA.digest,
        pointer=place,
        action=action,
        old=None,
        new=new,
        when=datetime(2024, 3, 14, tzinfo=UTC) + timedelta(minutes=minute),
        place=found,
    )


def record(**fields: Field) -> Record:
    named = Named(name="fields", sha256=SCHEMA.digest)
    return Record(
        id="1",
        run="r",
        source=SourceFile(path="a.txt", sha256="d"),
        schema_=named,
        model=named,
        prompt=PromptVersion(profile="plain", version="1"),
        status=Status.REVIEW,
        data=DATA,
        fields={f"/{name}": field for name, field in fields.items()},
    )


def test_the_last_word_stands_until_it_is_taken_back() -> None:
    history = [
        said("/number", Action.EDIT, "A-2", 1),
        said("/number", Action.EDIT, "A-3", 2),
        said("/number", Action.UNDO, minute=3),
    ]
    assert corrected(DATA, standing(history))["number"] == "A-2"
    assert undone(history) == history[0]
    assert undone([*history, said("/number", Action.UNDO)]) is None


def test_corrections_reach_into_lists_and_objects_that_were_null() -> None:
    history = [
        said("/lines", Action.EDIT, [{"item": "Hammer", "amount": 20}], 1),
        said("/lines/0/amount", Action.EDIT, 21, 2),
        said("/lines/7/amount", Action.EDIT, 1, 3),  # of a row that is no longer there
        said("/address/town", Action.EDIT, "Leeds", 4),
        said("/count", Action.NULL, None, 5),
    ]
    assert corrected(DATA, standing(history)) == {
        **DATA,
        "lines": [{"item": "Hammer", "amount": 21}],
        "address": {"town": "Leeds"},
        "count": None,
    }


def test_the_worst_comes_first_and_what_was_judged_not_at_all() -> None:
    seen = record(
        number=Field(state=FieldState.EXACT, confidence=0.9),
        issued=Field(state=FieldState.NORMALISED, confidence=0.3),
        count=Field(state=FieldState.UNGROUNDED, confidence=0.8),
        paid=Field(state=FieldState.INVALID, confidence=0.0),
        status=Field(state=FieldState.EXACT, confidence=0.1),
    )
    history = standing([said("/status", Action.ACCEPT)])
    assert [doubt.pointer for doubt in to_review(seen, history, 0.5)] == [
        "/paid",
        "/count",
        "/issued",
    ]


def test_gold_has_pages_of_what_was_not_changed() -> None:
    seen = record(
        number=Field(state=FieldState.EXACT, page=1), count=Field(state=FieldState.EXACT, page=2)
    )
    known = gold(seen, standing([said("/count", Action.EDIT, 3)]))
    assert known == {"data": {**DATA, "count": 3}, "pages": {"/number": 1}}


def test_a_reviewed_record_is_sure_of_what_a_person_said() -> None:
    seen = record(
        number=Field(state=FieldState.FUZZY, confidence=0.4, problem="also found: A-7"),
        count=Field(state=FieldState.EXACT, confidence=0.5, span=(3, 4)),
    )
    history = [said("/number", Action.ACCEPT, "A-1"), said("/count", Action.EDIT, 3)]
    after = reviewed(seen, standing(history))
    assert after.data == {**DATA, "count": 3}
    assert after.fields["/number"] == Field(state=FieldState.FUZZY, confidence=1.0)
    assert after.fields["/count"] == Field(state=FieldState.INFERRED, confidence=1.0)


def test_an_accepted_value_stands_whatever_a_later_run_says() -> None:
    history = [said("/number", Action.EDIT, "A-9", 1), said("/number", Action.ACCEPT, "A-9", 2)]
    assert corrected(DATA, standing(history))["number"] == "A-9"
    nothing = [said("/address/town", Action.ACCEPT, None)]
    assert corrected(DATA, standing(nothing))["address"] is None, "no object comes of nothing"


def test_a_list_given_as_a_whole_ends_what_was_said_of_its_rows() -> None:
    cell = said("/lines/0/amount", Action.EDIT, 21, 1)
    whole = said("/lines", Action.EDIT, [{"item": "Nails", "amount": 3}], 2)
    assert standing([cell, whole]) == {"/lines": whole}
    assert standing([cell, whole, said("/lines", Action.UNDO)]) == {"/lines/0/amount": cell}


def test_a_value_that_was_pointed_at_stands_there() -> None:
    seen = record(number=Field(state=FieldState.FUZZY, page=1, span=(0, 4)))
    place = Field(state=FieldState.EXACT, text="A-2", page=2, span=(40, 43), confidence=1.0)
    history = standing([said("/number", Action.EDIT, "A-2", found=place)])
    after = reviewed(seen, history)
    assert after.fields["/number"] == place
    assert gold(seen, history)["pages"] == {}, "gold tells of what extraction should find itself"


def leaf_at(place: str) -> Leaf | None:
    """The leaf of the schema that a place in the data belongs to."""
    wanted = tuple("*" if part.isdecimal() else part for part in pointer_parts(place))
    return next((leaf for path, leaf in leaves(SCHEMA.root) if path == wanted), None)


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("/number", " A-1 ", "A-1"),
        ("/number", "  ", None),
        ("/count", "1 000", 1000),
        ("/lines/0/amount", "15.50", 15.5),
        ("/paid", "Yes", True),
        ("/status", "OPEN", "open"),
    ],
)
def test_typed_values_are_of_the_fields_kind(place: str, text: str, value: Any) -> None:
    leaf = leaf_at(place)
    assert isinstance(leaf, Leaf)
    assert parse_value(leaf, text) == value


@pytest.mark.parametrize(
    ("place", "text"),
    [("/count", "1.5"), ("/count", "nan"), ("/paid", "perhaps"), ("/status", "x")],
)
def test_what_is_of_another_kind_is_refused(place: str, text: str) -> None:
    leaf = leaf_at(place)
    assert isinstance(leaf, Leaf)
    with pytest.raises(UsageError, match="wanted"):
        parse_value(leaf, text)


def test_a_value_is_held_to_the_schema_alone() -> None:
    assert problem_of(SCHEMA, DATA, "/issued", "2024-03-99")
    assert problem_of(SCHEMA, DATA, "/issued", "2024-03-15") is None
    assert problem_of(SCHEMA, {**DATA, "count": "no"}, "/issued", None) is None
    assert problem_of(SCHEMA, DATA, "/address/town", "Leeds") is None
