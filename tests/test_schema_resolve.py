"""JSON Schema to the tree: each conversion, and each refusal with its place."""

from __future__ import annotations

import json
import os
import socket
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.errors import SchemaError
from extractor.schema import load_schema, problems
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin, Union, leaves


def value(schema: object, *, required: bool = True, **more: object) -> Node:
    """The node of a property `v` with this schema."""
    return load_schema(
        {"type": "object", "properties": {"v": schema}, "required": ["v"] * required, **more}
    ).root.properties["v"]


@pytest.mark.parametrize(
    ("schema", "kind", "origin"),
    [
        ({"type": "string"}, Kind.STRING, Origin.VERBATIM),
        ({"type": "integer"}, Kind.INTEGER, Origin.PARSED),
        ({"type": "number"}, Kind.NUMBER, Origin.PARSED),
        ({"type": ["integer", "number"]}, Kind.NUMBER, Origin.PARSED),
        ({"type": "boolean"}, Kind.BOOLEAN, Origin.INFERRED),
        ({"type": "string", "format": "date"}, Kind.DATE, Origin.PARSED),
        ({"type": "string", "format": "time"}, Kind.TIME, Origin.PARSED),
        ({"type": "string", "format": "date-time"}, Kind.DATETIME, Origin.PARSED),
        ({"type": "string", "format": "currency"}, Kind.STRING, Origin.PARSED),
        ({"type": "string", "format": "country"}, Kind.STRING, Origin.PARSED),
        ({"type": "string", "format": "email"}, Kind.STRING, Origin.PATTERN),
        ({"type": "string", "format": "uri"}, Kind.STRING, Origin.PATTERN),
        ({"type": "string", "format": "iban"}, Kind.STRING, Origin.PATTERN),
        ({"type": "string", "format": "phone"}, Kind.STRING, Origin.PATTERN),
        ({"type": "string", "pattern": "^INV-"}, Kind.STRING, Origin.PATTERN),
        ({"type": "string", "format": "of our own"}, Kind.STRING, Origin.VERBATIM),
        ({"enum": ["a", "b"]}, Kind.ENUM, Origin.INFERRED),
        ({"const": 3}, Kind.ENUM, Origin.INFERRED),
        ({"description": "untyped is text"}, Kind.STRING, Origin.VERBATIM),
        ({"minimum": 3}, Kind.NUMBER, Origin.PARSED),
        ({"type": "string", "x-source": "free"}, Kind.STRING, Origin.FREE),
        ({"type": "string", "pattern": "x", "x-source": "verbatim"}, Kind.STRING, Origin.VERBATIM),
    ],
)
def test_leaves_and_where_they_come_from(schema, kind, origin):
    node = value(schema)
    assert isinstance(node, Leaf)
    assert (node.kind, node.origin) == (kind, origin)


def test_constraints_are_kept():
    number = value({"type": "number", "minimum": 0.1, "exclusiveMaximum": 5, "multipleOf": 0.01})
    assert isinstance(number, Leaf)
    assert number.minimum == Decimal("0.1")
    assert number.exclusive_maximum == 5
    assert number.multiple_of == Decimal("0.01")
    text = value({"type": "string", "minLength": 2, "maxLength": 9, "pattern": "a"})
    assert isinstance(text, Leaf)
    assert (text.min_length, text.max_length, text.pattern) == (2, 9, "a")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"const": None}, {"type": "string"}]},
    ],
)
def test_null_makes_nullable_and_is_no_option(schema):
    node = value(schema)
    assert isinstance(node, Leaf)
    assert node.kind is Kind.STRING
    assert node.nullable
    assert not node.required


def test_required_and_left_out():
    assert value({"type": "string"}).required
    assert not value({"type": "string"}, required=False).required
    assert not value({"type": "string"}, required=False).nullable


