"""Everything `--schema` takes, and one clear line for everything it does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, RootModel

from extractor.errors import SchemaError
from extractor.schema import (
    Currency,
    Free,
    as_model,
    as_yaml,
    describe,
    load_schema,
    ready_schemas,
    source,
)
from extractor.schema.tree import Kind, Leaf, Origin

MODEL = '''
from __future__ import annotations
from pydantic import BaseModel

class Line(BaseModel):
    amount: float

class Offer(BaseModel):
    """An offer."""
    number: str
    lines: list[Line] = []

not_a_model = 3
'''


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "offer.py"
    path.write_text(MODEL)
    return path


def test_ready_schemas_by_name():
    names = [ready.name for ready in ready_schemas()]
    assert names == sorted(names)
    for ready in ready_schemas():
        assert ready.description
        assert load_schema(ready.name).name == ready.name


def test_the_users_own_ready_schemas_come_first(tmp_path, offer):
    (tmp_path / "letter.yaml").write_text("properties: {sender: {type: string}}")
    assert load_schema("letter", search=[tmp_path]).name == "letter"
    assert load_schema("offer", search=[tmp_path]).description == "An offer."
    assert {"letter", "offer"} <= {ready.name for ready in ready_schemas([tmp_path])}


def test_an_unknown_name(tmp_path, offer):
    with pytest.raises(SchemaError, match="no ready schema 'ofer'") as caught:
        load_schema("ofer", search=[tmp_path])
    assert caught.value.hint == "did you mean offer?"
    with pytest.raises(SchemaError) as caught:
        load_schema("zzz")
    assert "'zzz str'" in (caught.value.hint or "")


def test_json_and_yaml_files(tmp_path):
    (tmp_path / "a.json").write_text('{"title": "T", "properties": {"n": {"type": "integer"}}}')
    (tmp_path / "a.yml").write_text("title: T\nproperties:\n  n: {type: integer}\n")
    one, other = load_schema(tmp_path / "a.json"), load_schema(str(tmp_path / "a.yml"))
    assert one.name == "a"
    assert one.digest == other.digest
    assert one.root == other.root


def test_the_digest_does_not_depend_on_the_order_of_keys():
    one = load_schema({"properties": {"n": {"type": "integer", "minimum": 1}}})
    other = load_schema({"properties": {"n": {"minimum": 1, "type": "integer"}}})
    changed = load_schema({"properties": {"n": {"minimum": 2, "type": "integer"}}})
    assert one.digest == other.digest != changed.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("s.json", '{"a": 1,\n  b}', ":2:3", "not JSON"),
        ("s.yaml", "a: [1,\nb: }", ":2:4", "not YAML"),
        ("s.yaml", "properties: {a: {enum: [2024-01-01]}}", "#/properties/a/enum/0", "quote it"),
        ("s.yaml", "properties: {a: {1: x}}", "#/properties/a", "is not text: quote it"),
        ("s.json", "[]", "#", "a schema is an object"),
        ("s.json", '{"type": "array"}', "#", "the root is a list"),
        (
            "s.json",
            '{"properties": {"a": {"type": "x"}}}',
            "#/properties/a/type",
            "unknown type 'x'",
        ),
        ("s.json", "[" * 10_000, "", "cannot be read"),
        ("s.json", None, "", "cannot read the schema: No such file"),
    ],
)
def test_files_that_are_wrong(tmp_path, name, text, place, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    with pytest.raises(SchemaError, match=message) as caught:
        load_schema(str(path))
    assert caught.value.at == f"{path}{place}"


def test_a_type_that_is_nearly_one_is_guessed(tmp_path):
    path = tmp_path / "s.json"
    path.write_text('{"properties": {"a": {"type": "strng"}}}')
    with pytest.raises(SchemaError) as caught:
        load_schema(str(path))
    assert caught.value.hint == "did you mean string?"


def test_a_model_in_a_python_file(offer):
    schema = load_schema(f"{offer}:Offer")
    assert (schema.name, schema.description) == ("Offer", "An offer.")
    assert list(schema.root.properties) == ["number", "lines"]
    assert load_schema(str(offer)).name == "Offer"  # the one named like the file
    assert load_schema(f"{offer}:Line").name == "Line"


@pytest.mark.parametrize(
    ("code", "model", "place", "message", "hint"),
    [
        (MODEL, "Ofer", "", "no model named 'Ofer'", "models there: Line, Offer"),
        (MODEL, "not_a_model", "", "not_a_model is not a pydantic model", "Line, Offer"),
        (MODEL, "", "", "which model? it has Line, Offer", "name one: s.py:Line"),
        ("x = 1\ny = x / 0", "A", ":2", "ZeroDivisionError: division by zero", None),
        ("def f(:", "A", ":1", "SyntaxError: invalid syntax", None),
        ("import nowhere_at_all", "A", ":1", "ModuleNotFoundError: No module named", None),
        ("raise SystemExit(3)", "A", ":1", "SystemExit: 3", None),
    ],
)
def test_code_that_is_wrong(tmp_path, code, model, place, message, hint):  # noqa: PLR0917
    path = tmp_path / "s.py"
    path.write_text(code)
    with pytest.raises(SchemaError) as caught:
        load_schema(f"{path}:{model}")
    assert caught.value.at == f"{path}{place}"
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert (hint or "") in (caught.value.hint or "")


def test_a_model_in_a_module(offer, monkeypatch):
    monkeypatch.syspath_prepend(offer.parent)
    assert load_schema("offer:Offer").name == "Offer"
    with pytest.raises(SchemaError, match="no module named 'nowhere'"):
        load_schema("nowhere:Offer")


@pytest.mark.parametrize("spec", ["notes.toml", "./schemas/x", 3, None, int])
def test_what_is_no_schema(spec):
    with pytest.raises(SchemaError):
        load_schema(spec)


class Money(BaseModel):
    amount: Decimal = Field(ge=0)
    currency: Currency | None = None


class Deal(BaseModel):
    """A deal."""

    day: date
    price: Money = Field(description="what is paid")
    summary: Free
    tags: Annotated[list[str], source("free")] = []
    delivered: bool | None = None


def test_a_pydantic_class():
    schema = load_schema(Deal)
    rows = [(row.path, row.type, row.origin, row.required) for row in describe(schema)]
    assert rows == [
        ("day", "date", "parsed", True),
        ("price", "object", "", True),
        ("price.amount", "float", "parsed", True),
        ("price.currency", "currency", "parsed", False),
        ("summary", "str", "free", True),
        ("tags", "list of str", "free", False),
        ("delivered", "bool", "inferred", False),
    ]
    assert describe(schema)[1].description == "what is paid"
    assert issubclass(schema.model, Deal)
    amount = load_schema(Money).root.properties["amount"]
    assert isinstance(amount, Leaf)
    assert (amount.kind, amount.origin, amount.minimum) == (Kind.NUMBER, Origin.PARSED, 0)


def test_classes_that_cannot_be_asked_for():
    class Odd(BaseModel):
        call: Callable[[], int]

    with pytest.raises(SchemaError, match="has no JSON schema"):
        load_schema(Odd)
    with pytest.raises(SchemaError, match="the root is a list"):
        load_schema(RootModel[list[str]])


LINE = 'vendor: who sells, day date, "odd name"? float, state (a|b c), rows [name, at? datetime]'


def test_a_draft_as_yaml_reads_back(tmp_path):
    schema = load_schema(LINE)
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(schema))
    assert load_schema(path).root == schema.root


def test_a_draft_as_a_model_reads_back(tmp_path):
    schema = load_schema(LINE)
    path = tmp_path / "draft.py"
    path.write_text(as_model(schema, "Draft"))
    assert path.read_text().startswith(
        "from datetime import date, datetime\nfrom decimal import Decimal\n"
    )
    drafted = load_schema(path)
    assert list(drafted.root.properties) == list(schema.root.properties)
    assert [(r.path, r.type, r.required) for r in describe(drafted)] == [
        (r.path, r.type, r.required) for r in describe(schema)
    ]


def test_loading_a_class_imports_nothing_heavy():
    code = (
        "import sys; from extractor.schema import load_schema; load_schema('invoice');"
        "print([m for m in ('jsonschema', 'yaml', 'numpy', 'llama_cpp') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
