"""The one-line form of a schema: `vendor, invoice_date date, items [description, amount float]`.

    fields  = field (("," | newline) field)*
    field   = name ["?"] [type] [":" description]
    type    = "str" | "int" | "float" | "bool" | "date" | "datetime"      str when left out
            | "(" choice ("|" choice)* ")"                                one of these
            | "[" fields "]" | "[" type "]"                               list
            | "{" fields "}"                                              object

A name, choice or description may be a JSON string (`"total, net"`), so anything can be said.
The parser gives JSON Schema: every other part of the program sees one kind of schema only.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import Any, Never

from extractor.errors import SchemaError
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Union

TYPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}

_WORD = re.compile(r"[^\W\d][\w-]*")
_CHOICE = re.compile(r'[^\s|()"][^|()\n]*')
_DESCRIPTION = re.compile(r"[^,\n\]}]*")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_GAP = re.compile(r"[^\S\n]*")
_SEPARATOR = re.compile(r"\s*(,)?\s*")


def parse_line(text: str) -> dict[str, Any]:
    """JSON Schema of the one-line form. Raises SchemaError with the place marked."""
    return _Parser(text).document()


class _Parser:
    """Recursive descent over `text`; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def document(self) -> dict[str, Any]:
        schema = self.fields(end="")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

    def fields(self, end: str) -> dict[str, Any]:
        """Fields up to the closing bracket `end`, which is taken too."""
        opened = self.at - 1
        properties: dict[str, Any] = {}
        required: list[str] = []
        self.take(re.compile(r"\s*"))
        while not self.closed(end, opened):
            start = self.at
            name, optional, schema = self.field()
            if name in properties:
                self.fail(f"field {name!r} is named twice", start)
            properties[name] = schema
            if not optional:
                required.append(name)
            self.separator(end)
        if not properties:
            self.fail("no fields", max(opened, 0))
        self.at += len(end)
        schema = {"type": "object", "properties": properties}
        return schema | ({"required": required} if required else {})

    def closed(self, end: str, opened: int) -> bool:
        if self.at == len(self.text):
            if end:
                self.fail(f"{self.text[opened]!r} is not closed", opened, hint=f"add a {end!r}")
            return True
        return end != "" and self.text[self.at] == end

    def separator(self, end: str) -> None:
        start = self.at
        match = _SEPARATOR.match(self.text, start)
        assert match is not None
        self.at = match.end()
        rest = self.text[self.at : self.at + 1]
        if rest == ",":
            self.fail("a field is missing between two commas", self.at)
        parted = match[1] or "\n" in match[0]
        if not parted and rest not in ("", end):
            self.unexpected(start=self.at)

    def field(self) -> tuple[str, bool, dict[str, Any]]:
        name = self.quoted() or self.take(_WORD)
        if not name:
            self.unexpected(wanted="a field name")
        optional = self.accept("?")
        schema = self.type(default={"type": "string"})
        if self.ahead() == "?":
            self.fail("the ? goes after the name", self.at, hint=f"{name}? ...")
        if self.accept(":"):
            schema = schema | self.description()
        return name, optional, schema

    def description(self) -> dict[str, Any]:
        self.take(_GAP)
        text = self.quoted()
        if text is None:
            text = self.take(_DESCRIPTION).strip()
        return {"description": text} if text else {}

    def type(self, default: dict[str, Any]) -> dict[str, Any]:
        start_of = self.ahead()
        start = self.at
        if self.accept("("):
            return {"enum": self.choices(start)}
        if self.accept("["):
            return {"type": "array", "items": self.items()}
        if self.accept("{"):
            return self.fields("}")
        if not _WORD.match(start_of):
            return dict(default)
        word = self.take(_WORD)
        if word not in TYPES:
            self.unknown_type(word, start)
        return dict(TYPES[word])

    def items(self) -> dict[str, Any]:
        """What stands in a list: a type alone, or the fields of an object."""
        if self.ahead() in ("(", "[", "{"):
            schema = self.type(default={})
        else:
            alone = re.compile(r"\s*([^\W\d][\w-]*)\s*\]").match(self.text, self.at)
            if alone is None:
                return self.fields("]")
            if alone[1] not in TYPES:
                if _nearest(alone[1], cutoff=0.8):
                    self.unknown_type(alone[1], alone.start(1))
                return self.fields("]")
            schema = dict(TYPES[alone[1]])
            self.at = alone.end(1)
        self.take(re.compile(r"\s*"))
        if not self.accept("]"):
            self.unexpected(wanted="']'")
        return schema

    def choices(self, opened: int) -> list[str]:
        found: list[str] = []
        while True:
            self.take(_GAP)
            start = self.at
            choice = self.quoted()
            if choice is None:
                choice = self.take(_CHOICE).strip()
                if not choice:
                    self.fail("a choice is missing", start)
            if choice in found:
                self.fail(f"choice {choice!r} is named twice", start)
            found.append(choice)
            if self.accept(")"):
                return found
            if not self.accept("|"):
                if self.at < len(self.text) and self.text[self.at] != "\n":
                    self.unexpected(wanted="'|' or ')'")
                self.fail("'(' is not closed", opened, hint="add a ')'")

    def ahead(self) -> str:
        """The next character on this line, "" at its end."""
        self.take(_GAP)
        return self.text[self.at : self.at + 1]

    def accept(self, character: str) -> bool:
        if self.ahead() != character:
            return False
        self.at += 1
        return True

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def quoted(self) -> str | None:
        if self.text[self.at : self.at + 1] != '"':
            return None
        start = self.at
        literal = self.take(_QUOTED)
        if not literal:
            self.fail("the quoted text does not end on its line", start)
        try:
            return str(json.loads(literal))
        except json.JSONDecodeError:
            self.fail(f"{literal} is not a JSON string", start)

    def unexpected(self, *, wanted: str | None = None, start: int | None = None) -> Never:
        start = self.at if start is None else start
        found = repr(self.text[start]) if start < len(self.text) else "the end"
        if wanted:
            self.fail(f"{wanted} is expected here, not {found}", start)
        hint = "fields are parted by commas; a description that holds , ] or } is put in quotes"
        self.fail(f"{found} is not expected here", start, hint=hint)

    def unknown_type(self, word: str, start: int) -> Never:
        near = _nearest(word, cutoff=0.6)
        hint = f"did you mean {near}?" if near else f"types are {', '.join(TYPES)}"
        self.fail(f"unknown type {word!r}", start, hint=hint)

    def fail(self, message: str, start: int, *, hint: str | None = None) -> Never:
        line = self.text.count("\n", 0, start) + 1
        column = start - (self.text.rfind("\n", 0, start) + 1)
        excerpt = self.text.split("\n")[line - 1]
        first = max(0, column - 60)  # a long line is shown around the place
        marked = f"{excerpt[first : column + 40]}\n  {' ' * (column - first)}^"
        raise SchemaError(f"{message}\n  {marked}", at=f"schema {line}:{column + 1}", hint=hint)


