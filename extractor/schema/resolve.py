"""JSON Schema to the tree that everything else walks.

What extraction cannot ask for is refused by name, with the place. What only narrows a value
(`not`, `if`, `contains`, `uniqueItems` ...) is left to validation.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.errors import SchemaError
from extractor.schema.expression import compile_pattern
from extractor.schema.flatten import MAX_DEPTH, Impossible, Place, Source, TooDeep, View
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin, Union

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

MAX_NODES = 2_000
MAX_OPTIONS = 16

_TEMPORAL = {"date": Kind.DATE, "time": Kind.TIME, "date-time": Kind.DATETIME}
_SCALARS = {"boolean": Kind.BOOLEAN, "integer": Kind.INTEGER, "number": Kind.NUMBER}
_PARSED_FORMATS = {"currency", "country"}
_PATTERN_FORMATS = {
    *("email", "idn-email", "uri", "url", "iri", "iban", "phone", "vat"),
    *("uuid", "ipv4", "ipv6", "hostname"),
}


def resolve(
    schema: dict[str, Any], dialect: type[Validator] | None
) -> tuple[Object, tuple[str, ...]]:
    """The tree of a checked JSON Schema, and what a person should know about it.

    Raises SchemaError; `at` is a JSON pointer in the schema.
    """
    builder = _Builder(Source(schema, dialect))
    root = builder.source.root
    try:
        node = builder.node([root], required=True)
    except TooDeep:
        raise SchemaError("refers to itself without end", at=root.at) from None
    match node:
        case Object():
            return replace(node, required=True, nullable=False), tuple(builder.notes)
        case Array():
            hint = 'wrap it: {"type": "object", "properties": {"items": ...}}'
            raise SchemaError("the root is a list, and a record is an object", at="", hint=hint)
        case _:
            raise SchemaError("the root is not an object with properties", at="")


class _Builder:
    """Walks views from the root and builds nodes; counts them, and keeps what was cut."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.notes: dict[str, None] = {}
        self.count = 0

    def node(self, places: list[Place], *, required: bool, origin: str | None = None) -> Node:
        """The node for a value that all of `places` speak of; `origin` is inherited from a list."""
        self.count += 1
        if self.count > MAX_NODES:
            raise SchemaError(f"more than {MAX_NODES} fields", at=places[0].at)
        if all(place.schema is True for place in places):
            raise SchemaError(
                "`true` does not say what is wanted", at=places[0].at, hint="name a type"
            )
        view = self.source.view(places)
        if origin:
            view.keywords.setdefault("x-source", origin)
        node = self.build(view)
        nullable = self.nullable(view)
        return replace(node, required=required and not nullable, nullable=nullable)

    def nullable(self, view: View) -> bool:
        """Whether every part lets the value be null."""
        if view.types is not None and "null" not in view.types:
            return False
        if view.choices is not None and None not in view.choices:
            return False
        return all(any(map(self.lets_null, group)) for group in view.unions)

    def lets_null(self, place: Place) -> bool:
        return place.schema is not False and self.nullable(self.source.view([place]))

    def build(self, view: View) -> Node:
        """The node of a view, but for its `required` and `nullable`."""
        if view.unions:
            return self.union(view)
        if view.only_null:
            raise SchemaError("only null can stand here", at=view.at)
        if view.plain_choices:
            return _enum(view)
        types = _asked(view)
        if len(types) == 1:
            return self.single(view, types[0])
        options = [self.single(view, kind) for kind in types]
        return _union(options, view)

    def single(self, view: View, kind: str) -> Node:
        if kind == "object":
            return self.object(view)
        if kind == "array":
            return self.array(view)
        return _leaf(view, kind)

    def union(self, view: View) -> Node:
        """Takes the first `anyOf` or `oneOf` of a view apart; `build` comes back for the others."""
        base = view.copy()
        group = base.unions.pop(0)
        options = [place for place in group if place.schema is not False]
        views = [(place, self.source.view([place])) for place in options]
        views = [(place, alone) for place, alone in views if not alone.only_null]
        if not views:
            raise SchemaError("only null can stand here", at=view.at)
        if base.shaped and not any(alone.shaped for _, alone in views):
            return self.build(base)  # it narrows the value only: left to validation
        if len(views) > MAX_OPTIONS:
            raise SchemaError(f"a choice of more than {MAX_OPTIONS} shapes", at=view.at)
        nodes: list[Node] = []
        for place, _ in views:
            try:
                option = base.copy()
                self.source.gather(option, place)
                nodes.append(self.build(option))
            except Impossible:
                continue  # excluded by what stands beside the union
        if not nodes:
            raise Impossible("no option fits what stands beside it", at=view.at)
        return _union(nodes, view)

    def object(self, view: View) -> Object:
        if not view.properties:
            place = view.maps[0] if view.maps else view.at
            hint = "name its properties, or make it a list of objects with a name and a value"
            raise SchemaError("an object without named properties", at=place, hint=hint)
        if "x-source" in view.keywords:
            raise SchemaError("x-source belongs on a value, not on an object", at=view.at)
        properties: dict[str, Node] = {}
        for name, places in view.properties.items():
            if any(place.schema is False for place in places):
                continue  # it must not be there, so it is not asked for
            required = name in view.required
            node = self.property(places, required=required)
            if node is not None:
                properties[name] = node
        self.check_required(view)
        if not properties:
            raise SchemaError("no property that can be asked for", at=view.at)
        return Object(properties, description=_description(view))

    def property(self, places: list[Place], *, required: bool) -> Node | None:
        """A property's node; None where a schema that stands inside itself is cut."""
        try:
            return self.node(places, required=required)
        except TooDeep:
            at = places[0].at
            if required:
                hint = "make the property optional"
                raise SchemaError("requires itself without end", at=at, hint=hint) from None
            self.notes[f"{at}: refers to itself; asked for {MAX_DEPTH} levels deep"] = None
            return None

    def check_required(self, view: View) -> None:
        for name, at in view.required.items():
            if name not in view.properties:
                near = difflib.get_close_matches(name, view.properties, n=1)
                hint = f"did you mean {near[0]}?" if near else None
                raise SchemaError(f"requires {name!r}, which is no property", at=at, hint=hint)

    def array(self, view: View) -> Array:
        origin = view.keywords.get("x-source")
        if view.prefix:
            nodes = [self.node([place], required=False, origin=origin) for place in view.prefix]
            first, *others = (replace(node, description="") for node in nodes)
            if any(node != first for node in others):
                hint = "make it an object with named properties"
                at = view.prefix[0].at.rpartition("/")[0]
                raise SchemaError("positions of a list that differ in type", at=at, hint=hint)
            items: Node = nodes[0]
        elif view.items:
            items = self.node(view.items, required=True, origin=origin)
        else:
            plain = View(view.at, keywords={"x-source": origin} if origin else {})
            items = _leaf(plain, "string")
        return Array(
            items,
            description=_description(view),
            min_items=int(view.keywords.get("minItems", 0)),
            max_items=_whole(view, "maxItems"),
        )