def test_enums():
    mixed = value({"enum": ["a", 1, True, None]})
    assert isinstance(mixed, Leaf)
    assert mixed.choices == ("a", 1, True)
    assert mixed.nullable
    typed = value({"type": "string", "enum": ["a", 1]})
    assert isinstance(typed, Leaf)
    assert typed.choices == ("a",)
    titled = value({"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]})
    assert isinstance(titled, Leaf)
    assert titled.choices == ("a", "b")
    both = value({"enum": ["a", "b", "c"], "allOf": [{"enum": ["c", "b"]}]})
    assert isinstance(both, Leaf)
    assert set(both.choices) == {"b", "c"}


def test_references():
    schema = {
        "$ref": "#/$defs/money",
        "description": "what is owed",
    }
    defs = {"money": {"$anchor": "m", "type": "number", "description": "an amount"}}
    node = value(schema, **{"$defs": defs})
    assert isinstance(node, Leaf)
    assert (node.kind, node.description) == (Kind.NUMBER, "what is owed")
    anchored = value({"$ref": "#m"}, **{"$defs": defs})
    assert anchored.description == "an amount"
    older = value({"$ref": "#/definitions/x"}, definitions={"x": {"type": "integer"}})
    assert isinstance(older, Leaf)
    assert older.kind is Kind.INTEGER


def test_all_of_is_merged():
    node = value(
        {
            "allOf": [
                {"properties": {"a": {"type": "string"}}, "required": ["a"]},
                {"properties": {"b": {"type": "number", "minimum": 1}}},
                {"properties": {"b": {"minimum": 5, "description": "b"}}},
            ]
        }
    )
    assert isinstance(node, Object)
    assert node.properties["a"].required
    second = node.properties["b"]
    assert isinstance(second, Leaf)
    assert (second.minimum, second.description) == (5, "b")


def test_unions():
    two = value({"anyOf": [{"type": "boolean"}, {"type": "string", "format": "date"}]})
    assert isinstance(two, Union)
    assert [option.kind for option in two.options if isinstance(option, Leaf)] == [
        Kind.BOOLEAN,
        Kind.DATE,
    ]
    single = value({"anyOf": [{"type": "integer"}]})
    assert isinstance(single, Leaf)
    variants = value(
        {
            "properties": {"id": {"type": "string"}},
            "oneOf": [
                {"properties": {"iban": {"type": "string"}}},
                {"properties": {"card": {"type": "string"}}},
            ],
        }
    )
    assert isinstance(variants, Union)
    assert [
        list(option.properties) for option in variants.options if isinstance(option, Object)
    ] == [
        ["id", "iban"],
        ["id", "card"],
    ]


def test_a_union_that_only_narrows_is_left_to_validation():
    node = value(
        {
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        }
    )
    assert isinstance(node, Object)
    assert not node.properties["a"].required


def test_a_decimal_as_pydantic_writes_it_is_a_number():
    node = value({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]})
    assert isinstance(node, Leaf)
    assert (node.kind, node.minimum) == (Kind.NUMBER, 0)
    node = value({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+\.?\d*$"}]})
    assert isinstance(node, Leaf)
    kept = value({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^n/a$"}]})
    assert isinstance(kept, Union)


def test_arrays():
    tags = value({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 9})
    assert isinstance(tags, Array)
    assert (tags.min_items, tags.max_items) == (1, 9)
    pair = value({"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]})
    assert isinstance(pair, Array)
    free = value({"type": "array", "items": {"type": "string"}, "x-source": "free"})
    assert isinstance(free, Array)
    assert isinstance(free.items, Leaf)
    assert free.items.origin is Origin.FREE


def test_recursion_is_unrolled_three_levels_and_said():
    schema = load_schema(
        {
            "properties": {
                "name": {"type": "string"},
                "parts": {"type": "array", "items": {"$ref": "#"}},
            }
        }
    )
    assert [path for path, _ in leaves(schema.root)] == [
        ("name",),
        ("parts", "*", "name"),
        ("parts", "*", "parts", "*", "name"),
    ]
    assert schema.notes == ("/properties/parts: refers to itself; asked for 3 levels deep",)


@pytest.mark.parametrize(
    ("schema", "at", "message"),
    [
        ({"type": "array"}, "#", "the root is a list"),
        ({"type": "string"}, "#", "the root is not an object"),
        ({}, "#", "the root is not an object"),
        ({"type": "object"}, "#", "an object without named properties"),
        ({"$ref": "#"}, "#", "refers to itself without end"),
        ({"type": "objekt"}, "#/type", "unknown type 'objekt'"),
        ({"properties": {"a": {"minimum": "1"}}}, "#/properties/a/minimum", "is not of type"),
        ({"properties": {"a": True}}, "#/properties/a", "`true` does not say"),
        ({"properties": {"a/b": {"type": "null"}}}, "#/properties/a~1b", "only null"),
        (
            {"properties": {"a": {"type": "object", "additionalProperties": {"type": "string"}}}},
            "#/properties/a/additionalProperties",
            "an object without named properties",
        ),
        (
            {"properties": {"a": {"prefixItems": [{"type": "string"}, {"type": "number"}]}}},
            "#/properties/a/prefixItems",
            "positions of a list that differ in type",
        ),
        (
            {"properties": {"a": {"$ref": "https://example.com/x.json"}}},
            "#/properties/a/$ref",
            "leads nowhere",
        ),
        ({"properties": {"a": {"$ref": "#/$defs/x"}}}, "#/properties/a/$ref", "leads nowhere"),
        (
            {"properties": {"a": {"$ref": "#/mine"}}, "mine": {"type": "strnig"}},
            "#/properties/a/$ref",
            "does not lead to a schema",
        ),
        ({"properties": {"a": {"enum": [{}]}}}, "#/properties/a", "a choice that is not"),
        ({"properties": {"a": {"pattern": "("}}}, "#/properties/a/pattern", "regular expression"),
        (
            {"properties": {"a": {"x-source": "fre"}}},
            "#/properties/a",
            "x-source cannot be 'fre' here",
        ),
        (
            {"properties": {"a": {"type": "boolean", "x-source": "verbatim"}}},
            "#/properties/a",
            "x-source cannot be 'verbatim' here",
        ),
        (
            {"properties": {"a": {"type": "string", "allOf": [{"type": "number"}]}}},
            "#/properties/a/allOf/0/type",
            "types that exclude each other",
        ),
        (
            {"properties": {"total": {"type": "number"}}, "required": ["totl"]},
            "#/required",
            "requires 'totl', which is no property",
        ),
        (
            {"properties": {"me": {"$ref": "#"}}, "required": ["me"]},
            "#/properties/me",
            "requires itself without end",
        ),
        (
            {"$schema": "http://json-schema.org/draft-04/schema#", "properties": {}},
            "#/$schema",
            "before draft 6",
        ),
    ],
)
def test_what_is_refused_is_named_with_its_place(schema, at, message):
    with pytest.raises(SchemaError) as caught:
        load_schema(schema)
    assert caught.value.at == at
    assert message in caught.value.message


def test_nothing_is_fetched(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    remote = {"$ref": "https://example.com/schema.json"}
    with pytest.raises(SchemaError) as caught:
        load_schema({"properties": {"a": remote}})
    assert caught.value.hint == "schemas are never fetched: copy it into $defs"


def suite() -> list[tuple[str, object, list[dict[str, object]]]]:
    """Groups of the JSON Schema test-suite, where EXTRACTOR_CORPORA has it."""
    folder = Path(os.environ.get("EXTRACTOR_CORPORA", "nowhere")) / "schemas" / "draft2020-12"
    return [
        (f"{path.name}: {group['description']}", group["schema"], group["tests"])
        for path in sorted(folder.rglob("*.json"))
        for group in json.loads(path.read_text("utf-8"))
    ]


@pytest.mark.skipif(not suite(), reason="EXTRACTOR_CORPORA names no folder with the test-suite")
def test_every_schema_of_the_suite_loads_or_is_refused():
    refused: list[str] = []
    for name, schema, tests in suite():
        try:
            loaded = load_schema(schema)
        except SchemaError:
            refused.append(name)
            continue
        for test in tests:
            if isinstance(test["data"], dict) and not test["valid"]:
                problems(loaded, test["data"])
    assert len(refused) < len(suite())
