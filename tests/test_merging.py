"""Answers of several windows become one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Span
from extractor.merging import Merged, WindowResult, merge
from extractor.passages import Window
from extractor.record import Field, FieldState
from extractor.schema.tree import Array, Kind, Leaf, Object, Origin, Union

TEXT = Leaf(Kind.STRING, Origin.VERBATIM)
NUMBER = Leaf(Kind.NUMBER, Origin.PARSED)
FLAG = Leaf(Kind.BOOLEAN, Origin.INFERRED)
SCHEMA = Object(
    {
        "total": NUMBER,
        "paid": FLAG,
        "seller": Object({"name": TEXT, "city": TEXT}),
        "rows": Array(Object({"item": TEXT, "amount": NUMBER})),
        "tags": Array(TEXT),
        "reference": Union((TEXT, NUMBER)),
    }
)

ABSENT = Field(state=FieldState.ABSENT)


def at(start: int, state: str = "exact", confidence: float = 0.9, page: int = 1) -> Field:
    """A field located at `start`."""
    span = (start, start + 5)
    return Field(state=FieldState(state), span=span, page=page, confidence=confidence)


def result(number: int, data: dict[str, Any], fields: dict[str, Field]) -> WindowResult:
    window = Window(number, (Span(number * 100, number * 100 + 120),), (number,), 10)
    return WindowResult(window, data, fields)


def total(number: int, value: float | None, field: Field) -> WindowResult:
    return result(number, {"total": value}, {"/total": field})


def rows(number: int, *found: tuple[str, float | None, int, int | None]) -> WindowResult:
    """Rows as item, amount and where each stands."""
    data = {"rows": [{"item": item, "amount": amount} for item, amount, _, _ in found]}
    fields = {}
    for index, (_, _, item_at, amount_at) in enumerate(found):
        fields[f"/rows/{index}/item"] = at(item_at)
        fields[f"/rows/{index}/amount"] = ABSENT if amount_at is None else at(amount_at)
    return result(number, data, fields)


def items(merged: Merged) -> list[Any]:
    found = merged.data["rows"]
    assert isinstance(found, list)
    return [(row["item"], row["amount"]) for row in found if isinstance(row, dict)]


# Scalars


def test_a_value_beats_an_absent_one() -> None:
    merged = merge(SCHEMA, [total(1, None, ABSENT), total(2, 5.0, at(210, "fuzzy", 0.1))])
    assert merged.data == {"total": 5.0}
    assert merged.fields["/total"].state == "fuzzy"


def test_the_better_located_value_beats_the_surer_one() -> None:
    merged = merge(SCHEMA, [total(1, 1.0, at(110, "fuzzy", 0.99)), total(2, 2.0, at(210))])
    assert merged.data == {"total": 2.0}


def test_among_equals_the_surer_then_the_earlier_wins() -> None:
    surer = merge(SCHEMA, [total(1, 1.0, at(110, "exact", 0.3)), total(2, 2.0, at(210))])
    assert surer.data == {"total": 2.0}
    earlier = merge(SCHEMA, [total(2, 2.0, at(210)), total(1, 1.0, at(110))])
    assert earlier.data == {"total": 1.0}


def test_a_rival_that_is_about_as_sure_is_named() -> None:
    answers = [total(1, 1.0, at(110)), total(2, 2.0, at(210, page=7)), total(3, 1.0, at(310))]
    assert merge(SCHEMA, answers).fields["/total"].problem == "also found: 2.0 on page 7"


def test_a_doubtful_rival_is_not_named() -> None:
    answers = [total(1, 1.0, at(110)), total(2, 2.0, at(210, confidence=0.4))]
    assert merge(SCHEMA, answers).fields["/total"].problem is None


def test_an_invalid_value_is_not_hidden_by_an_absent_one() -> None:
    refused = Field(state=FieldState.INVALID, problem="not a number: 'x'")
    merged = merge(SCHEMA, [total(1, None, ABSENT), total(2, None, refused)])
    assert merged.fields["/total"] == refused


def test_a_boolean_is_the_surest() -> None:
    sure = Field(state=FieldState.INFERRED, confidence=0.9)
    unsure = Field(state=FieldState.INFERRED, confidence=0.6)
    answers = [
        result(1, {"paid": False}, {"/paid": unsure}),
        result(2, {"paid": True}, {"/paid": sure}),
    ]
    assert merge(SCHEMA, answers).data == {"paid": True}


# Objects


def seller(number: int, name: str | None, city: str | None) -> WindowResult:
    return result(
        number,
        {"seller": {"name": name, "city": city}},
        {
            "/seller/name": at(number * 100) if name else ABSENT,
            "/seller/city": at(number * 100 + 10) if city else ABSENT,
        },
    )


def test_an_object_is_not_mixed_from_windows_that_disagree() -> None:
    merged = merge(SCHEMA, [seller(1, "Ada", "Oslo"), seller(2, "Bob", "Rome")])
    assert merged.data == {"seller": {"name": "Ada", "city": "Oslo"}}
    assert merged.fields["/seller/name"].problem == "also found: Bob on page 1"


def test_what_an_object_lacks_comes_from_a_window_that_agrees() -> None:
    agreed = merge(SCHEMA, [seller(1, "Ada", None), seller(2, "Ada", "Oslo")])
    assert agreed.data == {"seller": {"name": "Ada", "city": "Oslo"}}
    joined = merge(SCHEMA, [seller(1, "Ada", None), seller(2, None, "Oslo")])
    assert joined.data == {"seller": {"name": "Ada", "city": "Oslo"}}


def test_an_object_beats_null() -> None:
    none = result(1, {"seller": None}, {"/seller/name": ABSENT, "/seller/city": ABSENT})
    assert merge(SCHEMA, [none, seller(2, "Ada", "Oslo")]).data["seller"] == {
        "name": "Ada",
        "city": "Oslo",
    }
    assert merge(SCHEMA, [none, none]) == Merged(none.data, dict(none.fields))


# Lists


def test_lists_are_joined_in_document_order_with_new_pointers() -> None:
    merged = merge(SCHEMA, [rows(2, ("c", 3, 250, 260)), rows(1, ("a", 1, 110, 115))])
    assert items(merged) == [("a", 1), ("c", 3)]
    assert merged.fields["/rows/0/item"].span == (110, 115)
    assert merged.fields["/rows/1/amount"].span == (260, 265)


def test_a_row_of_the_overlap_is_kept_once() -> None:
    first = rows(1, ("a", 1, 110, 120), ("b", 2, 200, 210))
    second = rows(2, ("b", 2, 200, 210), ("c", 3, 250, 260))
    assert items(merge(SCHEMA, [first, second])) == [("a", 1), ("b", 2), ("c", 3)]


def test_equal_rows_in_different_places_are_both_kept() -> None:
    first, second = rows(1, ("a", 1, 110, 120)), rows(2, ("a", 1, 250, 260))
    assert items(merge(SCHEMA, [first, second])) == [("a", 1), ("a", 1)]


def test_a_row_cut_in_half_is_kept_in_its_fuller_form() -> None:
    half, whole = ("b", None, 200, None), ("b", 2, 200, 210)
    assert items(merge(SCHEMA, [rows(1, half), rows(2, whole)])) == [("b", 2)]
    assert items(merge(SCHEMA, [rows(1, whole), rows(2, half)])) == [("b", 2)]


def test_equal_values_without_a_place_are_kept_once() -> None:
    free = Field(state=FieldState.INFERRED)
    answers = [
        result(1, {"tags": ["x", "y"]}, {"/tags/0": free, "/tags/1": free}),
        result(2, {"tags": ["y", "z"]}, {"/tags/0": free, "/tags/1": free}),
    ]
    assert merge(SCHEMA, answers).data == {"tags": ["x", "y", "z"]}


def test_an_empty_list_beats_null_and_a_list_beats_both() -> None:
    answers = [
        result(1, {"rows": None}, {}),
        result(2, {"rows": []}, {}),
        rows(3, ("a", 1, 310, 320)),
    ]
    assert merge(SCHEMA, answers[:2]).data == {"rows": []}
    assert items(merge(SCHEMA, answers)) == [("a", 1)]


def test_long_tables_merge_quickly() -> None:
    first = rows(1, *((f"row {n}", n, 10 * n, 10 * n + 5) for n in range(3000)))
    second = rows(2, *((f"row {n}", n, 10 * n, 10 * n + 5) for n in range(2990, 6000)))
    assert len(items(merge(SCHEMA, [first, second]))) == 6000


# Properties

states = st.sampled_from(["exact", "normalised", "fuzzy"])
located = st.builds(at, st.integers(0, 40), states, st.sampled_from([0.2, 0.8, 0.9]))
unlocated = st.sampled_from(
    [Field(state=FieldState.UNGROUNDED, confidence=0.4), Field(state=FieldState.INFERRED)]
)


@st.composite
def answers_of_a_window(draw: st.DrawFn) -> WindowResult:
    fields: dict[str, Field] = {}

    def scalar(pointer: str, values: st.SearchStrategy[Any]) -> Any:
        value = draw(st.none() | values)
        fields[pointer] = ABSENT if value is None else draw(located | unlocated)
        return value

    def row(pointer: str) -> dict[str, Any]:
        return {
            "item": scalar(f"{pointer}/item", st.sampled_from("abc")),
            "amount": scalar(f"{pointer}/amount", st.integers(1, 3)),
        }

    def seller() -> dict[str, Any]:
        return {
            "name": scalar("/seller/name", st.sampled_from("xy")),
            "city": scalar("/seller/city", st.sampled_from("xy")),
        }

    data = {
        "total": scalar("/total", st.integers(1, 3)),
        "paid": scalar("/paid", st.booleans()),
        "seller": seller(),
        "rows": [row(f"/rows/{index}") for index in range(draw(st.integers(0, 4)))],
        "tags": [
            scalar(f"/tags/{index}", st.sampled_from("pq"))
            for index in range(draw(st.integers(0, 3)))
        ],
        "reference": scalar("/reference", st.integers(1, 2) | st.sampled_from("rs")),
    }
    return result(draw(st.integers(1, 4)), data, fields)


@given(answers_of_a_window())
def test_merging_one_window_changes_nothing(answer: WindowResult) -> None:
    assert merge(SCHEMA, [answer]) == Merged(answer.data, dict(answer.fields))


@given(answers_of_a_window())
def test_merging_the_same_answer_again_changes_nothing(answer: WindowResult) -> None:
    assert merge(SCHEMA, [answer, answer]) == merge(SCHEMA, [answer])


@given(st.lists(answers_of_a_window(), min_size=1, max_size=4))
def test_every_value_has_its_field_and_comes_from_a_window(answers: list[WindowResult]) -> None:
    merged = merge(SCHEMA, answers)
    assert merged.data["total"] in [answer.data["total"] for answer in answers]
    names = [(row, leaf) for row in range(len(items(merged))) for leaf in ("item", "amount")]
    assert all(f"/rows/{row}/{leaf}" in merged.fields for row, leaf in names)
    given_rows = [row for answer in answers for row in answer.data["rows"]]  # type: ignore[union-attr]
    assert all(row in given_rows for row in merged.data["rows"])  # type: ignore[union-attr]
    assert list(merged.data) == list(SCHEMA.properties)
