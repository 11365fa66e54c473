"""What is wrong with a reply, field by field, so that only the failed fields are asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, RootModel, ValidationError
from pydantic_core import (
    ErrorDetails,
    InitErrorDetails,
    PydanticCustomError,
    to_jsonable_python,
)

from extractor.errors import SchemaError
from extractor.pointers import pointer
from extractor.schema.load import Schema


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a reply."""

    pointer: str  # JSON Pointer of the value; "" for the whole
    kind: Literal["absent", "invalid", "disagreement"]
    message: str
    fields: tuple[str, ...] = ()  # pointers of the values that do not fit together


def disagreement(message: str, *pointers: str) -> PydanticCustomError:
    """Says that several values are each possible but do not fit together.

    Raise it from a `model_validator(mode="after")`; `pointers` are relative to that model:

        raise disagreement("due before it was issued", "/due_date", "/issue_date")

    To report more than one, see `raise_disagreements`.
    """
    fields = [p if p.startswith("/") else f"/{p}" for p in pointers]
    return PydanticCustomError("disagreement", "{text}", {"text": message, "fields": fields})


def raise_disagreements(title: str, found: Iterable[PydanticCustomError]) -> None:
    """Raises all of `found` as one error; does nothing when there are none.

    For a `model_validator(mode="after")` with several checks; `title` is the model's name.
    """
    details = [InitErrorDetails(type=error, loc=(), input=None) for error in found]
    if details:
        raise ValidationError.from_exception_data(title, details)


def problems(schema: Schema, data: Mapping[str, Any]) -> list[Problem]:
    """Everything the schema finds wrong with a reply, in its order, one problem for a pointer."""
    try:
        _validate(schema, data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    else:
        return []
    sorted_out: dict[str, Problem] = {}
    several: list[Problem] = []
    for detail in found:
        problem = _problem(detail, data)
        if problem.kind == "disagreement":
            several.append(problem)
        elif problem.pointer not in sorted_out:
            sorted_out[problem.pointer] = problem
        elif problem.message not in (known := sorted_out[problem.pointer]).message:
            message = f"{known.message}; {problem.message}"
            sorted_out[problem.pointer] = Problem(problem.pointer, known.kind, message)
    return [*sorted_out.values(), *several]


def validated(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """A valid reply in its normal form: ISO dates, plain JSON numbers, tidied strings.

    It has the keys of `data` that the schema knows, and null wherever `data` has null: a default
    of the model never stands in the place of a value. Raises pydantic's ValidationError where
    `problems` would report something.
    """
    plain = _plain(_validate(schema, data), data)
    assert isinstance(plain, dict)
    return plain


def _validate(schema: Schema, data: Mapping[str, Any]) -> BaseModel:
    """As JSON, because that is what a reply is: a strict model takes an ISO date only from JSON."""
    try:
        return schema.model.model_validate_json(json.dumps(data))
    except (ValidationError, SchemaError):
        raise
    except Exception as error:  # a validator of the user's own
        words = f"a check of the schema failed: {type(error).__name__}: {error}"
        raise SchemaError(words, at=schema.name, hint="it may only raise ValueError") from error


def _problem(detail: ErrorDetails, data: Any) -> Problem:
    path, value = _place(detail, data)
    place = pointer(*path)
    if detail["type"] == "disagreement":
        fields = tuple(place + name for name in detail["ctx"]["fields"])
        return Problem(place, "disagreement", detail["msg"], fields)
    if value is None and path:
        return Problem(place, "absent", "required, absent")
    return Problem(place, "invalid", detail["msg"].removeprefix("Value error, "))


def _place(detail: ErrorDetails, data: Any) -> tuple[list[str | int], Any]:
    """Path in the data of an error, without the names of union branches that pydantic puts in."""
    path: list[str | int] = []
    for part in detail["loc"]:
        if _leads_on(part, data):
            data = data[part]
            path.append(part)
    if detail["type"] == "missing":
        return [*path, detail["loc"][-1]], None
    return path, data


def _leads_on(part: str | int, data: Any) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _plain(value: Any, given: Any) -> Any:
    """`value` as JSON, in the shape of `given`."""
    if given is None:
        return None
    match value:
        case RootModel():
            return _plain(value.root, given)
        case BaseModel() if isinstance(given, dict):
            values = _by_key(value)
            return {key: _plain(values[key], given[key]) for key in given if key in values}
        case dict() if isinstance(given, dict):
            known = [key for key in given if key in value or given[key] is None]
            return {key: _plain(value.get(key), given[key]) for key in known}
        case list() | tuple() | set() | frozenset() if isinstance(given, list):
            items = list(value)
            aligned = given if len(given) == len(items) else [...] * len(items)
            return [_plain(item, one) for item, one in zip(items, aligned, strict=True)]
        case Decimal() | float() | int() if not isinstance(value, bool):
            return _number(value, given)
    return to_jsonable_python(value)


def _by_key(model: BaseModel) -> dict[str, Any]:
    """The values of a model by the names they have in the data."""
    values: dict[str, Any] = dict(model.model_extra or {})
    for name, info in type(model).model_fields.items():
        alias = info.validation_alias or info.alias
        if isinstance(alias, AliasChoices):  # its first name is the one in the JSON schema
            alias = next((choice for choice in alias.choices if isinstance(choice, str)), None)
        values[alias if isinstance(alias, str) else name] = getattr(model, name)
    return values


def _number(value: Decimal | float, given: Any) -> int | float:
    """The number as it was given where it is the same, otherwise the shortest one."""
    if isinstance(given, int | float) and not isinstance(given, bool) and given == value:
        return given
    if isinstance(value, int):
        return int(value)
    number = float(value)
    return int(value) if number.is_integer() and abs(number) < 2**53 else number
