"""What people said about a record, applied to it: which values stand, which are worth a look.

Feedback is a history that is never rewritten. `standing` reads from it what holds now, `corrected`
gives the data with it, `to_review` orders what nobody has looked at yet, the worst first.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import JsonValue

from extractor.errors import UsageError
from extractor.pointers import pointer, pointer_parts, put_value, scalars, value_at
from extractor.record import (
    Field,
    FieldState,
    Record,
)
from extractor.runlog import Action, Feedback
from extractor.schema import Schema, problems
from extractor.schema.tree import Kind, Leaf, Node, Union


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that a person should look at."""

    pointer: str
    field: Field

    @property
    def rank(self) -> tuple[int, float]:
        """Sorts the worst first."""
        confidence = self.field.confidence
        return _severity(self.field), 1.0 if confidence is None else confidence


def _severity(field: Field) -> int:
    if field.state is FieldState.INVALID:
        return 0
    if field.state is FieldState.UNGROUNDED:
        return 1
    return 2 if field.problem is not None else 3


def standing(history: Iterable[Feedback]) -> dict[str, Feedback]:
    """What was last said of each field and not taken back, in the order in which it was said.

    A list that was given as a whole takes the place of what was said of its rows before.
    """
    said: dict[str, list[Feedback]] = {}
    for feedback in history:
        stack = said.setdefault(feedback.pointer, [])
        if feedback.action is not Action.UNDO:
            stack.append(feedback)
        elif stack:
            stack.pop()
    last = sorted((stack[-1] for stack in said.values() if stack), key=lambda one: one.when)
    order = {feedback.pointer: at for at, feedback in enumerate(last)}
    return {
        feedback.pointer: feedback
        for at, feedback in enumerate(last)
        if all(order.get(above, -1) < at for above in _above(feedback.pointer))
    }


def _above(place: str) -> list[str]:
    """The pointers of the lists and objects that a place is part of, the nearest first."""
    parts = pointer_parts(place)
    return [pointer(*parts[:depth]) for depth in range(len(parts) - 1, 0, -1)]


def corrected(
    data: Mapping[str, JsonValue] | None, said: Mapping[str, Feedback]
) -> dict[str, JsonValue]:
    """The data with every value that a person let stand, whatever a later run says of it.

    One whose row is no longer there has no effect.
    """
    changed: dict[str, JsonValue] = copy.deepcopy(dict(data or {}))
    for place, feedback in said.items():
        if value_at(changed, place) != feedback.new:
            _put(changed, place, copy.deepcopy(feedback.new))
    return changed


def _put(data: dict[str, JsonValue], place: str, value: JsonValue) -> None:
    """Sets a value; objects that were null on the way to it come into being, rows do not."""
    parts = pointer_parts(place)
    for depth in range(1, len(parts)):
        here = pointer(*parts[:depth])
        if value_at(data, here) is None:
            if isinstance(value_at(data, pointer(*parts[: depth - 1])), list):
                return
            put_value(data, here, {})
    held = value_at(data, pointer(*parts[:-1]))
    if isinstance(held, dict) or (isinstance(held, list) and int(parts[-1]) < len(held)):
        put_value(data, place, value)


def to_review(record: Record, said: Mapping[str, Feedback], below: float) -> list[Doubt]:
    """The fields of a record that are doubtful and that nobody has judged, the worst first."""
    doubts = [
        Doubt(place, field)
        for place, field in record.fields.items()
        if not judged(place, said) and doubtful(field, below)
    ]
    return sorted(doubts, key=lambda doubt: doubt.rank)


def doubtful(field: Field, below: float) -> bool:
    """Whether a field is invalid, has no ground, has a problem, or is less sure than `below`."""
    if field.state in (FieldState.INVALID, FieldState.UNGROUNDED) or field.problem is not None:
        return True
    return field.confidence is not None and field.confidence < below


def judged(place: str, said: Mapping[str, Feedback]) -> bool:
    """Whether a person has spoken about the field or about the list that it is part of."""
    return any(one in said for one in (place, *_above(place)))