def _asked(view: View) -> list[str]:
    """The JSON types a value may have, null aside; guessed where none is named."""
    if view.types is not None:
        named = [kind for kind in _ORDER if kind in view.types]
        if "number" in named:
            named.remove("integer")
        return named
    if view.properties or view.required or view.maps:
        return ["object"]
    if view.items or view.prefix or {"minItems", "maxItems"} & view.keywords.keys():
        return ["array"]
    if _NUMERIC & view.keywords.keys():
        return ["number"]
    return ["string"]


_ORDER = ("object", "array", "number", "integer", "boolean", "string")
_NUMERIC = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}


def _union(nodes: Sequence[Node], view: View) -> Node:
    """One node for several options: equal ones are one, choices are one list of choices."""
    options = tuple(dict.fromkeys(nodes))
    enums = [node for node in options if isinstance(node, Leaf) and node.kind is Kind.ENUM]
    description = _description(view)
    if len(options) == 1:
        return replace(options[0], description=description or options[0].description)
    if len(enums) == len(options):
        choices = tuple(dict.fromkeys(choice for node in enums for choice in node.choices))
        return replace(enums[0], choices=choices, description=description)
    if _is_decimal(options):
        return replace(options[0], description=description or options[0].description)
    return Union(options, description=description)


def _is_decimal(options: tuple[Node, ...]) -> bool:
    """A number that may also be written as a string of digits, as pydantic says of a Decimal."""
    match options:
        case (
            Leaf(kind=Kind.NUMBER),
            Leaf(kind=Kind.STRING, format=None, max_length=None, pattern=pattern),
        ):
            return pattern is None or compile_pattern(pattern).found_in("1.5")
    return False


