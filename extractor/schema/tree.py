"""A schema as a small tree, with `$ref`, `anyOf` with null and `allOf` already resolved.

Everything that walks a schema walks this tree: the prompt, the grammar, grounding, merging, the
outputs and the workbench's form. What the tree cannot say (`if`/`then`, `contains` ...) stays with
the JSON Schema and is checked by the schema's model when a reply is validated.

Every node may be null in a reply, whether the schema requires it or not: a model that must answer
invents. A required node that stays null is reported as "required, absent". A property that the
schema requires but lets be null is not `required` here; it is `nullable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pydantic import JsonValue


class Kind(StrEnum):
    """What JSON value a leaf holds."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"  # "2024-03-14"
    TIME = "time"  # "13:05:00"
    DATETIME = "datetime"  # "2024-03-14T13:05:00", with an offset only where the document has one
    ENUM = "enum"  # one of `choices`


class Origin(StrEnum):
    """Where a leaf's value may come from (`x-source` in a schema)."""

    VERBATIM = "verbatim"  # a run of words of the document
    PARSED = "parsed"  # a date, number, currency ... that stands in the document
    PATTERN = "pattern"  # a match of a format or pattern in the document
    INFERRED = "inferred"  # one of the schema's own values
    FREE = "free"  # anything the schema allows


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar. Constraints are those of JSON Schema; None where there is none."""

    kind: Kind
    origin: Origin
    description: str = ""
    required: bool = False
    nullable: bool = False  # the schema itself allows null
    choices: tuple[JsonValue, ...] = ()  # of an enum, as they appear in the data
    format: str | None = None  # email, uri, iban, phone, currency, country, uuid ...
    pattern: str | None = None  # ECMA-262 regular expression, searched (not anchored)
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    exclusive_minimum: Decimal | None = None
    exclusive_maximum: Decimal | None = None
    multiple_of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """Named properties, in the order in which they are asked for."""

    properties: dict[str, Node] = field(hash=False)
    description: str = ""
    required: bool = False
    nullable: bool = False  # the schema itself allows null


@dataclass(frozen=True, slots=True)
class Array:
    """A list of one kind of node."""

    items: Node
    description: str = ""
    required: bool = False
    nullable: bool = False  # the schema itself allows null
    min_items: int = 0
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """One of several shapes (`anyOf` or `oneOf` with more than one that is not null)."""

    options: tuple[Node, ...]
    description: str = ""
    required: bool = False
    nullable: bool = False  # the schema itself allows null


Node = Leaf | Object | Array | Union


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Every leaf with its path of property names; "*" stands for any index of an array.

    A leaf of a `Union` is given for each of its options.
    """
    match node:
        case Leaf():
            yield path, node
        case Object(properties=properties):
            for name, child in properties.items():
                yield from leaves(child, (*path, name))
        case Array(items=items):
            yield from leaves(items, (*path, "*"))
        case Union(options=options):
            for option in options:
                yield from leaves(option, path)