def _nearest(word: str, cutoff: float) -> str | None:
    return next(iter(difflib.get_close_matches(word, TYPES, n=1, cutoff=cutoff)), None)


_NAMES = {
    Kind.STRING: "str",
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.BOOLEAN: "bool",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.TIME: "str",
}


def format_line(root: Object) -> str:
    """The one-line form of a tree.

    What the form cannot say (constraints, formats, origins) is left out, a union is shown by its
    first option. For a tree that came from `parse_line` it is the exact inverse.
    """
    return ", ".join(_field(name, node) for name, node in root.properties.items())


def _field(name: str, node: Node, *, spell_out: bool = False) -> str:
    kind = format_type(node)
    text = name if _WORD.fullmatch(name) else json.dumps(name)
    text += "" if node.required else "?"
    text += "" if kind == "str" and not spell_out else f" {kind}"
    return text + (f": {_spoken(node.description)}" if node.description else "")


def format_type(node: Node) -> str:
    """How the one-line form writes the type of a node."""
    match node:
        case Leaf(kind=Kind.ENUM, choices=choices):
            return f"({'|'.join(_choice(choice) for choice in choices)})"
        case Leaf(kind=kind):
            return _NAMES[kind]
        case Object():
            return f"{{{format_line(node)}}}"
        case Array(items=Object(properties=properties)) if len(properties) == 1:
            ((name, child),) = properties.items()
            return f"[{_field(name, child, spell_out=True)}]"
        case Array(items=Object() as items):
            return f"[{format_line(items)}]"
        case Array(items=items):
            return f"[{format_type(items)}]"
        case Union(options=options):
            return format_type(options[0])


def _choice(choice: object) -> str:
    text = choice if isinstance(choice, str) else json.dumps(choice)
    plain = _CHOICE.fullmatch(text) and text == text.strip()
    return text if plain else json.dumps(text)


def _spoken(description: str) -> str:
    plain = _DESCRIPTION.fullmatch(description) and description == description.strip()
    return description if plain and not description.startswith('"') else json.dumps(description)
