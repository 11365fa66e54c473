"""One answer for a long document out of the answers of its windows.

- A scalar comes from the window that located it best (exact before normalised before fuzzy before
  inferred before ungrounded), then from the surest, then from the first. Where another window is
  about as sure of something else, the field's `problem` names it.
- An object inside the document (an address, a party) comes from its best window; what that one
  lacks is filled from windows that contradict none of its values.
- Lists are joined in document order. A row that two overlapping windows gave is kept once, in its
  fuller form.

Merging one window's answer, or the same answer again, changes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from extractor.passages import Window
from extractor.pointers import pointer, pointer_parts
from extractor.record import Field, FieldState
from extractor.schema import tree

_RISING_TRUST = (
    FieldState.ABSENT,
    FieldState.INVALID,  # something stood there, which a person should see
    FieldState.UNGROUNDED,
    FieldState.INFERRED,
    FieldState.FUZZY,
    FieldState.NORMALISED,
    FieldState.EXACT,
)
_LOCATED = (FieldState.EXACT, FieldState.NORMALISED, FieldState.FUZZY)
_CLEAR = (FieldState.EXACT, FieldState.NORMALISED)

_RIVAL_MARGIN = 0.2  # a different value that is at most so much less sure is a rival
_RIVALS_NAMED = 3
_RIVAL_LENGTH = 60  # characters of a rival that are shown


@dataclass(frozen=True, slots=True)
class WindowResult:
    """What one window gave; spans of the fields count characters of the whole document."""

    window: Window
    data: dict[str, JsonValue]
    fields: Mapping[str, Field]  # by JSON Pointer into `data`


@dataclass(frozen=True, slots=True)
class Merged:
    """One answer for the document, in the shape of a `WindowResult`."""

    data: dict[str, JsonValue]
    fields: dict[str, Field]


def merge(root: tree.Object, results: Sequence[WindowResult]) -> Merged:
    """Joins the windows' answers as the module describes, in the order of their numbers."""
    ordered = sorted(results, key=lambda result: result.window.number)
    parts = [
        _Part(order, result.data, {pointer_parts(at): field for at, field in result.fields.items()})
        for order, result in enumerate(ordered)
    ]
    value, fields = _object(root, parts, parts)
    return Merged(value, {pointer(*path): field for path, field in fields.items()})


_Fields = dict[tuple[str, ...], Field]  # by the path below the node they belong to


