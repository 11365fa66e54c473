"""Rules to compare a model with: the value nearest to a label that sounds like the field.

What a careful person writes in an afternoon with regular expressions: the product's own candidates
for dates, numbers and patterns, the rest of a labelled line for text, and nothing where no label
is near enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rapidfuzz import fuzz

from extractor.candidates import Candidates, find_candidates, for_leaf
from extractor.document import Document
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin

_NEAR_ENOUGH = 72  # of 100, for a label to be the field's
_FARTHEST = 160  # characters between a label and its value
_LABEL = re.compile(r"[^\W\d_][^\n:|]{0,38}?(?=\s*(?:[:|]|\s{2,}|\n|$|(?<=\w)\s\S*\d))")


def guess(document: Document, root: Object) -> dict[str, Any]:
    """A value or None for every property of `root`."""
    return _Rules(document).object(root)


class _Rules:
    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.candidates: Candidates = find_candidates(document)
        self.labels = [
            (match.start(), match.end(), match[0].strip().lower())
            for match in _LABEL.finditer(self.text)
        ]

    def object(self, node: Object, context: str = "") -> dict[str, Any]:
        return {name: self.node(name, child, context) for name, child in node.properties.items()}

    def node(self, name: str, node: Node, context: str) -> Any:
        match node:
            case Leaf():
                return self.leaf(name, node, context)
            case Object():
                return self.object(node, name)
            case Array():
                return None  # rows are beyond labels
        return None

    def leaf(self, name: str, leaf: Leaf, context: str) -> Any:
        if leaf.origin is Origin.FREE:
            return None
        if leaf.kind is Kind.ENUM:
            found = [
                one
                for one in leaf.choices
                if str(one).replace("_", " ").lower() in self.text.lower()
            ]
            return found[0] if len(found) == 1 else None
        for _, end in self._places(name, leaf, context):
            value = self._after(end, leaf)
            if value is not None:
                return value
        return None

    def _places(self, name: str, leaf: Leaf, context: str) -> Iterator[tuple[float, int]]:
        """Ends of labels that sound like the field, best first."""
        wanted = [
            " ".join(_words(name)),
            " ".join(_words(f"{context} {name}")),
            leaf.description.lower(),
        ]
        scored = []
        for _, end, label in self.labels:
            score = max(fuzz.token_sort_ratio(label, one) for one in wanted[:2])
            score = max(score, 0.9 * fuzz.token_set_ratio(label, wanted[2]) if wanted[2] else 0)
            if score >= _NEAR_ENOUGH:
                scored.append((score, end))
        yield from sorted(scored, key=lambda one: -one[0])

    def _after(self, at: int, leaf: Leaf) -> Any:
        if leaf.origin in (Origin.PARSED, Origin.PATTERN):
            nearest = [
                (span.start - at, one.value)
                for one in for_leaf(leaf, self.candidates)
                for span in one.spans
                if 0 <= span.start - at <= _FARTHEST
            ]
            return min(nearest, key=lambda one: one[0])[1] if nearest else None
        rest = self.text[at : at + _FARTHEST].lstrip(" :|.\t-=")
        line = next((line for line in rest.split("\n") if line.strip()), "")
        value = re.split(r"\s{2,}|\s\|", line.strip(" |"))[0].strip()
        if leaf.kind is Kind.BOOLEAN:
            return {"yes": True, "no": False}.get(value.lower()[:3].strip(" .,"))
        return value or None


def _words(name: str) -> Sequence[str]:
    return re.findall(r"[a-z]+|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
