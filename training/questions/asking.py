"""What is asked of a document: a schema over some of its facts, and the answer."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from enum import StrEnum
from typing import Any

from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin
from training.data import raw
from training.material.lexicon import Concept, reserved, snake, vary
from training.material.locales import Said
from training.questions.asked import Answer, Asked, as_asked
from training.questions.choices import as_flag, offered
from training.questions.naming import (
    every_name,
    facet_names,
    fits,
    name_of,
    reworded_name,
    vague_name,
    word_for,
)
from training.questions.ready import READY, ask_ready
from training.questions.wording import reworded
from training.stories.missing import (
    blurred,
    facets_of,
    missing_columns,
    missing_facts,
    missing_party,
    missing_tables,
    near_misses,
)
from training.stories.story import Story
from training.tables import Table

_STATED = {  # how many of the stated facts are asked for
    "mixed": (2, 4, 6, 8, 10, 12, 14),
    "ready": (4, 8, 12, 16),  # of kinds without a ready schema
    "missing": (0, 1, 2, 3, 4),
    "lists": (0, 1, 2, 4),
}
_LISTED = {"mixed": 0.6, "ready": 0.6, "missing": 0.2, "lists": 1.0}  # share of lists asked for
_VAGUELY = 0.04  # share of fields whose names mean nothing
_PLACE = ("street", "city", "postal_code", "country")  # facets that may be an object of their own


class Style(StrEnum):
    """What a question is mostly about."""

    MIXED = "mixed"  # some facts, some that are missing
    READY = "ready"  # all fields of the kind's ready schema
    MISSING = "missing"  # mostly what the document does not say, lists and objects too
    LISTS = "lists"  # tables, bullets and objects


def ask(
    story: Story,
    style: Style | None = None,
    *,
    unseen_names: bool = False,
    ready: float = 0.6,
    freely: bool = False,
) -> Asked:
    """A schema over the story's facts, of that style.

    Without one a ready schema with the probability `ready`, else a mixed one. `freely`: in the
    words of any author, as is done in training alone.
    """
    rng = story.values.rng
    if style is None:
        known = story.kind in READY and not unseen_names
        style = Style.READY if known and rng.random() < ready else Style.MIXED
    if style is Style.READY and story.kind in READY:
        return ask_ready(story)
    return _Questions(story, unseen_names, style, freely).asked()


class _Questions:
    """A random choice of what is stated and what is not, under random names."""

    def __init__(self, story: Story, unseen_names: bool, style: Style, freely: bool) -> None:
        self.story = story
        self.freely = freely
        self.style = style
        self.rng: random.Random = story.values.rng
        self.unseen = unseen_names
        self.owners: dict[str, set[str]] = defaultdict(set)
        known = {key: concept for key, (concept, _) in story.facts.items()} | story.absent
        for key, concept in known.items():
            for name in (*concept.names, *concept.unseen):
                self.owners[name].add(key)
        if story.letterhead:  # whose a phone number is, where nothing says whose
            for facet in story.letterhead.facts:
                for name in _named(facet):
                    self.owners[name].add(f"{story.letterhead.role}.{facet}")
        for fact in story.labelled:
            self.owners[snake(fact.label)].add(fact.concept.key)
        self.described = self.rng.choice((0.0, 0.7, 1.0, 1.0, 1.0))
        self.fields: list[tuple[str, Node, Any]] = []
        self.taken: set[str] = set()

    def asked(self) -> Asked:
        rng, story = self.rng, self.story
        keys = sorted(
            key for key in story.facts if key.partition(".")[2] not in _PLACE or rng.random() < 0.25
        )
        rng.shuffle(keys)
        keys = keys[: rng.choice(_STATED[self.style])]
        keys = self._grouped(keys)
        for key in keys:
            concept, said = story.facts[key]
            self._add(concept, said, {key})
        for concept in self._missing():
            self._add(concept, None, set())
        if self.style is not Style.MIXED:
            self._miss_structures()
        for table in story.tables:
            if rng.random() < _LISTED[self.style]:
                self._table(table)
        for bullets in story.bullets:
            if rng.random() < _LISTED[self.style] + 0.1:
                self._bullets(bullets.concept, list(bullets.items))
        if rng.random() < 0.7:
            rng.shuffle(self.fields)
        if not self.fields:
            return ask_ready(story) if story.kind in READY else Asked(Object({}), {})
        return Asked(
            Object({name: node for name, node, _ in self.fields}),
            {name: value for name, _, value in self.fields},
        )

    def _missing(self) -> list[Concept]:
        """Facts to ask for that are not stated."""
        rng, story = self.rng, self.story
        absent = {key: one for key, one in story.absent.items() if not blurred(key, story)}
        if self.style is Style.MISSING:
            missing = missing_facts(story, rng.randint(3, 9))
        else:
            count = min(len(absent), rng.choice((0, 1, 1, 2, 3, 4)))
            missing = [absent[key] for key in rng.sample(sorted(absent), count)]
        if self.freely and missing:
            near = near_misses(story, rng.randint(0, (len(missing) + 1) // 2))
            far = [one for one in missing if one.key not in {other.key for other in near}]
            missing = [*near, *far][: len(missing)]
        return missing

    def _miss_structures(self) -> None:
        """A table and a party that the document does not have."""
        rng, story = self.rng, self.story
        if rng.random() < 0.5:
            for table in missing_tables(story):
                self._table(replace(table, rows=()))
        named = {name for name in self.owners if self.owners[name] & set(story.facts)}
        role = missing_party(story, named) if rng.random() < 0.35 else None
        if role:
            entry, facets = raw("kinds")["roles"][role], facets_of(role)
            chosen = rng.sample(sorted(facets), rng.randint(2, 4))
            nodes = {rng.choice(_named(facet)): facets[facet] for facet in chosen}
            self._put(
                rng.choice([word for word in entry["words"] if word] or [role]),
                Object(
                    {name: one.leaf(rng, described=0) for name, one in nodes.items()},
                    self._says(tuple(entry["says"])),
                ),
                dict.fromkeys(nodes),
            )

    def _bullets(self, concept: Concept, items: list[str] | None) -> None:
        item = Leaf(Kind.STRING, Origin.VERBATIM)
        says = self._says(concept.says)
        self._put(self.rng.choice(concept.names), Array(item, says, max_items=25), items)

    def _add(self, concept: Concept, said: Said | None, owners: set[str]) -> None:
        """A field for a fact, or for one that is missing, under a name that means nothing else."""
        if concept.recipe == "list" and self.style is not Style.MIXED:
            self._bullets(concept, None)
            return
        as_text = concept.recipe.startswith("int") and self.rng.random() < 0.15
        leaf = concept.leaf(self.rng, described=self.described, as_text=as_text)
        value = as_asked(said, leaf) if said else None
        if self.freely:
            self._add_freely(concept, leaf, value, owners)
            return
        name = self._name(concept, owners)
        if name is not None:
            self._put(name, leaf, value)

    def _add_freely(self, concept: Concept, leaf: Leaf, value: Any, owners: set[str]) -> None:
        """The same in the words of any author: rarer names, other options, other descriptions."""
        rng, story = self.rng, self.story
        flag = as_flag(rng, concept, value)
        vague = vague_name(rng, concept) if rng.random() < _VAGUELY else None
        if flag:
            self._put(*flag)
        elif vague:
            name, says = vague
            self._put(name, replace(leaf, description=says), value)
        else:
            leaf, value = offered(rng, concept, leaf, value)
            said = reworded(rng, concept, leaf, story.values.language)
            name = name_of(story, concept, owners) or self._name(concept, owners) or ""
            self._put(name, replace(leaf, description=said), value)

    def _name(self, concept: Concept, owners: set[str]) -> str | None:
        stated = set(self.story.facts)
        pool = concept.unseen if self.unseen and concept.unseen else concept.names
        known = (name for name in pool if fits(self.story, concept, name))
        fitting = [name for name in known if self.owners[name] & stated <= owners]
        if not fitting:
            return None
        name = self.rng.choice(fitting)
        if not self.unseen and self.rng.random() < 0.08 and owners:
            label = self._label_of(concept.key)
            alias = snake(label) if label else ""
            free = alias not in reserved() and not self.owners.get(alias, set()) - owners
            if len(alias) > 2 and free:
                name = alias
        return vary(self.rng, name) if not self.unseen else name

    def _label_of(self, key: str) -> str:
        story = self.story
        return next(
            (fact.label for fact in story.labelled if fact.concept.key == key),
            "",
        )

    def _put(self, name: str, node: Node, value: Any) -> None:
        if name and name not in self.taken:
            self.taken.add(name)
            self.fields.append((name, node, value))

    def _says(self, options: tuple[str, ...]) -> str:
        return self.rng.choice(options) if options and self.rng.random() < self.described else ""

    def _grouped(self, keys: list[str]) -> list[str]:
        """Some facts of one party, or some amounts, as an object of their own."""
        rng, left = self.rng, keys
        roles = {party.role for party in self.story.parties}
        if self.story.letterhead:
            roles.add(self.story.letterhead.role)
        for role in sorted(roles):
            if rng.random() > (0.5 if self.style is Style.LISTS else 0.25):
                continue
            name = self._name_of_party(role)
            meant = self.owners[name]
            if meant & set(self.story.facts) and f"{role}.name" not in meant:
                continue
            asked = self._party(role, name)
            left = [key for key in left if key not in asked]
        return left

    def _name_of_party(self, role: str) -> str:
        if self.freely:
            others = (one for key, (one, _) in self.story.facts.items() if key != f"{role}.name")
            return reworded_name(self.rng, word_for(self.rng, role), map(every_name, others))
        entry = raw("kinds")["roles"][role]
        usual = [word for word in entry["words"] if word] or [role]
        return str(self.rng.choice(entry["unseen"] if self.unseen else usual))

    def _party(self, role: str, name: str) -> list[str]:
        """Asks for some facts of a party, in one object; their keys."""
        rng, story = self.rng, self.story
        mine = [key for key in story.facts if key.startswith(f"{role}.")]
        missing = [key for key in story.absent if key.startswith(f"{role}.")]
        asked = rng.sample(mine, min(len(mine), rng.randint(2, 5)))
        asked += rng.sample(missing, min(len(missing), rng.choice((0, 0, 1))))
        properties: dict[str, Node] = {}
        place: dict[str, Node] = {}
        answer: Answer = {}
        for key in asked:
            facet = key.partition(".")[2]
            names = _named(facet, human=facet == "name" and role in story.people)
            if self.freely and rng.random() < 0.4:
                names = [*names, *facet_names(facet)]
            inner = rng.choice(names)
            if self.freely:
                others = (one.partition(".")[2] for one in (*mine, *missing) if one != key)
                rivals = (frozenset((*_named(one), *facet_names(one))) for one in others)
                inner = reworded_name(rng, inner, rivals)
            concept, said = story.facts[key] if key in story.facts else (story.absent[key], None)
            leaf = concept.leaf(rng, described=0)
            properties[inner] = leaf
            answer[inner] = as_asked(said, leaf) if said else None
            if facet in _PLACE:
                place[inner] = leaf
        if self.freely and len(place) > 1 and rng.random() < 0.4:
            _nest(rng.choice(("address", "location", "place")), place, properties, answer)
        if properties:
            says = self._says(tuple(raw("kinds")["roles"][role]["says"]))
            self._put(name, Object(properties, says), answer)
        return asked

    def _table(self, table: Table) -> None:
        rng = self.rng
        columns = [
            one
            for one in (*table.columns, *table.told)
            if rng.random() < 0.85 and one.key not in ("flag", "reference_range", "position")
        ]
        if not columns:
            return
        properties: dict[str, Node] = {}
        cells: list[Answer] = [{} for _ in table.rows]
        for column in columns:
            others = [
                frozenset(one.names) for one in (*table.columns, *table.told) if one is not column
            ]
            own = [one for one in column.names if not any(one in names for names in others)]
            name = rng.choice(own or column.names)
            if self.freely:
                name = reworded_name(rng, name, others)
            leaf = column.leaf(rng, described=self.described * 0.6)
            if column.key == "quantity":
                leaf = replace(leaf, kind=Kind.NUMBER, origin=Origin.PARSED)
            if name in properties:
                continue
            properties[name] = leaf
            for cell, row in zip(cells, table.rows, strict=True):
                said = row.get(column.key)
                cell[name] = as_asked(said, leaf) if said else None
        cut = any(column.key == "rebate" for column in table.columns)
        if rng.random() < 0.1 and "discount" not in properties and not cut:
            properties["discount"] = Leaf(Kind.NUMBER, Origin.PARSED)
            for cell in cells:
                cell["discount"] = None
        if self.style is not Style.MIXED:
            for column in missing_columns(table):
                if rng.random() < 0.35:
                    name = rng.choice(column.names)
                    properties[name] = column.leaf(rng, described=0)
                    for cell in cells:
                        cell[name] = None
        self._put(
            rng.choice(table.names),
            Array(Object(properties), self._says(table.says), max_items=60),
            cells or None,
        )


def _named(facet: str, *, human: bool = False) -> list[str]:
    """What a schema may call a facet within the object of its party; no person is a company."""
    names = raw("kinds")["facets"].get(facet, {}).get("names", [facet])
    return [one for one in names if one and not (human and one == "company")]


def _nest(name: str, place: dict[str, Node], properties: dict[str, Node], answer: Answer) -> None:
    """The parts of a place as an object within the object of their party."""
    if name not in properties:
        inner = {one: answer.pop(one) for one in place if properties.pop(one)}
        properties[name], answer[name] = Object(place), inner