@dataclass(frozen=True, slots=True)
class _Part:
    """What one window says of one node."""

    order: int  # of the window
    value: JsonValue
    fields: _Fields

    def children(self) -> dict[str, _Fields]:
        """The fields by the key or index they stand under."""
        below: dict[str, _Fields] = defaultdict(dict)
        for path, field in self.fields.items():
            if path:
                below[path[0]][path[1:]] = field
        return below

    def places(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """Where its located leaves stand in the text."""
        return {
            path: field.span
            for path, field in self.fields.items()
            if field.span is not None and field.state in _LOCATED
        }

    def worth(self) -> tuple[int, float, float, int]:
        """Orders parts of one node: leaves located, trust, confidence, then the first."""
        fields = self.fields.values()
        size = max(1, len(fields))
        return (
            len(self.places()),
            sum(_RISING_TRUST.index(field.state) for field in fields) / size,
            sum(field.confidence or 0.0 for field in fields) / size,
            -self.order,
        )


def _node(
    node: tree.Node | None, parts: Sequence[_Part], rivals: Sequence[_Part]
) -> tuple[JsonValue, _Fields]:
    """`parts` may give the value; `rivals` may only disagree with it."""
    match node:
        case tree.Leaf():
            return _scalar(parts, rivals)
        case tree.Object() if any(isinstance(part.value, dict) for part in parts):
            present = [part for part in parts if isinstance(part.value, dict)]
            return _object(node, present, _agreeing(node, present))
        case tree.Array() if any(isinstance(part.value, list) for part in parts):
            return _list([part for part in parts if isinstance(part.value, list)])
    best = max(parts, key=_Part.worth)
    return best.value, best.fields


def _object(
    node: tree.Object, parts: Sequence[_Part], agreeing: Sequence[_Part]
) -> tuple[dict[str, JsonValue], _Fields]:
    """Scalars from the parts that agree; lists and deeper objects from all of them."""
    given: dict[str, None] = {}
    below: dict[str, list[_Part]] = defaultdict(list)
    fields: _Fields = {}
    for part in parts:
        assert isinstance(part.value, dict)
        given |= dict.fromkeys(part.value)
        children = part.children()
        for name in part.value.keys() | children.keys():
            below[name].append(_Part(part.order, part.value.get(name), children.get(name, {})))
        if () in part.fields:
            fields.setdefault((), part.fields[()])
    scalar_orders = {part.order for part in agreeing}
    value: dict[str, JsonValue] = {}
    for name in node.properties | given:
        child = node.properties.get(name)
        found = below[name]
        if isinstance(child, tree.Leaf | tree.Union):
            found = [part for part in found if part.order in scalar_orders]
        if not found:
            continue
        child_value, child_fields = _node(child, found, below[name])
        if name in given:
            value[name] = child_value
        fields.update({(name, *path): field for path, field in child_fields.items()})
    return value, fields


def _agreeing(node: tree.Object, parts: Sequence[_Part]) -> list[_Part]:
    """The best part, and those after it that contradict none of the scalars taken so far."""
    taken: dict[str, JsonValue] = {}
    agreeing: list[_Part] = []
    for part in sorted(parts, key=_Part.worth, reverse=True):
        assert isinstance(part.value, dict)
        scalars = {
            name: value
            for name, value in part.value.items()
            if value is not None and isinstance(node.properties.get(name), tree.Leaf | tree.Union)
        }
        if all(taken.get(name, value) == value for name, value in scalars.items()):
            taken |= scalars
            agreeing.append(part)
    return agreeing


def _scalar(parts: Sequence[_Part], rivals: Sequence[_Part]) -> tuple[JsonValue, _Fields]:
    best = max(parts, key=_Part.worth)
    field = best.fields.get(())
    others = _others(best.value, field, rivals) if field else None
    if field and others and others not in (field.problem or ""):
        problem = f"{field.problem}; {others}" if field.problem else others
        return best.value, {**best.fields, (): field.model_copy(update={"problem": problem})}
    return best.value, best.fields


def _others(value: JsonValue, field: Field, rivals: Iterable[_Part]) -> str | None:
    """Names the values that other windows found as clearly."""
    if field.state not in _CLEAR:
        return None
    bar = (field.confidence or 0.0) - _RIVAL_MARGIN
    named: list[tuple[JsonValue, str]] = []
    for rival in rivals:
        other = rival.fields.get(())
        if other is None or other.state not in _CLEAR or (other.confidence or 0.0) < bar:
            continue
        if rival.value != value and all(rival.value != seen for seen, _ in named):
            shown = " ".join((other.text or str(rival.value)).split())[:_RIVAL_LENGTH]
            named.append((rival.value, f"{shown} on page {other.page}" if other.page else shown))
    return (
        "also found: " + ", ".join(shown for _, shown in named[:_RIVALS_NAMED]) if named else None
    )


def _list(parts: Sequence[_Part]) -> tuple[JsonValue, _Fields]:
    rows: list[_Part] = []
    for part in parts:
        assert isinstance(part.value, list)
        children = part.children()
        rows.extend(
            _Part(part.order, item, children.get(str(index), {}))
            for index, item in enumerate(part.value)
        )
    kept = _distinct(rows)
    own = max(parts, key=_Part.worth).fields.get(())
    fields: _Fields = {(): own} if own else {}
    for index, row in enumerate(kept):
        fields.update({(str(index), *path): field for path, field in row.fields.items()})
    return [row.value for row in kept], fields


def _distinct(rows: Iterable[_Part]) -> list[_Part]:
    """Rows without those that another window gave as well, each in its fuller form.

    Only rows that share a value or a place are compared, so long tables stay cheap.
    """
    kept: list[_Part] = []
    alike: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        keys = [json.dumps(row.value, sort_keys=True), *row.places().items()]
        others = [
            index
            for index in dict.fromkeys(index for key in keys for index in alike[key])
            if kept[index].order != row.order
        ]
        if any(_within(row, kept[index]) for index in others):
            continue
        index = next((index for index in others if _within(kept[index], row)), len(kept))
        kept[index : index + 1] = [row]
        for key in keys:
            alike[key].append(index)
    return kept


def _within(row: _Part, other: _Part) -> bool:
    """Whether `other` is the same row of the document and says at least as much."""
    places, others = row.places(), other.places()
    if row.value == other.value:
        return not places or any(
            path in others and span[0] < others[path][1] and others[path][0] < span[1]
            for path, span in places.items()
        )
    return bool(places) and places.items() <= others.items()
