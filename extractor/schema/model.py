"""The pydantic model that validates a reply: made for a schema file, adapted for a class.

A reply may hold null for anything, because a model that must answer invents. Where the schema
neither requires nor admits that null, it means that the property is not there: `without_nulls`
takes it out before anything is checked.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache, partial, reduce
from operator import or_
from types import new_class
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Optional, Self

from pydantic import BaseModel, ConfigDict, ValidationError, create_model, model_validator
from pydantic import Field as ModelField
from pydantic_core import InitErrorDetails, PydanticCustomError, from_json

from extractor.schema.checks import FORMATS
from extractor.schema.expression import compile_pattern
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Union

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError as Broken
    from jsonschema.protocols import Validator

_TYPES: dict[Kind, Any] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.NUMBER: int | float,
    Kind.BOOLEAN: bool,
    Kind.DATE: date,
    Kind.TIME: time,
    Kind.DATETIME: datetime,
    Kind.ENUM: Any,
}


def without_nulls(data: Any, node: Node) -> Any:
    """`data` without the nulls that stand for a property which is not there."""
    match node:
        case Object(properties=properties) if isinstance(data, dict):
            return {
                name: without_nulls(value, properties[name]) if name in properties else value
                for name, value in data.items()
                if value is not None or not _may_be_left_out(properties.get(name))
            }
        case Array(items=items) if isinstance(data, list):
            return [without_nulls(value, items) for value in data]
        case Union(options=options):
            return reduce(without_nulls, options, data)
    return data


def _may_be_left_out(node: Node | None) -> bool:
    return node is not None and not node.required and not node.nullable


class _Reply(BaseModel):
    """Drops nulls in front of a model's own validation.

    Not a validator: behind one, pydantic takes JSON for Python, and a strict model refuses dates.
    """

    tree_: ClassVar[Object]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        return super().model_validate(without_nulls(obj, cls.tree_), **options)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        try:
            data = from_json(json_data)
        except ValueError:
            return super().model_validate_json(json_data, **options)  # says what is wrong with it
        text = json.dumps(without_nulls(data, cls.tree_))
        return super().model_validate_json(text, **options)


def reply_model(model: type[BaseModel], root: Object) -> type[BaseModel]:
    """A subclass of `model` that reads null as "not there" where the schema allows that."""
    body = {
        "__module__": model.__module__,
        "__qualname__": model.__qualname__,
        "__doc__": model.__doc__,
        "tree_": root,
    }
    made: type[BaseModel] = new_class(
        model.__name__, (_Reply, model), exec_body=lambda namespace: namespace.update(body)
    )
    return made


def schema_model(name: str, root: Object, validator: Validator) -> type[BaseModel]:
    """A model whose types come from the tree, and whose checks come from the JSON Schema."""

    def check(data: Any) -> Any:
        errors = [detail for error in validator.iter_errors(data) for detail in _details(error)]
        if errors:
            raise ValidationError.from_exception_data(name, errors)
        return data

    checks: dict[str, Any] = {"check_": model_validator(mode="before")(check)}
    base = create_model(
        name,
        __config__=ConfigDict(extra="allow"),
        __validators__=checks,
        **_fields(root, name),
    )
    return reply_model(base, root)


def _fields(node: Object, name: str) -> dict[str, Any]:
    return {
        _attribute(key, index): _field(key, child, f"{name}_{index}")
        for index, (key, child) in enumerate(node.properties.items())
    }


def _field(key: str, node: Node, name: str) -> tuple[Any, Any]:
    kind = _type(node, name)
    if node.required:
        return kind, ModelField(alias=key)
    return Optional[kind], ModelField(default=None, alias=key)  # noqa: UP045 - kind may be Any


def _attribute(key: str, index: int) -> str:
    """A name that a pydantic model can carry; data keeps the schema's own name."""
    usable = key.isidentifier() and not keyword.iskeyword(key) and not hasattr(_Reply, key)
    return key if usable and not key.startswith(("_", "model", "field_")) else f"field_{index}"


def _type(node: Node, name: str) -> Any:
    match node:
        case Leaf(kind=Kind.ENUM, choices=choices) if all(isinstance(c, str) for c in choices):
            return Literal[choices]
        case Leaf(kind=kind):
            return _TYPES[kind]
        case Object():
            return create_model(name, __config__=ConfigDict(extra="allow"), **_fields(node, name))
        case Array(items=items):
            return list[_type(items, name)]  # type: ignore[misc]
        case Union(options=options):
            return reduce(or_, (_type(o, f"{name}_{i}") for i, o in enumerate(options)))


def _details(error: Broken) -> list[InitErrorDetails]:
    """A jsonschema error as pydantic says it, at the deepest place that is to blame."""
    from jsonschema.exceptions import best_match

    error = best_match([error]) or error
    loc = tuple(error.absolute_path)
    if error.validator == "required" and isinstance(error.validator_value, list):
        there = error.instance if isinstance(error.instance, dict) else {}
        missing = [name for name in error.validator_value if name not in there]
        return [InitErrorDetails(type="missing", loc=(*loc, name), input={}) for name in missing]
    text = _shortened(error.message)
    if error.validator == "format":
        text = f"not a valid {error.validator_value}"
    words = PydanticCustomError("schema", "{text}", {"text": text})
    return [InitErrorDetails(type=words, loc=loc, input=error.instance)]


def _shortened(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else f"{text[: limit // 2]} ... {text[-limit // 2 :]}"


def _passes(test: Callable[[str], bool], value: object) -> bool:
    return not isinstance(value, str) or test(value)


def with_patterns(dialect: type[Validator]) -> type[Validator]:
    """The dialect, searching for a `pattern` as the rest of the program does."""
    from jsonschema.validators import extend

    found: type[Validator] = extend(dialect, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return found


def _pattern(_validator: Any, pattern: str, value: object, _schema: Any) -> Iterator[Broken]:
    from jsonschema.exceptions import ValidationError as Broken

    if isinstance(value, str) and not compile_pattern(pattern).found_in(value):
        yield Broken(f"{value!r} does not match {pattern!r}")


@cache
def format_checker() -> FormatChecker:
    """JSON Schema's formats, with those of `checks.FORMATS` in place of the stricter RFC forms."""
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=())
    checker.checkers = dict(Draft202012Validator.FORMAT_CHECKER.checkers)
    for name, test in FORMATS.items():
        checker.checkers[name] = (partial(_passes, test), ())
    return checker
