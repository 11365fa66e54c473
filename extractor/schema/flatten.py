"""JSON Schema's references and combinations, flattened: every place that speaks of one value.

A value may be described in several places at once (`$ref` with siblings, `allOf`). A `View` gathers
them: the tightest bound, the first description, and for each property all the places that speak
of it. `extractor.schema.resolve` then reads a view without knowing where its parts came from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from extractor.errors import SchemaError
from extractor.pointers import pointer

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from referencing._core import Resolver

MAX_DEPTH = 3
"""How often a schema may stand inside itself before the tree is cut."""

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_LOWER_BOUNDS = ("minLength", "minItems", "minimum", "exclusiveMinimum")
_UPPER_BOUNDS = ("maxLength", "maxItems", "maximum", "exclusiveMaximum")
_FIRST_COUNTS = ("description", "format", "pattern", "multipleOf", "x-source")


class Impossible(SchemaError):
    """No value can satisfy this place: `false`, or parts that exclude each other."""


class TooDeep(Exception):
    """A schema stands inside itself more than `MAX_DEPTH` times; the tree is cut here."""


@dataclass(frozen=True, slots=True)
class Place:
    """A subschema, where it stands, and how its references are resolved."""

    schema: Any
    at: str  # JSON pointer in the file
    resolver: Resolver[Any]
    trail: tuple[int, ...]  # identities of the schemas that references led through, from the root

    def inside(self, schema: Any, *parts: str | int) -> Place:
        return replace(self, schema=schema, at=self.at + pointer(*parts))


@dataclass(slots=True)
class View:
    """What all gathered places say about one value."""

    at: str
    types: frozenset[str] | None = None  # None where no place names a type
    choices: list[Any] | None = None  # of enum and const
    keywords: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, list[Place]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)  # name -> place that requires it
    items: list[Place] = field(default_factory=list)
    prefix: list[Place] = field(default_factory=list)
    unions: list[tuple[Place, ...]] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)  # places that describe unnamed properties

    def copy(self) -> View:
        return replace(
            self,
            keywords=dict(self.keywords),
            properties={name: list(places) for name, places in self.properties.items()},
            required=dict(self.required),
            items=list(self.items),
            prefix=list(self.prefix),
            unions=list(self.unions),
            maps=list(self.maps),
        )

    @property
    def shaped(self) -> bool:
        """Whether it says what kind of value is wanted, not only bounds on it."""
        said = (self.properties, self.items, self.prefix, self.unions)
        return self.types is not None or self.choices is not None or any(said)

    @property
    def only_null(self) -> bool:
        return self.types == frozenset({"null"}) or (
            self.choices is not None and not self.plain_choices
        )

    @property
    def plain_choices(self) -> list[Any]:
        return [choice for choice in self.choices or [] if choice is not None]


class Source:
    """One schema: resolves its references and gathers its places. Never uses the network.

    `dialect` is the draft a schema file is written in; None for pydantic's own, which needs no
    checks.
    """

    def __init__(self, schema: dict[str, Any], dialect: type[Validator] | None) -> None:
        from jsonschema_specifications import (  # type: ignore[import-untyped]
            REGISTRY,
        )
        from referencing.jsonschema import DRAFT202012, specification_with

        dialect_id = dialect.META_SCHEMA.get("$schema", "") if dialect else ""
        self.specification = specification_with(dialect_id, default=DRAFT202012)
        self.dialect = dialect
        resource = self.specification.create_resource(schema)
        base = resource.id() or ""
        self.registry = REGISTRY.with_resource(base, resource)
        self.root = Place(schema, "", self.registry.resolver(base), (id(schema),))
        self._checked: set[int] = set()

    def view(self, places: list[Place]) -> View:
        """Everything that `places` say together."""
        view = View(places[0].at)
        for place in places:
            self.gather(view, place)
        return view

    def gather(self, view: View, place: Place) -> None:
        """Adds what `place` says to `view`, with what it refers to and its `allOf`."""
        if place.schema is True:
            return
        if place.schema is False:
            raise Impossible("`false` lets no value stand here", at=place.at)
        schema = place.schema
        if "$id" in schema:
            resource = self.specification.create_resource(schema)
            place = replace(place, resolver=place.resolver.in_subresource(resource))
        self._keywords(view, place)
        self._structure(view, place)
        for name in _REFERENCES:
            if name in schema:
                self.gather(view, self._follow(place, name))
        for index, part in enumerate(schema.get("allOf", ())):
            self.gather(view, place.inside(part, "allOf", index))
        for name in ("anyOf", "oneOf"):
            if name in schema:
                options = enumerate(schema[name])
                view.unions.append(tuple(place.inside(o, name, i) for i, o in options))

    def _keywords(self, view: View, place: Place) -> None:
        schema = place.schema
        if "type" in schema:
            types = _types(schema["type"])
            view.types = types if view.types is None else view.types & types
            if not view.types:
                raise Impossible("types that exclude each other", at=place.at + "/type")
        for name, choices in (("enum", schema.get("enum")), ("const", [schema.get("const")])):
            if name in schema:
                kept = [_key(choice) for choice in view.choices or choices]
                view.choices = [choice for choice in choices if _key(choice) in kept]
                if not view.choices:
                    raise Impossible("choices that exclude each other", at=f"{place.at}/{name}")
        for name in _FIRST_COUNTS:
            if name in schema:
                view.keywords.setdefault(name, schema[name])
        for names, tighter in ((_LOWER_BOUNDS, max), (_UPPER_BOUNDS, min)):
            for name in names:
                if name in schema:
                    bound = schema[name]
                    view.keywords[name] = tighter(bound, view.keywords.get(name, bound))

    def _structure(self, view: View, place: Place) -> None:
        schema = place.schema
        for name, child in schema.get("properties", {}).items():
            view.properties.setdefault(name, []).append(place.inside(child, "properties", name))
        for name in schema.get("required", ()):
            view.required.setdefault(name, place.at + "/required")
        for name in ("additionalProperties", "patternProperties", "unevaluatedProperties"):
            if isinstance(schema.get(name), dict):
                view.maps.append(place.at + pointer(name))
        items = schema.get("items")
        tuples = schema.get("prefixItems", items if isinstance(items, list) else ())
        keyword = "prefixItems" if "prefixItems" in schema else "items"
        view.prefix.extend(place.inside(part, keyword, i) for i, part in enumerate(tuples))
        if items is not None and not isinstance(items, list):
            view.items.append(place.inside(items, "items"))

    def _follow(self, place: Place, keyword: str) -> Place:
        """The place a reference leads to."""
        from referencing.exceptions import Unresolvable

        reference = place.schema[keyword]
        at = place.at + pointer(keyword)
        try:
            found = place.resolver.lookup(reference)
        except (Unresolvable, ValueError) as error:
            remote = "://" in reference
            hint = "schemas are never fetched: copy it into $defs" if remote else None
            raise SchemaError(f"{reference!r} leads nowhere", at=at, hint=hint) from error
        self._check(found.contents, reference, at)
        seen = place.trail.count(id(found.contents))
        if seen >= MAX_DEPTH:
            raise TooDeep
        where = reference if reference == "#" or reference.startswith("#/") else at
        trail = (*place.trail, id(found.contents))
        return Place(found.contents, where.removeprefix("#"), found.resolver, trail)

    def _check(self, schema: Any, reference: str, at: str) -> None:
        """A reference may lead to a place that is not known as a schema, so not yet checked."""
        if self.dialect is None or id(schema) in self._checked:
            return
        from jsonschema.exceptions import SchemaError as BadSchema

        self._checked.add(id(schema))
        try:
            self.dialect.check_schema(schema)
        except BadSchema as error:
            message = f"{reference!r} does not lead to a schema: {error.message}"
            raise SchemaError(message, at=at) from error


def _types(named: str | list[str]) -> frozenset[str]:
    types = {named} if isinstance(named, str) else set(named)
    return frozenset(types | {"integer"} if "number" in types else types)


def _key(value: Any) -> str:
    """Equality of JSON: 1 and true differ, 1 and 1.0 do not."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)
