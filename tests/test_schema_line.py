"""The one-line form: what it says, where it goes wrong, and that writing it reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import SchemaError
from extractor.schema import format_line, load_schema, parse_line
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin

DESIGN = (
    "vendor, invoice_date date, total float: amount due, tax? float, status (paid|unpaid), "
    "items [description, qty int, amount float], address {street, zip}"
)


def leaf(kind: Kind = Kind.STRING, *, required: bool = True, description: str = "") -> Leaf:
    origin = {
        Kind.STRING: Origin.VERBATIM,
        Kind.BOOLEAN: Origin.INFERRED,
        Kind.ENUM: Origin.INFERRED,
    }.get(kind, Origin.PARSED)
    name = {Kind.DATE: "date", Kind.DATETIME: "date-time"}.get(kind)
    return Leaf(kind, origin, required=required, description=description, format=name)


def test_the_line_of_the_design():
    root = load_schema(DESIGN).root
    assert root.properties["vendor"] == leaf()
    assert root.properties["invoice_date"] == leaf(Kind.DATE)
    assert root.properties["total"] == leaf(Kind.NUMBER, description="amount due")
    assert root.properties["tax"] == leaf(Kind.NUMBER, required=False)
    assert root.properties["status"].choices == ("paid", "unpaid")
    items = root.properties["items"]
    assert isinstance(items, Array)
    assert isinstance(items.items, Object)
    assert list(items.items.properties) == ["description", "qty", "amount"]
    assert isinstance(root.properties["address"], Object)
    assert format_line(root) == DESIGN


def test_it_gives_json_schema():
    assert parse_line("total float: amount due, tax? float") == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "total": {"type": "number", "description": "amount due"},
            "tax": {"type": "number"},
        },
        "required": ["total"],
    }


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a\nb int\n", "a, b int"),
        ("a,\n b int,\n", "a, b int"),
        ("items [\n  name\n  qty int\n]", "items [name, qty int]"),
        ("tags [ str ]", "tags [str]"),
        ("status ( paid | not paid )", "status (paid|not paid)"),
        ('total float: "net, of tax"', 'total float: "net, of tax"'),
        ('"invoice number" str', '"invoice number"'),
        ("größe float", "größe float"),
        ("rows [[int]]", "rows [[int]]"),
        ("rows [{a, b}]", "rows [a, b]"),
        ("names [str str]", "names [str str]"),
        ("note: amount (in EUR), total", "note: amount (in EUR), total"),
    ],
)
def test_ways_to_write(text, same):
    assert format_line(load_schema(text).root) == same


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        ("total flaot", "schema 1:7", "unknown type 'flaot'", "did you mean float?"),
        ("a, b\nc dat", "schema 2:3", "unknown type 'dat'", "did you mean date?"),
        ("tags [flaot]", "schema 1:7", "unknown type 'flaot'", "did you mean float?"),
        ("a time", "schema 1:3", "unknown type 'time'", "did you mean datetime?"),
        ("a money", "schema 1:3", "unknown type 'money'", "types are str, int, float"),
        ("a, b [c", "schema 1:6", "'[' is not closed", "add a ']'"),
        ("a {b", "schema 1:3", "'{' is not closed", "add a '}'"),
        ("a (x|y", "schema 1:3", "'(' is not closed", "add a ')'"),
        ("a (x||y)", "schema 1:6", "a choice is missing", None),
        ("a (x|x)", "schema 1:6", "choice 'x' is named twice", None),
        ("a,, b", "schema 1:3", "a field is missing between two commas", None),
        ("a, b, a", "schema 1:7", "field 'a' is named twice", None),
        ("a float?, b", "schema 1:8", "the ? goes after the name", "a? ..."),
        ("a []", "schema 1:3", "no fields", None),
        ("a, 1b", "schema 1:4", "a field name is expected here, not '1'", None),
        ("a: see [1], b", "schema 1:10", "']' is not expected here", "put in quotes"),
        ('a: "open, b', "schema 1:4", "the quoted text does not end on its line", None),
        ("a str str", "schema 1:7", "'s' is not expected here", "parted by commas"),
        ("", "schema 1:1", "no fields", None),
    ],
)
def test_an_error_marks_its_place(text, at, message, hint):
    with pytest.raises(SchemaError) as caught:
        load_schema(text)
    error = caught.value
    first, excerpt, caret = error.message.split("\n")
    assert (error.at, first) == (at, message)
    line, column = (int(part) for part in at.split()[1].split(":"))
    assert excerpt.strip() == text.split("\n")[line - 1].strip()
    assert caret.index("^") == column - 1 + len("  ")
    assert hint is None if error.hint is None else (hint or "") in error.hint


scalars = st.sampled_from([kind for kind in Kind if kind not in (Kind.TIME, Kind.ENUM)])
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
names = st.one_of(st.from_regex(r"[a-z][a-z_0-9]{0,6}", fullmatch=True), texts)
descriptions = st.one_of(st.just(""), texts.map(str.strip))
enums = st.lists(texts, min_size=1, max_size=3, unique=True).map(
    lambda choices: Leaf(Kind.ENUM, Origin.INFERRED, choices=tuple(choices))
)


def with_flags(node: Node, required: bool, description: str) -> Node:
    return type(node)(
        **{
            **{name: getattr(node, name) for name in node.__dataclass_fields__},
            "required": required,
            "description": description,
        }
    )


def objects(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Object]:
    fields = st.builds(with_flags, nodes, st.booleans(), descriptions)
    return st.dictionaries(names, fields, min_size=1, max_size=3).map(Object)


nodes = st.recursive(
    st.one_of(scalars.map(leaf), enums),
    lambda inner: st.one_of(
        objects(inner),
        inner.map(lambda node: Array(with_flags(node, True, ""))),
    ),
    max_leaves=6,
)


@given(objects(nodes))
def test_what_is_written_reads_back(root):
    assert load_schema(parse_line(format_line(root))).root == with_flags(root, True, "")


@given(st.text(alphabet='ab (|)[]{}?:,"\n\\é1', max_size=30))
def test_any_text_is_a_schema_or_an_error_with_a_place(text):
    try:
        load_schema(parse_line(text))
    except SchemaError as error:
        place = error.at or ""
    else:
        place = "schema 1:1"
    assert place.startswith("schema ")
