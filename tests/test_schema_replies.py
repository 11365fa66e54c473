"""What is wrong with a reply, and what a valid one becomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal, NotRequired, Self

import pytest
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    computed_field,
    field_validator,
    model_validator,
)
from typing_extensions import TypedDict

from extractor.errors import SchemaError
from extractor.schema import (
    Country,
    Currency,
    Email,
    Iban,
    Problem,
    VatNumber,
    disagreement,
    load_schema,
    problems,
    raise_disagreements,
    validated,
)
from extractor.schema.checks import sums

FILE = load_schema(
    {
        "properties": {
            "number": {"type": "string", "pattern": "^INV-"},
            "day": {"type": "string", "format": "date"},
            "sent": {"type": "string", "format": "date-time"},
            "total": {"type": ["number", "null"], "minimum": 0},
            "email": {"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}]},
            "class": {"enum": ["a", "b"]},
            "lines": {
                "type": "array",
                "items": {
                    "properties": {"what": {"type": "string"}, "a/b": {"type": "integer"}},
                    "required": ["what"],
                },
                "uniqueItems": True,
            },
        },
        "required": ["number", "total"],
        "dependentRequired": {"day": ["sent"]},
    }
)


def found(schema, data):
    return [(p.pointer, p.kind, p.message) for p in problems(schema, data)]


def test_a_valid_reply_has_no_problems():
    reply = {
        "number": "INV-1",
        "day": None,
        "sent": "2024-03-14T13:05:00",
        "total": None,  # required, and the schema itself allows null
        "email": None,
        "class": None,
        "lines": [{"what": "x", "a/b": None}],
    }
    assert problems(FILE, reply) == []
    assert validated(FILE, reply) == reply


@pytest.mark.parametrize(
    ("change", "pointer", "kind", "message"),
    [
        ({"number": None}, "/number", "absent", "required, absent"),
        ({"number": "7"}, "/number", "invalid", "'7' does not match '^INV-'"),
        ({"total": -1}, "/total", "invalid", "-1 is less than the minimum of 0"),
        ({"total": "1"}, "/total", "invalid", "'1' is not of type 'number', 'null'"),
        ({"email": "ann"}, "/email", "invalid", "not a valid email"),
        ({"class": "c"}, "/class", "invalid", "'c' is not one of ['a', 'b']"),
        ({"sent": "2024-02-30T00:00:00"}, "/sent", "invalid", "not a valid date-time"),
        ({"lines": [{"what": None}]}, "/lines/0/what", "absent", "required, absent"),
        ({"lines": [{"what": "x", "a/b": 1.5}]}, "/lines/0/a~1b", "invalid", "1.5 is not of type"),
        ({"lines": [{"what": "x"}, {"what": "x"}]}, "/lines", "invalid", "non-unique elements"),
        ({"day": "2024-03-14"}, "", "invalid", "'sent' is a dependency of 'day'"),
    ],
)
def test_problems_of_a_schema_file_carry_their_place(change, pointer, kind, message):
    ((at, what, text),) = found(FILE, {"number": "INV-1", "total": 1, **change})
    assert (at, what) == (pointer, kind)
    assert message in text


def test_a_missing_required_property_is_absent():
    assert found(FILE, {"total": 1}) == [("/number", "absent", "required, absent")]


class Line(BaseModel):
    what: str
    amount: Decimal


class Bill(BaseModel):
    number: str = Field(alias="bill no")
    issued: date
    due: date | None = None
    currency: Currency = "EUR"
    iban: Iban | None
    lines: list[Line] = []
    total: Decimal = Decimal(0)
    payment: Literal["cash", "card"] | int | None = None

    @field_validator("number")
    @classmethod
    def _upper(cls, value: str) -> str:
        if value.isspace():
            raise ValueError("empty")
        return value.upper()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wrong = []
        if self.due and self.due < self.issued:
            wrong.append(disagreement("due {before} it was issued", "/due", "/issued"))
        if not sums((line.amount for line in self.lines), self.total):
            wrong.append(disagreement("the lines do not add up to the total", "lines", "total"))
        raise_disagreements("Bill", wrong)
        return self


BILL = load_schema(Bill)
GOOD = {
    "bill no": "a-1",
    "issued": "2024-03-14",
    "due": None,
    "currency": None,
    "iban": "DE89 3704 0044 0532 0130 00",
    "lines": [{"what": "x", "amount": 1487.50}, {"what": "y", "amount": 12}],
    "total": 1499.5,
    "payment": None,
}


def test_a_valid_reply_is_normalised_and_gains_nothing():
    assert problems(BILL, GOOD) == []
    assert validated(BILL, GOOD) == {
        **GOOD,
        "bill no": "A-1",
        "iban": "DE89370400440532013000",
    }


def test_no_default_in_place_of_a_value():
    reply = {"bill no": "1", "issued": "2024-03-14", "iban": None, "currency": None, "total": None}
    assert problems(BILL, reply) == []
    assert validated(BILL, reply) == reply  # neither "EUR" nor 0, nor the keys it lacks


def test_numbers_come_back_as_json_numbers():
    class Numbers(BaseModel):
        values: list[Decimal | float]

    given = {"values": [1487.50, 0.1, 3, 1e20, -0.005]}
    plain = validated(load_schema(Numbers), given)
    assert plain == given
    assert [type(value) for value in plain["values"]] == [float, float, int, float, float]
    assert repr(validated(load_schema(Numbers), {"values": ["12.30", "7.00"]})) == (
        "{'values': [12.3, 7]}"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"bill no": None}, [("/bill no", "absent", "required, absent")]),
        ({"bill no": " "}, [("/bill no", "invalid", "empty")]),
        ({"iban": "DE00"}, [("/iban", "invalid", "not a valid IBAN")]),
        ({"currency": "euro"}, [("/currency", "invalid", "not a valid ISO 4217 code")]),
        (
            {"lines": [{"what": "x", "amount": 1}, {"what": None, "amount": None}]},
            [
                ("/lines/1/what", "absent", "required, absent"),
                ("/lines/1/amount", "absent", "required, absent"),
            ],
        ),
    ],
)
def test_problems_of_a_class_carry_their_place(change, expected):
    assert found(BILL, {**GOOD, **change}) == expected


def test_branches_of_a_union_are_one_problem():
    ((at, kind, message),) = found(BILL, {**GOOD, "payment": "cheque"})
    assert (at, kind) == ("/payment", "invalid")
    assert message.count(";") == 1


def test_disagreements_name_the_fields_that_do_not_fit():
    reply = {**GOOD, "due": "2024-01-01", "total": 3}
    assert problems(BILL, reply) == [
        Problem("", "disagreement", "due {before} it was issued", ("/due", "/issued")),
        Problem("", "disagreement", "the lines do not add up to the total", ("/lines", "/total")),
    ]
    with pytest.raises(ValidationError):
        validated(BILL, reply)


def test_a_disagreement_inside_a_list_points_there():
    class Item(BaseModel):
        net: Decimal
        gross: Decimal

        @model_validator(mode="after")
        def _fits(self) -> Self:
            if self.gross < self.net:
                raise disagreement("gross below net", "/net", "/gross")
            return self

    class Items(BaseModel):
        items: list[Item]

    reply = {"items": [{"net": 1, "gross": 2}, {"net": 2, "gross": 1}]}
    (problem,) = problems(load_schema(Items), reply)
    assert (problem.pointer, problem.fields) == ("/items/1", ("/items/1/net", "/items/1/gross"))


def test_what_else_pydantic_can_hold_keeps_its_shape():
    class Colour(Enum):
        RED = "red"

    class Part(TypedDict):
        width: int
        note: NotRequired[str]

    class Thing(BaseModel):
        colour: Colour
        part: Part
        size: tuple[float, float]
        page: HttpUrl
        name: str = Field(validation_alias=AliasChoices("called", "name"))
        children: list[Thing] = []

        @computed_field
        def area(self) -> float:
            return self.size[0] * self.size[1]

    schema = load_schema(Thing)
    reply = {
        "colour": "red",
        "part": {"width": 3, "note": None},
        "size": [1, 2.5],
        "page": "https://example.com/a",
        "called": "x",
        "children": None,
    }
    assert problems(schema, reply) == []
    assert validated(schema, reply) == reply


def test_variants_of_a_union_of_models():
    class Cash(BaseModel):
        kind: Literal["cash"]
        till: int

    class Card(BaseModel):
        kind: Literal["card"]
        digits: str

    class Paid(BaseModel):
        by: Cash | Card = Field(discriminator="kind")

    schema = load_schema(Paid)
    assert found(schema, {"by": {"kind": "cash", "till": None}}) == [
        ("/by/till", "absent", "required, absent")
    ]
    assert found(schema, {"by": {"kind": "card"}}) == [("/by/digits", "absent", "required, absent")]
    assert validated(schema, {"by": {"kind": "cash", "till": 3}}) == {
        "by": {"kind": "cash", "till": 3}
    }


def test_a_strict_model_takes_dates_as_json_has_them():
    class Strict(BaseModel):
        model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
        day: date
        amount: Decimal
        note: str = "none"

    schema = load_schema(Strict)
    reply = {"day": "2024-03-14", "amount": 1.5, "note": None}
    assert problems(schema, reply) == []
    assert validated(schema, reply) == reply


def test_a_validator_that_breaks_is_named():
    class Broken(BaseModel):
        a: int

        @model_validator(mode="after")
        def _check(self) -> Self:
            return self.a / 0  # type: ignore[return-value]

    with pytest.raises(SchemaError, match="a check of the schema failed: ZeroDivisionError"):
        problems(load_schema(Broken), {"a": 1})


def test_markers_check_what_they_mark():
    class Marked(BaseModel):
        email: Email
        country: Country
        vat: VatNumber

    schema = load_schema(Marked)
    assert found(schema, {"email": "a@b", "country": "Spain", "vat": "DE136695970"}) == [
        ("/email", "invalid", "not a valid email address"),
        ("/country", "invalid", "not a valid ISO 3166 code of two letters"),
        ("/vat", "invalid", "not a valid VAT number with its country code"),
    ]


def test_names_that_no_class_could_carry():
    names = ["a b", "class", "_x", "model_config", "json", "field_0", "schema", "", "größe"]
    schema = load_schema({"properties": {name: {"type": "string"} for name in names}})
    reply = dict.fromkeys(names, "x")
    assert problems(schema, reply) == []
    assert validated(schema, reply) == reply