def reviewed(record: Record, said: Mapping[str, Feedback]) -> Record:
    """The record as a person left it.

    A value that was accepted is certain. One that was given stands where the person pointed; one
    that was typed has no place in the text.
    """
    if record.data is None:
        return record
    data = corrected(record.data, said)
    fields: dict[str, Field] = {}
    for place, value in scalars(data, empty_lists=True):
        known = record.fields.get(place)
        shown = pointed(place, said)
        if shown is not None:
            known = shown
        elif known is None or value != value_at(record.data, place):
            state = FieldState.ABSENT if value is None else FieldState.INFERRED
            known = Field(state=state, confidence=1.0)
        elif judged(place, said):
            known = known.model_copy(update={"confidence": 1.0, "problem": None})
        fields[place] = known
    return record.model_copy(update={"data": data, "fields": fields})


def pointed(place: str, said: Mapping[str, Feedback]) -> Field | None:
    """Where a person found the value of a field; None if they did not point at it."""
    feedback = said.get(place)
    return feedback.place if feedback is not None else None


def gold(record: Record, said: Mapping[str, Feedback]) -> dict[str, Any]:
    """An `*.expected.json` of what a person let stand: the data, and pages where they are known."""
    data = corrected(record.data, said)
    pages = {
        place: field.page
        for place, field in record.fields.items()
        if field.page is not None and value_at(data, place) == value_at(record.data, place)
    }
    return {"data": data, "pages": pages}


# ---------------------------------------------------------------------------------- what is typed


def leaf_of(node: Node | None) -> Leaf | None:
    """The scalar that a node is, or may be."""
    if isinstance(node, Union):
        return next((leaf for option in node.options if (leaf := leaf_of(option))), None)
    return node if isinstance(node, Leaf) else None


def parse_value(leaf: Leaf, text: str) -> JsonValue:
    """What a person typed, as the leaf's kind of value; nothing typed is null.

    Raises UsageError that says what is wanted.
    """
    words = text.strip()
    if not words:
        return None
    match leaf.kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _number(words, whole=leaf.kind is Kind.INTEGER)
        case Kind.BOOLEAN:
            said = {"true": True, "yes": True, "false": False, "no": False}
            if words.lower() not in said:
                raise UsageError("a yes or a no is wanted")
            return said[words.lower()]
        case Kind.ENUM:
            found = [choice for choice in leaf.choices if str(choice).lower() == words.lower()]
            if not found:
                raise UsageError("one of these is wanted: " + ", ".join(map(str, leaf.choices)))
            return found[0]
        case _:
            return words


def _number(text: str, *, whole: bool) -> int | float:
    try:
        value = Decimal(text.replace(" ", "").replace("_", ""))
    except InvalidOperation:
        raise UsageError("a number is wanted, with a point: 1487.50") from None
    if not value.is_finite():
        raise UsageError("a number is wanted, with a point: 1487.50")
    if value == value.to_integral_value():
        return int(value)
    if whole:
        raise UsageError("a whole number is wanted")
    return float(value)


def problem_of(
    schema: Schema,
    data: Mapping[str, JsonValue],
    place: str,
    value: JsonValue,
    *,
    only: str | None = None,
) -> str | None:
    """What the schema finds wrong with `value` at `place`; relations to other fields left out.

    `only` narrows it to what is wrong under another, deeper pointer.
    """
    changed = copy.deepcopy(dict(data))
    _put(changed, place, value)
    within = only or place
    found = [
        problem.message
        for problem in problems(schema, changed)
        if problem.kind == "invalid"
        and (problem.pointer == within or problem.pointer.startswith(f"{within}/"))
    ]
    return "; ".join(found) or None


def undone(history: Sequence[Feedback]) -> Feedback | None:
    """The last thing said that still stands: what the next undo takes back."""
    open_: list[Feedback] = []
    for feedback in history:
        if feedback.action is not Action.UNDO:
            open_.append(feedback)
            continue
        for index in range(len(open_) - 1, -1, -1):
            other = open_[index]
            if (other.sha256, other.pointer) == (feedback.sha256, feedback.pointer):
                del open_[index]
                break
    return open_[-1] if open_ else None
