"""Everything `--schema` takes, as one `Schema`.

A ready name (`invoice`), a JSON Schema or YAML file, `path.py:Model` or `package.module:Model`
(that code is run), or the one-line form. The library takes a pydantic class or a dict as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, JsonSchemaWarningKind
from pydantic_core import core_schema

from extractor.errors import SchemaError
from extractor.pointers import pointer
from extractor.schema.code import model_of_file, model_of_module
from extractor.schema.expression import compile_pattern
from extractor.schema.line import parse_line
from extractor.schema.model import format_checker, reply_model, schema_model, with_patterns
from extractor.schema.resolve import resolve
from extractor.schema.tree import Object

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

FILE_KINDS = (".json", ".yaml", ".yml")
_PYTHON_FILE = re.compile(r"(?P<path>[^\n]+\.py)(:(?P<model>\w*))?")
_PYTHON_MODULE = re.compile(r"(?P<module>[A-Za-z_][\w.]*):(?P<model>[A-Za-z_]\w*)")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_LOOKS_LIKE_FILE = re.compile(r"[^\s,:?()\[\]{}]*[./\\][^\s,:?()\[\]{}]*")


@dataclass(frozen=True)
class Schema:
    """What is asked of a document."""

    name: str
    description: str
    digest: str  # sha256 of the JSON schema in canonical form
    json: dict[str, Any] = field(hash=False, repr=False)  # JSON Schema
    root: Object = field(repr=False)
    model: type[BaseModel] = field(repr=False)  # what validates a reply
    notes: tuple[str, ...] = ()  # what a person should know: where recursion was cut


@dataclass(frozen=True, slots=True)
class ReadySchema:
    """A schema that a bare name stands for."""

    name: str
    description: str
    path: Path


def load_schema(
    spec: str | Path | type[BaseModel] | dict[str, Any], *, search: Sequence[Path] = ()
) -> Schema:
    """The schema that `spec` names or is.

    `search` are folders of the user's own ready schemas; they come before those that are shipped.
    `path.py:Model` and `package.module:Model` run the code of that file.
    Raises SchemaError; `at` is the place in the file or line.
    """
    if isinstance(spec, type):
        return from_model(spec, spec.__name__)
    if isinstance(spec, Path):
        return _from_path(spec, None)
    if not isinstance(spec, str):
        title = spec.get("title") if isinstance(spec, dict) else None
        return from_json_schema(spec, str(title or "schema"))
    text = spec.strip()
    if "\n" not in text and Path(text).suffix.lower() in FILE_KINDS:
        return _from_path(Path(text), None)
    if match := _PYTHON_FILE.fullmatch(text):
        return _from_path(Path(match["path"]), match["model"] or None)
    if match := _PYTHON_MODULE.fullmatch(text):
        return from_model(model_of_module(match["module"], match["model"]), match["model"])
    if _NAME.fullmatch(text):
        return _from_path(_ready_path(text, search), None, name=text)
    if _LOOKS_LIKE_FILE.fullmatch(text):
        hint = "a schema file ends in .json, .yaml, .yml or .py"
        raise SchemaError("not a schema file", at=text, hint=hint)
    return from_json_schema(parse_line(text), "fields", at="schema ")


def ready_schemas(search: Sequence[Path] = ()) -> list[ReadySchema]:
    """The schemas that a bare name stands for, by name. Runs their code for the description."""
    return [
        ReadySchema(name, _from_path(path, None, name=name).description, path)
        for name, path in sorted(_ready_paths(search).items())
    ]


def _ready_paths(search: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in (*search, _shipped()):
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.suffix in (".py", *FILE_KINDS) and not path.stem.startswith("_"):
                found.setdefault(path.stem, path)
    return found


def _shipped() -> Path:
    """`extractor/ready` of an installed package, `schemas/` of a source checkout."""
    package = Path(__file__).parents[1]
    installed = package / "ready"
    return installed if installed.is_dir() else package.parent / "schemas"


def _ready_path(name: str, search: Sequence[Path]) -> Path:
    import difflib

    paths = _ready_paths(search)
    if name in paths:
        return paths[name]
    near = difflib.get_close_matches(name, paths, n=1)
    if near:
        raise SchemaError(f"no ready schema {name!r}", hint=f"did you mean {near[0]}?")
    known = ", ".join(paths) or "none"
    hint = f"ready schemas: {known}; a single field is written with its type: '{name} str'"
    raise SchemaError(f"no ready schema {name!r}", hint=hint)


def _from_path(path: Path, model: str | None, *, name: str | None = None) -> Schema:
    if path.suffix.lower() == ".py":
        found = model_of_file(path, model)
        return from_model(found, name or model or found.__name__, at=f"{path}:{found.__name__}")
    if path.suffix.lower() not in FILE_KINDS:
        hint = "a schema file ends in .json, .yaml, .yml or .py"
        raise SchemaError("not a schema file", at=str(path), hint=hint)
    return from_json_schema(_read_file(path), name or path.stem, at=f"{path}#")


def _read_file(path: Path) -> Any:
    import yaml

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SchemaError(f"cannot read the schema: {reason}", at=str(path)) from error
    except UnicodeDecodeError as error:
        raise SchemaError("the schema is not UTF-8 text", at=str(path)) from error
    try:
        if path.suffix.lower() == ".json":
            return json.loads(text)
        return yaml.safe_load(text)
    except json.JSONDecodeError as error:
        at = f"{path}:{error.lineno}:{error.colno}"
        raise SchemaError(f"not JSON: {error.msg}", at=at) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise SchemaError(f"not YAML: {error.problem}", at=at) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SchemaError(f"cannot be read: {error}", at=str(path)) from error


def from_json_schema(schema: Any, name: str, *, at: str = "#") -> Schema:
    """A schema whose replies are validated by jsonschema. `at` goes in front of error places."""
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    if not isinstance(schema, dict):
        raise SchemaError("a schema is an object", at=at)
    _check_json(schema, at)
    dialect = _dialect(schema, at)
    root, notes = _resolved(schema, dialect, at)
    validator = with_patterns(dialect)(schema, registry=REGISTRY, format_checker=format_checker())
    model = schema_model(_class_name(name), root, validator)
    return Schema(name, root.description, digest(schema), schema, root, model, notes)


def from_model(model: type[Any], name: str, *, at: str | None = None) -> Schema:
    """A schema whose replies are validated by a pydantic class."""
    at = at or model.__name__
    if not issubclass(model, BaseModel):
        raise SchemaError("not a pydantic model (BaseModel)", at=at)
    try:
        schema = model.model_json_schema(schema_generator=_Generator)
    except PydanticUserError as error:
        raise SchemaError(f"has no JSON schema: {error.message}", at=at) from error
    root, notes = _resolved(schema, None, f"{at}#")
    adapted = reply_model(model, root)
    return Schema(name, root.description, digest(schema), schema, root, adapted, notes)


def digest(schema: dict[str, Any]) -> str:
    """sha256 of the canonical JSON of a schema, in hex."""
    text = json.dumps(schema, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _resolved(
    schema: dict[str, Any], dialect: type[Validator] | None, at: str
) -> tuple[Object, tuple[str, ...]]:
    """The tree, with the file's name in front of the place of an error."""
    try:
        return resolve(schema, dialect)
    except SchemaError as error:
        raise SchemaError(error.message, at=f"{at}{error.at or ''}", hint=error.hint) from error
    except RecursionError as error:
        raise SchemaError("nested too deeply", at=at) from error


