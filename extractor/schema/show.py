"""A schema for people: as rows of a table, as a YAML file, as a pydantic model to start from."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.schema.line import format_type
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Union

if TYPE_CHECKING:
    from extractor.schema.load import Schema


@dataclass(frozen=True, slots=True)
class Row:
    """One node of a schema."""

    path: str  # "items[].amount"
    type: str  # "float", "(paid|unpaid)", "list", "object"
    origin: str  # where the value may come from; "" for lists and objects
    required: bool
    description: str


def describe(schema: Schema) -> list[Row]:
    """A row for every field, list and object, in the order in which they are asked for."""
    return [row for name, node in schema.root.properties.items() for row in _rows(name, node)]


def _rows(path: str, node: Node) -> Iterator[Row]:
    def row(kind: str, origin: str = "") -> Row:
        return Row(path, kind, origin, node.required, node.description)

    match node:
        case Leaf(kind=kind, origin=origin, format=name):
            plain = kind is Kind.STRING and name
            yield row(name if plain and name else _type_name(node), origin)
        case Object(properties=properties):
            yield row("object")
            for name, child in properties.items():
                yield from _rows(f"{path}.{name}", child)
        case Array(items=Object(properties=properties)):
            yield row("list")
            for name, child in properties.items():
                yield from _rows(f"{path}[].{name}", child)
        case Array(items=Leaf(origin=origin) as items):
            yield row(f"list of {_type_name(items)}", origin)
        case Array(items=items):
            yield row("list")
            yield from _rows(f"{path}[]", items)
        case Union(options=options):
            yield row("one of")
            for option in options:
                yield from _rows(path, option)


def _type_name(leaf: Leaf) -> str:
    return "time" if leaf.kind is Kind.TIME else format_type(leaf)


def as_yaml(schema: Schema) -> str:
    """The JSON Schema as a YAML file that `load_schema` reads back."""
    import yaml

    return yaml.safe_dump(schema.json, sort_keys=False, allow_unicode=True, width=100)


_PYTHON = {
    Kind.STRING: "str",
    Kind.INTEGER: "int",
    Kind.NUMBER: "Decimal",
    Kind.BOOLEAN: "bool",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "datetime",
}


def as_model(schema: Schema, name: str) -> str:
    """Source of a pydantic model with the fields of a schema, to be edited further.

    Constraints and formats are not carried over: a draft starts from the one-line form.
    """
    classes: list[str] = []
    _class(name, schema.root, classes, schema.description)
    body = "\n\n\n".join(classes)
    return "\n".join([*_imports(body), "", "", body, ""])


def _imports(body: str) -> list[str]:
    modules = {
        "datetime": ("date", "datetime", "time"),
        "decimal": ("Decimal",),
        "typing": ("Any", "Literal"),
        "pydantic": ("BaseModel", "Field"),
    }
    lines: list[str] = []
    for module, names in modules.items():
        used = [name for name in names if re.search(rf"(?:: |[\[(| ]){name}\b", body)]
        if used:
            lines += [""] * (module == "pydantic" and bool(lines))
            lines.append(f"from {module} import {', '.join(used)}")
    return lines


def _class(name: str, node: Object, classes: list[str], description: str) -> None:
    lines = [f"class {name}(BaseModel):"]
    if description:
        lines += [f"    {json.dumps(description, ensure_ascii=False)}", ""]
    for index, (key, child) in enumerate(node.properties.items()):
        kind = _annotation(child, name, key, classes)
        lines.append(f"    {_attribute(key, index)}: {_default(key, child, kind)}")
    classes.append("\n".join(lines))


def _default(key: str, node: Node, kind: str) -> str:
    arguments = [] if node.required else ["None"]
    if not _plain(key):
        arguments.append(f"alias={json.dumps(key, ensure_ascii=False)}")
    if node.description:
        arguments.append(f"description={json.dumps(node.description, ensure_ascii=False)}")
    kind = kind if node.required else f"{kind} | None"
    if not arguments:
        return kind
    if arguments == ["None"]:
        return f"{kind} = None"
    return f"{kind} = Field({', '.join(arguments)})"


def _annotation(node: Node, owner: str, key: str, classes: list[str]) -> str:
    match node:
        case Leaf(kind=Kind.ENUM, choices=choices):
            return f"Literal[{', '.join(map(_literal, choices))}]"
        case Leaf(kind=kind):
            return _PYTHON[kind]
        case Array(items=items):
            return f"list[{_annotation(items, owner, key, classes)}]"
        case Object():
            words = re.findall(r"[^\W_]+", key)
            name = owner + ("".join(word[:1].upper() + word[1:] for word in words) or "Part")
            _class(name, node, classes, "")
            return name
        case Union(options=options):
            kinds = (_annotation(o, f"{owner}{i}", key, classes) for i, o in enumerate(options, 1))
            return " | ".join(dict.fromkeys(kinds))


def _literal(choice: object) -> str:
    return json.dumps(choice, ensure_ascii=False) if isinstance(choice, str) else repr(choice)


def _attribute(key: str, index: int) -> str:
    return key if _plain(key) else f"field{index}"


def _plain(key: str) -> bool:
    """Whether a name can be an attribute of a model, and hides none of the types it uses."""
    taken = {"date", "datetime", "time"}
    usable = key.isidentifier() and not keyword.iskeyword(key) and key not in taken
    return usable and not key.startswith(("_", "model_"))