def _enum(view: View) -> Leaf:
    fitting = [choice for choice in view.plain_choices if _fits(choice, view.types)]
    if not fitting:
        raise Impossible("no choice is of the type that is named", at=view.at)
    if any(isinstance(choice, dict | list) for choice in fitting):
        raise SchemaError("a choice that is not a string, number or boolean", at=view.at)
    origin = _origin(view, Origin.INFERRED, {Origin.INFERRED})
    return Leaf(Kind.ENUM, origin, description=_description(view), choices=tuple(fitting))


def _fits(choice: Any, types: frozenset[str] | None) -> bool:
    if types is None:
        return True
    match choice:
        case bool():
            return "boolean" in types
        case int():
            return bool({"integer", "number"} & types)
        case float():
            return "number" in types or ("integer" in types and choice.is_integer())
        case str():
            return "string" in types
        case list():
            return "array" in types
    return "object" in types


def _leaf(view: View, kind: str) -> Leaf:
    words = view.keywords
    name = words.get("format")
    temporal = _TEMPORAL.get(name) if kind == "string" and isinstance(name, str) else None
    if temporal:
        origin = _origin(view, Origin.PARSED, {Origin.PARSED, Origin.FREE})
        return Leaf(temporal, origin, description=_description(view), format=name)
    if kind == "boolean":
        origin = _origin(view, Origin.INFERRED, {Origin.INFERRED})
        return Leaf(Kind.BOOLEAN, origin, description=_description(view))
    if kind != "string":
        origin = _origin(view, Origin.PARSED, {Origin.PARSED, Origin.FREE})
        return Leaf(
            _SCALARS[kind],
            origin,
            description=_description(view),
            minimum=_exact(view, "minimum"),
            maximum=_exact(view, "maximum"),
            exclusive_minimum=_exact(view, "exclusiveMinimum"),
            exclusive_maximum=_exact(view, "exclusiveMaximum"),
            multiple_of=_exact(view, "multipleOf"),
        )
    return Leaf(
        Kind.STRING,
        _string_origin(view),
        description=_description(view),
        format=name,
        pattern=words.get("pattern"),
        min_length=_whole(view, "minLength"),
        max_length=_whole(view, "maxLength"),
    )


def _string_origin(view: View) -> Origin:
    name = view.keywords.get("format")
    allowed = {Origin.VERBATIM, Origin.FREE}
    usual = Origin.VERBATIM
    if name in _PATTERN_FORMATS or "pattern" in view.keywords:
        usual = Origin.PATTERN
    if name in _PARSED_FORMATS:
        usual = Origin.PARSED
    return _origin(view, usual, allowed | {usual})


def _origin(view: View, usual: Origin, allowed: set[Origin]) -> Origin:
    """What `x-source` says, where it can be; `usual` where it says nothing."""
    given = view.keywords.get("x-source")
    if given is None:
        return usual
    if given not in allowed:
        names = " or ".join(sorted(allowed))
        message = f"x-source cannot be {given!r} here"
        raise SchemaError(message, at=view.at, hint=f"it can be {names}")
    return Origin(given)


def _description(view: View) -> str:
    return str(view.keywords.get("description", "")).strip()


def _whole(view: View, name: str) -> int | None:
    return int(view.keywords[name]) if name in view.keywords else None


def _exact(view: View, name: str) -> Decimal | None:
    return Decimal(str(view.keywords[name])) if name in view.keywords else None
