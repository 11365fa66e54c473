"""The ready schemas of the product, answered from the story of a document of their kind."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from extractor.schema.load import load_schema
from extractor.schema.tree import Array, Leaf, Node, Object
from training.data import raw
from training.questions.asked import Answer, Asked, as_asked
from training.stories.story import Story
from training.tables import Row, Table

READY = (
    "invoice",
    "receipt",
    "purchase_order",
    "bank_statement",
    "contract",
    "resume",
    "job_posting",
    "lab_report",
    "bill_of_lading",
    "email",
    "id_card",
    "utility_bill",
)
_PRICED = {  # a currency is asked of these amounts alone
    "contract": ("contract_value",),
    "job_posting": ("salary_min", "salary_max"),
}


@cache
def ready_root(kind: str) -> Object:
    """The tree of the ready schema of that name."""
    return load_schema(kind).root


def ask_ready(story: Story) -> Asked:
    """The kind's ready schema, without the few fields that no document here states."""
    root, renamed = ready_root(story.kind), raw("kinds")["kinds"][story.kind].get("ready", {})
    tables = {table.name: table for table in story.tables}
    properties: dict[str, Node] = {}
    answer: Answer = {}
    for name, node in root.properties.items():
        key = renamed.get(name, name)
        if isinstance(node, Array):
            known, value = _ready_list(story, name, key, node, tables)
        elif isinstance(node, Leaf):
            known = key in story.facts or key in story.absent or node.format == "currency"
            value = _stated(story, key, node)
        else:
            known, value = False, None
        if known:
            properties[name], answer[name] = node, value
    return Asked(replace(root, properties=properties), answer, ready=True)


def _stated(story: Story, key: str, leaf: Leaf) -> Any:
    if leaf.format == "currency" and key not in story.facts:
        if not {key, *story.facts} & {*_PRICED.get(story.kind, (key,))}:
            return None
        return story.values.locale.currency  # by its sign, where an amount bears one
    if key not in story.facts:
        return None
    return as_asked(story.facts[key][1], leaf)


def _ready_list(
    story: Story, name: str, key: str, node: Array, tables: dict[str, Table]
) -> tuple[bool, Any]:
    if isinstance(node.items, Object):
        if key == "parties":
            rows = [
                {name: _of_party(story, party.role, name) for name in node.items.properties}
                for party in story.parties
            ]
            return True, rows or None
        table = tables.get(name) or tables.get(key)
        return True, [_row(row, node.items, table) for row in table.rows] if table else None
    for bullets in story.bullets:
        if bullets.concept.key == name:
            return True, list(bullets.items)
    if name == "recipients" and "recipient.email" in story.facts:
        return True, [story.facts["recipient.email"][1].value]
    return name in story.absent or name in ("recipients", "cc"), None


def _of_party(story: Story, role: str, facet: str) -> str | None:
    stated = story.facts.get(f"{role}.{facet}")
    return stated[1].value if stated else None


def _row(row: Row, shape: Object, table: Table) -> Answer:
    cells: Answer = {}
    for name, leaf in shape.properties.items():
        said = row.get(table.hidden.get(name, name))
        cells[name] = as_asked(said, leaf) if said and isinstance(leaf, Leaf) else None
    return cells
