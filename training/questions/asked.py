"""A question and its answer: a schema, and what a faultless reader says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractor.schema.tree import Kind, Leaf, Object, Origin
from training.material.locales import Said

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A schema and what a faultless reader answers."""

    root: Object
    answer: Answer
    ready: bool = False


def as_asked(said: Said, leaf: Leaf) -> Any:
    """A stated value as the leaf holds it; verbatim text with its whitespace folded."""
    if leaf.origin is Origin.VERBATIM:
        return " ".join(said.text.split())
    if leaf.kind is Kind.INTEGER and isinstance(said.value, Decimal):
        return int(said.value) if said.value == said.value.to_integral_value() else None
    return said.value
