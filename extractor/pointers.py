"""JSON Pointers (RFC 6901): how a value inside an answer is named, and what a name names.

Nothing here loads pydantic: the engine's process steers by pointers too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue


def pointer(*parts: str | int) -> str:
    """The pointer of a path of keys and indexes; "" for the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def pointer_parts(text: str) -> tuple[str, ...]:
    """The inverse of `pointer`; indexes stay strings."""
    if not text:
        return ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def path_in_schema(place: str) -> tuple[str, ...]:
    """Where the schema speaks of a place: its path with "*" for the indexes of lists."""
    return tuple("*" if part.isdecimal() else part for part in pointer_parts(place))


def value_at(data: JsonValue, at: str) -> JsonValue:
    """The value that the pointer `at` names; None where there is none."""
    for part in pointer_parts(at):
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def scalars(
    data: JsonValue, path: tuple[str | int, ...] = (), *, empty_lists: bool = False
) -> Iterator[tuple[str, JsonValue]]:
    """Every scalar of `data` by its pointer, nulls too.

    With `empty_lists` an empty list is one null of its own, as it is in `Record.fields`.
    """
    match data:
        case dict():
            for name, child in data.items():
                yield from scalars(child, (*path, name), empty_lists=empty_lists)
        case list():
            for index, child in enumerate(data):
                yield from scalars(child, (*path, index), empty_lists=empty_lists)
            if empty_lists and not data:
                yield pointer(*path), None
        case _:
            yield pointer(*path), data


def put_value(data: JsonValue, at: str, value: JsonValue) -> None:
    """Sets what the pointer `at` names, in place; its parent must exist."""
    *way, last = pointer_parts(at)
    parent = value_at(data, pointer(*way))
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list):
        parent[int(last)] = value