def _dialect(schema: dict[str, Any], at: str) -> type[Validator]:
    """The draft a schema is written in, after checking that it is well written."""
    from jsonschema import Draft3Validator, Draft4Validator, Draft202012Validator, FormatChecker
    from jsonschema.exceptions import SchemaError as BadSchema
    from jsonschema.validators import validator_for

    dialect: Any = validator_for(schema, default=Draft202012Validator)
    if dialect in (Draft3Validator, Draft4Validator):
        hint = "write it in draft 2020-12"
        raise SchemaError("JSON Schema before draft 6 is not read", at=f"{at}/$schema", hint=hint)
    checker = FormatChecker(formats=())
    checker.checkers = {"regex": (_is_pattern, SchemaError)}
    try:
        dialect.check_schema(schema, format_checker=checker)
    except BadSchema as error:
        place = pointer(*error.absolute_path)
        if place.endswith("/type") and isinstance(error.instance, str):
            told, hint = f"unknown type '{error.instance}'", _known_types(error.instance)
            raise SchemaError(told, at=f"{at}{place}", hint=hint) from error
        raise SchemaError(_said(error.message), at=f"{at}{place}") from error
    except RecursionError as error:
        raise SchemaError("nested too deeply", at=at) from error
    found: type[Validator] = dialect
    return found


def _known_types(wrong: str) -> str:
    import difflib

    near = difflib.get_close_matches(wrong, _TYPES, 1)
    return f"did you mean {near[0]}?" if near else f"types are {', '.join(_TYPES)}"


def _is_pattern(value: object) -> bool:
    return not isinstance(value, str) or bool(compile_pattern(value))


def _said(message: str) -> str:
    if message.endswith("is not a 'regex'"):
        pattern = message.removesuffix(" is not a 'regex'")
        return f"{pattern} is not a regular expression"
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-100:]}"


def _check_json(schema: Any, at: str) -> None:
    """YAML gives dates and other keys than strings; a schema is JSON."""
    for place, value in _walk(schema, ""):
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise SchemaError(f"the key {key!r} is not text: quote it", at=f"{at}{place}")
        elif not isinstance(value, str | int | float | bool | list | None):
            message = f"a YAML {type(value).__name__} is not JSON: quote it"
            raise SchemaError(message, at=f"{at}{place}")


def _walk(value: Any, place: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if depth > 200:
        raise SchemaError("nested too deeply", at=place)
    yield place, value
    children: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = iter(enumerate(value))
    for key, child in children:
        yield from _walk(child, place + pointer(str(key)), depth + 1)


def _class_name(name: str) -> str:
    words = re.findall(r"\w+", name)
    text = "".join(word[:1].upper() + word[1:] for word in words)
    return text if text.isidentifier() else "Reply"


class _Generator(GenerateJsonSchema):
    """pydantic's JSON schema, in which a Decimal is a number and nothing else."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return next(
            (
                option
                for option in super().decimal_schema(schema).get("anyOf", ())
                if option.get("type") == "number"
            ),
            {"type": "number"},
        )

    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """A default that has no JSON form is no concern here: defaults are never used as values."""
