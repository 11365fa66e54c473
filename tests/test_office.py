"""The documents of `benchmarks/office/`: what their gold says stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.schema import load_schema
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin

OFFICE = Path(__file__).parent.parent / "benchmarks" / "office"
GOLDS = sorted(OFFICE.glob("*/*.json"))


def _stated(node: Node, value: Any, at: str) -> Iterator[tuple[str, Leaf, Any]]:
    """Every stated leaf of the gold; fails where the schema has no such field."""
    match node:
        case Object(properties=properties):
            assert value.keys() <= properties.keys(), at
            for name, one in value.items():
                yield from _stated(properties[name], one, f"{at}/{name}")
        case Array(items=items):
            for number, one in enumerate(value or []):
                yield from _stated(items, one, f"{at}/{number}")
        case Leaf() if value is not None:
            yield at, node, value


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_the_gold_says_stands_in_the_document(path: Path) -> None:
    asked = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    words = " ".join(text.split())
    bare = "".join(filter(str.isalnum, text)).casefold()
    for at, leaf, value in _stated(load_schema(asked["schema"]).root, asked["gold"], ""):
        if leaf.origin is Origin.VERBATIM:
            assert all(" ".join(line.split()) in words for line in value.split("\n")), at
        elif leaf.origin is Origin.PATTERN and leaf.format != "uri":
            assert "".join(filter(str.isalnum, value)).casefold() in bare, at
        elif leaf.kind is Kind.ENUM:
            assert value in leaf.choices, at


def test_there_are_sixty() -> None:
    assert [len(list((OFFICE / name).glob("*.json"))) for name in ("known", "unseen")] == [32, 28]
    assert all(path.with_suffix(".txt").exists() for path in GOLDS)
